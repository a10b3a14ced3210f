#include "cli/schema/migration_text.hpp"

#include <algorithm>
#include <array>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "base/utf8.hpp"

namespace latchkey::cli {
namespace {

constexpr std::string_view batch_mark = "-- batch: ";
constexpr std::string_view plan_mark = "-- plan: ";
constexpr std::string_view exemption_mark = "-- exempt: ";

// What stands behind the mark; nothing when the line does not begin with it.
std::optional<std::string> behind(std::string_view line, std::string_view mark) {
  if (!line.starts_with(mark)) return std::nullopt;
  return std::string(trim(line.substr(mark.size())));
}

bool tells_about_statement(std::string_view line) {
  static constexpr std::array<std::string_view, 3> marks{batch_mark, plan_mark, exemption_mark};
  return std::ranges::any_of(marks, [&](std::string_view mark) { return line.starts_with(mark); });
}

// The two parts of a text around the first separator.
std::pair<std::string, std::string> split_in_two(const std::string& text, std::string_view separator) {
  const auto at = text.find(separator);
  if (at == std::string::npos) throw std::logic_error("a line of a migration is malformed: " + text);
  return {text.substr(0, at), text.substr(at + separator.size())};
}

void note(std::string_view line, MigrationStep& next) {
  if (const auto batch = behind(line, batch_mark)) {
    auto [table, alias] = split_in_two(*batch, " ");
    next.batch = Batch{std::move(table), std::move(alias)};
  } else if (const auto plan = behind(line, plan_mark)) {
    auto [locks, time] = split_in_two(*plan, "; ");
    next.plan = StepPlan{std::move(locks), std::move(time)};
  } else if (const auto exemption = behind(line, exemption_mark)) {
    next.exemption = *exemption;
  }
}

// Older migrations have statements that they only make where they are needed: SET @x = IF(…, 'DO 0', '…'), then PREPARE
// and EXECUTE.
std::string find_inner(const std::string& statement) {
  if (!statement.starts_with("SET @")) return statement;
  const auto at = std::min(statement.find("ALTER TABLE"), statement.find("CREATE INDEX"));
  return at == std::string::npos ? statement : statement.substr(at);
}

}  // namespace

std::vector<MigrationStep> list_steps(std::string_view text) {
  std::vector<MigrationStep> steps;
  std::istringstream lines{std::string(text)};
  MigrationStep step;
  for (std::string line; std::getline(lines, line);) {
    const auto content = trim(line);
    if (content.starts_with("--")) note(content, step);
    if (content.empty() || content.starts_with("--")) continue;
    step.statement += line + '\n';
    if (!content.ends_with(';')) continue;
    step.statement.resize(step.statement.rfind(';'));
    steps.push_back(std::exchange(step, {}));
  }
  if (!step.statement.empty()) steps.push_back(step);
  return steps;
}

std::string applied_text(std::string_view text) {
  std::string kept;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size() - 1) + 1;
    const auto line = text.substr(at, end - at);
    if (!tells_about_statement(line)) kept += line;
    at = end;
  }
  return kept;
}

std::string summarise_statement(const std::string& statement) {
  static constexpr std::size_t longest = 72;
  const std::string inner = find_inner(statement);
  std::istringstream words(inner.substr(0, inner.find('(')));
  std::string summary;
  for (std::string word; words >> word;) {
    if (summary.size() + 1 + word.size() > longest) return summary + " …";
    summary += (summary.empty() ? "" : " ") + word;
  }
  return summary;
}

std::vector<std::string> split_statements(std::string_view text) {
  std::vector<std::string> statements;
  for (auto& step : list_steps(text)) statements.push_back(std::move(step.statement));
  return statements;
}

}  // namespace latchkey::cli
