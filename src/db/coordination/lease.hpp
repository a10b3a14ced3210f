// Lets one process of all machines at a time do something that spans several transactions: a row of the table `leases`,
// which names its holder until a time of the database's clock. GET_LOCK would count on one node of a cluster alone.
#pragma once
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::db {

// The statement that makes the table, where it is not there yet.
extern const std::string_view create_leases;

// Held until the object is destroyed: a thread with a connection of its own renews it meanwhile. When the process dies,
// or its machine is cut off from the database, it comes to its end by itself, and the next one may take it.
class Lease {
 public:
  // How long it is good for after it was taken or renewed; it is renewed five times in this time.
  static constexpr std::chrono::seconds duration{15};

  struct Holder {
    std::string who;
    std::string until;  // by the database's clock
  };

  // Null when somebody else holds it; does not wait. `who` is told to others. The connection must outlive the lease.
  [[nodiscard]] static std::unique_ptr<Lease> take(Connection& db, std::string_view name, std::string_view who);

  // Who holds it now.
  [[nodiscard]] static std::optional<Holder> find_holder(Connection& db, std::string_view name);

  ~Lease();
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  Lease(Lease&&) = delete;
  Lease& operator=(Lease&&) = delete;

  // To be called before each step. Throws Unavailable when somebody else has taken the lease, because it could not be
  // renewed for too long. Within a transaction it writes the lease's row: then the transaction is not committed, on
  // whichever node, after somebody else has taken the lease.
  void confirm();

 private:
  Lease(Connection& db, std::string name);
  [[nodiscard]] bool take_row(std::string_view who);
  [[nodiscard]] bool renew(Connection& db) const;
  void keep_renewing(const std::stop_token& stop) const;

  Connection& db_;
  std::string name_;
  Uuid holder_ = Uuid::make();
  std::jthread renewal_;
};

}  // namespace latchkey::db
