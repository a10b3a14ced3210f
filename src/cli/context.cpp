#include "cli/context.hpp"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "base/utf8.hpp"

namespace latchkey::cli {
namespace {

void print_row(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    line += cells[i];
    if (i + 1 < cells.size()) line += std::string(widths[i] - count_characters(cells[i]) + 2, ' ');
  }
  std::cout << line << '\n';
}

}  // namespace

std::string cell_text(const nlohmann::json& value) {
  if (value.is_null()) return "-";
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_array()) {
    std::string text;
    for (const auto& entry : value) text += (text.empty() ? "" : ", ") + cell_text(entry);
    return text.empty() ? "-" : text;
  }
  std::string text = value.is_string() ? value.get<std::string>() : value.dump();
  std::ranges::replace_if(
      text, [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; }, '?');
  return text;
}

const Config& Context::config() {
  if (!config_) config_ = load_config(find_config_file(), Program::owner);
  return *config_;
}

db::Connection& Context::db() {
  if (!db_) db_ = std::make_unique<db::Connection>(config().database);
  return *db_;
}

audit::Actor Context::actor() {
  const passwd* entry = ::getpwuid(::getuid());  // NOLINT(concurrency-mt-unsafe): single-threaded
  return {"cli:" + (entry == nullptr ? std::to_string(::getuid()) : std::string(entry->pw_name)), std::nullopt};
}

PasswordCost Context::password_cost() { return config().password_cost; }

const crypto::SecretBox& Context::secret_box() {
  if (!box_) box_.emplace(config().key_file);
  return *box_;
}

void print(const Listing& listing, Output output) {
  if (output == Output::json) {
    std::cout << listing.rows.dump(2) << '\n';
    return;
  }
  std::vector<std::vector<std::string>> lines(1);
  for (const auto& [title, member] : listing.columns) lines.front().push_back(title);
  for (const auto& row : listing.rows) {
    auto& line = lines.emplace_back();
    for (const auto& [title, member] : listing.columns) line.push_back(cell_text(row.at(member)));
  }
  std::vector<std::size_t> widths(listing.columns.size());
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], count_characters(line[i]));
  }
  for (const auto& line : lines) print_row(line, widths);
  if (listing.rows.empty()) std::cout << "(none)\n";
}

void add_json_flag(CLI::App& command, const std::shared_ptr<Output>& output) {
  command.add_flag_callback(
      "--json", [output] { *output = Output::json; }, "Print all of it as JSON");
}

void check_label(const std::string& option, const std::string& text) {
  static constexpr std::size_t longest = 100;
  const bool is_valid =
      is_valid_utf8(text) && !trim(text).empty() && count_characters(text) <= longest && !has_control_characters(text);
  if (!is_valid) throw CLI::ValidationError(option, "must have 1 to 100 characters, none of them a control character");
}

}  // namespace latchkey::cli
