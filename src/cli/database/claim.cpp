#include "cli/database/claim.hpp"

#include "cli/context.hpp"

namespace latchkey::cli {

std::unique_ptr<db::Lease> claim(db::Connection& db, std::string_view name) {
  return db::claim(db, name, Context::actor().name);
}

}  // namespace latchkey::cli
