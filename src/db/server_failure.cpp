#include "db/server_failure.hpp"

#include "db/errors.hpp"

namespace latchkey::db {

std::optional<int> find_error_number(const std::exception& error) {
  if (const auto* failure = dynamic_cast<const ServerFailure*>(&error)) return failure->number();
  if (const auto* refused = dynamic_cast<const StatementError*>(&error)) return refused->number();
  return std::nullopt;
}

}  // namespace latchkey::db
