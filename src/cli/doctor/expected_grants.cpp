#include "cli/doctor/expected_grants.hpp"

#include "base/utf8.hpp"
#include "cli/schema/migrations.hpp"
#include "grants_file.hpp"

namespace latchkey::cli {
namespace {

// Adds the privileges of a list such as `SELECT (id, email), INSERT`, without their columns.
void add_privileges(std::string_view list, std::string_view table, Grants& grants) {
  std::string word;
  int depth = 0;
  const auto finish = [&] {
    const auto name = trim(word);
    if (!name.empty()) grants.insert(std::string(name) + " " + std::string(table));
    word.clear();
  };
  for (const char c : list) {
    if (c == '(') ++depth;
    if (c == ',' && depth == 0) {
      finish();
    } else if (depth == 0) {
      word += c;
    }
    if (c == ')') --depth;
  }
  finish();
}

}  // namespace

Grants expected_grants(std::string_view program) {
  static constexpr std::string_view grant = "GRANT ";
  const std::string account = "latchkey_" + std::string(program) + "@localhost";
  Grants grants;
  for (const auto& statement : split_statements(grants_file::grants_sql)) {
    const std::string_view text = trim(statement);
    const auto on = text.find(" ON ");
    const auto to = text.find(" TO ");
    if (!text.starts_with(grant) || on == std::string_view::npos || to == std::string_view::npos) continue;
    if (text.substr(to + 4) != account) continue;
    add_privileges(text.substr(grant.size(), on - grant.size()), trim(text.substr(on + 4, to - on - 4)), grants);
  }
  return grants;
}

Grants find_actual_grants(db::Connection& db) {
  Grants grants;
  for (const auto& row : db.query(
           R"sql(
           SELECT DISTINCT privilege_type AS privilege, table_name AS subject
           FROM information_schema.table_privileges
           WHERE table_schema = DATABASE()
           UNION
           SELECT DISTINCT privilege_type, table_name
           FROM information_schema.column_privileges
           WHERE table_schema = DATABASE()
           UNION
           SELECT privilege_type, '*'
           FROM information_schema.schema_privileges
           WHERE table_schema = DATABASE()
           UNION
           SELECT privilege_type, '*'
           FROM information_schema.user_privileges
           WHERE privilege_type <> 'USAGE')sql")) {
    grants.insert(row.text("privilege") + " " + row.text("subject"));
  }
  return grants;
}

}  // namespace latchkey::cli
