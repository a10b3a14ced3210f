// What a creation has to pass when its key has limits: hours, total, hour, day, country, in this order.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "api/limits/counters.hpp"
#include "api/limits/key_limits.hpp"
#include "customers/fields/person.hpp"

namespace latchkey::api {

struct OutsideHours {
  std::chrono::seconds until_opening;  // at most two weeks
};
struct TotalUsedUp {};
struct CapReached {
  std::string_view limit;  // perHour, perDay or perCountry
  std::uint64_t number;
  std::chrono::seconds until_reset;
};
struct CountryNotAllowed {
  std::string pointer;  // of the field that told the country
  std::string message;
};
using LimitProblem = std::variant<OutsideHours, TotalUsedUp, CapReached, CountryNotAllowed>;

// One creation under limits. What it was made with must outlive it. All is judged by `now`, the moment that the
// creation is dated with: it counts in the windows that this moment lies in, however long it takes.
class LimitGate {
 public:
  LimitGate(const Uuid& first_key_id, const KeyLimits& limits, const customers::Person& person, DatabaseTime now);

  // Looks without taking anything.
  [[nodiscard]] std::optional<LimitProblem> find_problem(db::Connection& db) const;

  // Takes the creation's places in its own transaction, after its touch and as late as can be, since others of the key
  // wait until it ends. After a problem the transaction has to be rolled back.
  [[nodiscard]] std::optional<LimitProblem> take_places(db::Connection& db) const;

 private:
  using Pass = bool (*)(db::Connection& db, const Uuid& key, const Counter& counter);
  [[nodiscard]] std::optional<LimitProblem> find_first_full(db::Connection& db, Pass has_place) const;
  [[nodiscard]] std::optional<LimitProblem> find_country_problem() const;
  [[nodiscard]] LimitProblem problem_of(const Counter& counter) const;

  Uuid key_;
  const KeyLimits& limits_;
  DatabaseTime now_;
  std::string country_pointer_;
  std::optional<std::string> country_;
  std::vector<Counter> counters_;  // in the order in which they are asked; those of countries last
};

}  // namespace latchkey::api
