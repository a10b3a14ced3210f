#include "db/coordination/named_lock.hpp"

namespace latchkey::db {
namespace {

std::string full_name(const Connection& db, std::string_view name) {
  static constexpr std::size_t longest = 64;  // MySQL takes no longer names
  return (std::string(name) + ":" + db.schema()).substr(0, longest);
}

}  // namespace

std::unique_ptr<NamedLock> NamedLock::take(Connection& db, std::string_view name) {
  const std::string full = full_name(db, name);
  const auto row = db.query("SELECT GET_LOCK(?, 0) AS is_taken", {full}).at(0);
  if (row.is_null("is_taken") || !row.flag("is_taken")) return nullptr;
  return std::unique_ptr<NamedLock>(new NamedLock(db, full));
}

bool NamedLock::is_taken(Connection& db, std::string_view name) {
  const auto row = db.query("SELECT IS_USED_LOCK(?) IS NOT NULL AS is_taken", {full_name(db, name)}).at(0);
  return row.flag("is_taken");
}

NamedLock::~NamedLock() {
  try {
    static_cast<void>(db_.query("SELECT RELEASE_LOCK(?)", {name_}));
  } catch (const std::exception&) {
    db_.drop();
  }
}

}  // namespace latchkey::db
