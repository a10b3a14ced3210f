#include "cli/doctor/expected_grants.hpp"

#include <algorithm>
#include <iterator>

#include "base/utf8.hpp"
#include "cli/schema/migrations.hpp"
#include "grants_file.hpp"

namespace latchkey::cli {
namespace {

// The parts of a list between the commas that stand outside brackets.
std::vector<std::string_view> split_outside_brackets(std::string_view list) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  int depth = 0;
  for (std::size_t i = 0; i <= list.size(); ++i) {
    const char c = i < list.size() ? list[i] : ',';
    if (c == '(') ++depth;
    if (c == ')') --depth;
    const bool is_end = c == ',' && (depth == 0 || i == list.size());
    if (!is_end) continue;
    parts.push_back(trim(list.substr(begin, i - begin)));
    begin = i + 1;
  }
  return parts;
}

// Adds the privileges of a list such as `SELECT (id, email), INSERT`.
void add_privileges(std::string_view list, std::string_view table, Grants& grants) {
  for (const auto part : split_outside_brackets(list)) {
    const auto bracket = part.find('(');
    Columns columns;
    if (bracket != std::string_view::npos) {
      const auto names = part.substr(bracket + 1, part.rfind(')') - bracket - 1);
      for (const auto name : split_outside_brackets(names)) columns.emplace(name);
    }
    grants[{std::string(trim(part.substr(0, bracket))), std::string(table)}] = std::move(columns);
  }
}

std::string describe(const std::string& privilege, const std::string& table, const Columns& columns) {
  std::string text;
  for (const auto& column : columns) text += (text.empty() ? "" : ", ") + column;
  return privilege + " " + table + (columns.empty() ? "" : " (" + text + ")");
}

Columns difference(const Columns& a, const Columns& b) {
  Columns result;
  std::ranges::set_difference(a, b, std::inserter(result, result.end()));
  return result;
}

void compare_columns(const Grants::value_type& wanted, const Columns& actual, GrantDifferences& differences) {
  const auto& [privilege, table] = wanted.first;
  const Columns& columns = wanted.second;
  if (columns == actual) return;
  if (actual.empty()) {
    differences.widened.push_back(describe(privilege, table, {}));
  } else if (columns.empty()) {
    differences.missing.push_back(describe(privilege, table, {}));
  } else {
    const Columns missing = difference(columns, actual);
    const Columns extra = difference(actual, columns);
    if (!missing.empty()) differences.missing.push_back(describe(privilege, table, missing));
    if (!extra.empty()) differences.extra.push_back(describe(privilege, table, extra));
  }
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
           SELECT privilege_type AS privilege, table_name AS subject, column_name AS part
           FROM information_schema.column_privileges
           WHERE table_schema = DATABASE())sql")) {
    grants[{row.text("privilege"), row.text("subject")}].insert(row.text("part"));
  }
  // After the columns: a privilege on the table covers them all.
  for (const auto& row : db.query(
           R"sql(
           SELECT DISTINCT privilege_type AS privilege, table_name AS subject
           FROM information_schema.table_privileges
           WHERE table_schema = DATABASE()
           UNION
           SELECT privilege_type, '*'
           FROM information_schema.schema_privileges
           WHERE table_schema = DATABASE()
           UNION
           SELECT privilege_type, '*'
           FROM information_schema.user_privileges
           WHERE privilege_type <> 'USAGE')sql")) {
    grants[{row.text("privilege"), row.text("subject")}].clear();
  }
  return grants;
}

GrantDifferences compare_grants(const Grants& wanted, const Grants& actual) {
  GrantDifferences differences;
  for (const auto& grant : wanted) {
    const auto& [privilege, table] = grant.first;
    if (actual.contains({privilege, std::string(every_table)})) continue;
    const auto found = actual.find(grant.first);
    if (found == actual.end()) {
      differences.missing.push_back(describe(privilege, table, grant.second));
    } else {
      compare_columns(grant, found->second, differences);
    }
  }
  for (const auto& [subject, columns] : actual) {
    const auto& [privilege, table] = subject;
    if (table == every_table) {
      differences.everywhere.push_back(privilege);
    } else if (!wanted.contains(subject)) {
      differences.extra.push_back(describe(privilege, table, columns));
    }
  }
  return differences;
}

}  // namespace latchkey::cli
