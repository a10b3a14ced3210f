#include "admin/people/import/column_form.hpp"

#include <algorithm>

#include "base/utf8.hpp"

namespace latchkey::admin {
namespace {

using customers::FileColumn;

// Which columns have a select: so many of the first that the page stays below 60 kB (a select has some 850 bytes of its
// own, and the title five times), and no more than a form may have fields.
std::vector<bool> choose_shown(const std::vector<FileColumn>& columns) {
  static constexpr std::size_t longest_title_bytes = 250;
  static constexpr std::size_t most_columns = 90;
  static constexpr std::size_t most_bytes = 42'000;
  std::vector<bool> shown;
  std::size_t bytes = 0;
  for (const auto& column : columns) {
    const std::size_t added = 850 + 5 * column.title.size();
    const bool fits = shown.size() < most_columns && bytes + added <= most_bytes;
    shown.push_back(fits && column.title.size() <= longest_title_bytes);
    if (shown.back()) bytes += added;
  }
  return shown;
}

std::string field_name(std::size_t number) { return "column." + std::to_string(number); }

std::vector<Choice> choices_of(const FileColumn& column) {
  static constexpr std::size_t longest_key = 64;  // of a parameter
  std::vector<Choice> choices{{std::string(customers::left_out), "left out", column.target.empty()}};
  const auto add = [&](const std::string& target) {
    if (std::ranges::find(choices, target, &Choice::value) != choices.end()) return;
    const bool has_blanks = std::ranges::any_of(target, [](char c) { return static_cast<unsigned char>(c) <= ' '; });
    choices.push_back({target, has_blanks ? target : "", target == column.target});
  };
  for (const auto target : customers::column_targets()) add(std::string(target));
  if (count_characters(column.title) <= longest_key) {
    add("utmDetails." + column.title);
    add("metadata." + column.title);
  }
  if (!column.target.empty()) add(column.target);
  return choices;
}

}  // namespace

Form column_form(const FoundFile& file, const std::vector<FileColumn>& columns) {
  Form form{.title = "Columns",
            .action = path_of(file.stored),
            .submit = "Check again",
            .text = "What each column of the file is. Nothing is taken in yet.",
            .quiet = true};
  const auto shown = choose_shown(columns);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!shown[i]) continue;
    form.fields.push_back({.name = field_name(i),
                           .label = shown_title(columns[i].title),
                           .kind = Field::Kind::select,
                           .choices = choices_of(columns[i]),
                           .need = Field::Need::required});
  }
  if (std::ranges::find(shown, false) != shown.end())
    form.text += " Not all columns can be shown here; what the others are is told by their titles alone.";
  return form;
}

std::vector<customers::ColumnWish> read_columns_chosen(const Visit& visit, const std::vector<FileColumn>& columns) {
  std::vector<customers::ColumnWish> wishes;
  const auto shown = choose_shown(columns);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!shown[i]) continue;
    std::string target = visit.typed(field_name(i));
    if (!customers::is_column_target(target)) target = columns[i].target;
    if (target.empty()) target = customers::left_out;
    wishes.push_back({columns[i].title, std::move(target)});
  }
  return wishes;
}

std::string shown_title(const std::string& title) {
  static constexpr std::size_t longest = 60;
  if (count_characters(title) <= longest) return title;
  std::size_t characters = 0;
  const auto end = std::ranges::find_if(
      title, [&](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80 && ++characters > longest; });
  return std::string(title.begin(), end) + "\u2026";
}

}  // namespace latchkey::admin
