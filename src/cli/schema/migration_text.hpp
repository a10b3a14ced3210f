// How a migration's file is read: statements, and between them lines that tell this program about the next statement.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace latchkey::cli {

// `-- batch: TABLE ALIAS`: the next statement is an UPDATE that ends in its WHERE and calls the table by this alias. It
// is carried out for some thousand rows of the table at a time, in the order of their `id`.
struct Batch {
  std::string table;
  std::string alias;
};

// `-- plan: LOCKS; TIME`: what the next statement keeps others from doing, and how long it took on tables of 5 million
// rows, as `latchkey migrate --plan` shows it.
struct StepPlan {
  std::string locks;
  std::string time;
};

struct MigrationStep {
  std::string statement;  // without the `;`
  std::optional<Batch> batch;
  std::optional<StepPlan> plan;
  // `-- exempt: REASON`: why the statement may break the rule of migrations without downtime (CONTRIBUTING.md).
  std::string exemption;
};

// Throws std::logic_error when a line that tells about a statement is malformed.
[[nodiscard]] std::vector<MigrationStep> list_steps(std::string_view text);

// The text without the lines that tell about statements: what is compared with the text that was applied. So such a
// line may be added to a migration that installations have already.
[[nodiscard]] std::string applied_text(std::string_view text);

// The first words of a statement, up to the first bracket, so that a table's columns are left out.
[[nodiscard]] std::string summarise_statement(const std::string& statement);

// The statements of a migration: separated by `;` at a line's end, comment lines left out.
[[nodiscard]] std::vector<std::string> split_statements(std::string_view text);

}  // namespace latchkey::cli
