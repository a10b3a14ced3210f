#include "cli/schema/migration_rule.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <regex>
#include <sstream>

namespace latchkey::test {
namespace {

using cli::MigrationStep;
using Tables = std::set<std::string>;
using Fault = std::optional<std::string>;

std::string in_one_line(const std::string& statement) {
  std::istringstream words(statement);
  std::string line;
  for (std::string word; words >> word;) line += (line.empty() ? "" : " ") + word;
  return line;
}

bool matches(const std::string& text, const char* pattern, std::smatch& parts) {
  return std::regex_match(text, parts, std::regex(pattern));
}

bool matches(const std::string& text, const char* pattern) { return std::regex_match(text, std::regex(pattern)); }

// Split at the commas that stand in no bracket.
std::vector<std::string> split_clauses(const std::string& text) {
  std::vector<std::string> clauses(1);
  int depth = 0;
  for (const char c : text) {
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (c == ',' && depth == 0) {
      clauses.emplace_back();
    } else if (!(c == ' ' && clauses.back().empty())) {
      clauses.back() += c;
    }
  }
  return clauses;
}

// The programs of the version before do not name the column when they insert.
bool may_be_left_out(const std::string& column) {
  return column.find(" DEFAULT ") != std::string::npos || column.find(" NOT NULL") == std::string::npos;
}

Fault check_clause(const std::string& clause) {
  if (matches(clause, "ALGORITHM = (INSTANT|INPLACE)") || clause == "LOCK = NONE") return std::nullopt;
  if (matches(clause, "ADD INDEX \\w+ \\(.*\\)")) return std::nullopt;
  if (!matches(clause, "ADD COLUMN \\w+ .*")) return "takes away or changes what is there: " + clause;
  if (may_be_left_out(clause)) return std::nullopt;
  return "old programs insert without this column: " + clause;
}

Fault check_lock(const std::string& line, const MigrationStep& step) {
  const bool is_instant = line.find("ALGORITHM = INSTANT") != std::string::npos;
  const bool is_open =
      line.find("ALGORITHM = INPLACE") != std::string::npos && line.find("LOCK = NONE") != std::string::npos;
  if (!is_instant && !is_open) return "names neither ALGORITHM = INSTANT nor ALGORITHM = INPLACE with LOCK = NONE";
  if (!is_instant && !step.plan) return "lacks its line -- plan: LOCKS; TIME";
  return std::nullopt;
}

Fault check_alter(const std::string& table, const std::string& clauses, const MigrationStep& step, const Tables& made) {
  if (made.contains(table)) return std::nullopt;
  for (const auto& clause : split_clauses(clauses)) {
    if (auto fault = check_clause(clause)) return fault;
  }
  return check_lock(clauses, step);
}

Fault check_insert(const std::string& table, const Tables& made) {
  static const Tables written_by_hand{"menus", "roles", "role_permissions"};  // a few rows each
  if (made.contains(table) || written_by_hand.contains(table)) return std::nullopt;
  return "writes rows of a large table in one transaction";
}

Fault check_step(const MigrationStep& step, Tables& made) {
  static constexpr std::size_t shortest_reason = 20;
  const std::string line = in_one_line(step.statement);
  std::smatch parts;
  if (!step.exemption.empty()) {
    if (step.exemption.size() < shortest_reason) return "its exemption gives no reason";
    return std::nullopt;
  }
  if (matches(line, "CREATE TABLE IF NOT EXISTS (\\w+) .*", parts)) {
    made.insert(parts[1]);
    return std::nullopt;
  }
  if (matches(line, "CREATE INDEX \\w+ ON (\\w+) .*", parts))
    return made.contains(parts[1]) ? std::nullopt : check_lock(line, step);
  if (matches(line, "ALTER TABLE (\\w+) (.*)", parts)) return check_alter(parts[1], parts[2], step, made);
  if (matches(line, "INSERT IGNORE INTO (\\w+) .*", parts)) return check_insert(parts[1], made);
  if (matches(line, "UPDATE (\\w+)\\b.*", parts)) {
    if (made.contains(parts[1])) return std::nullopt;
    if (!step.batch) return "changes rows of a table that is there in one transaction; -- batch: TABLE ALIAS";
    return step.plan ? std::nullopt : Fault("lacks its line -- plan: LOCKS; TIME");
  }
  return "has a form that the rule does not know";
}

}  // namespace

std::vector<std::string> find_faults(const std::vector<MigrationStep>& steps) {
  Tables made;
  std::vector<std::string> faults;
  for (const auto& step : steps) {
    if (const auto fault = check_step(step, made)) faults.push_back(in_one_line(step.statement) + " " + *fault);
  }
  return faults;
}

}  // namespace latchkey::test
