// What answers the requests of one area of paths.
#pragma once
#include <string_view>

#include "http/request.hpp"
#include "http/response.hpp"

namespace latchkey::http {

// What can go wrong around a handler; each service says how its callers are told (JSON for the API, a page for a
// browser). After `unavailable` and `overdue` (see is_overdue()) nothing was written; after `outcome_unknown` the
// request may have been carried out.
enum class Failure { unavailable, overdue, outcome_unknown, internal };

inline constexpr std::string_view other_route = "other";

class Service {
 public:
  Service() = default;
  virtual ~Service() = default;
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;
  Service(Service&&) = delete;
  Service& operator=(Service&&) = delete;

  // May throw: Unavailable is told as Failure::unavailable, OutcomeUnknown as Failure::outcome_unknown, everything else
  // as Failure::internal.
  [[nodiscard]] virtual Response handle(const Request& request) = 0;

  // The template of the path's route, for metrics: "/api/v1/customers/{id}". One of few texts, whatever the path is;
  // "other" for a path that has no route. It must outlive the service.
  [[nodiscard]] virtual std::string_view route_of(const Request& request) const = 0;

  // The answer to a request whose handling has thrown. Asks nothing of the database.
  [[nodiscard]] virtual Response describe_failure(const Request& request, Failure failure) = 0;
};

}  // namespace latchkey::http
