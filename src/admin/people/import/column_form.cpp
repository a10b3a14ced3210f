#include "admin/people/import/column_form.hpp"

#include <algorithm>

#include "base/utf8.hpp"

namespace latchkey::admin {
namespace {

using customers::FileColumn;

constexpr std::size_t most_columns = 90;

bool is_shown(const std::vector<FileColumn>& columns, std::size_t number) {
  static constexpr std::size_t longest_title_bytes = 250;
  return number < most_columns && columns[number].title.size() <= longest_title_bytes;
}

std::string field_name(std::size_t number) { return "column." + std::to_string(number); }

std::vector<Choice> choices_of(const FileColumn& column) {
  static constexpr std::size_t longest_key = 64;  // of a parameter
  std::vector<Choice> choices{{std::string(customers::left_out), "left out", column.target.empty()}};
  const auto add = [&](const std::string& target) {
    if (std::ranges::find(choices, target, &Choice::value) != choices.end()) return;
    const bool is_chosen = target == column.target;
    choices.push_back({target, target, is_chosen});
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
  bool are_all_shown = true;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!is_shown(columns, i)) {
      are_all_shown = false;
      continue;
    }
    form.fields.push_back({.name = field_name(i),
                           .label = shown_title(columns[i].title),
                           .kind = Field::Kind::select,
                           .choices = choices_of(columns[i]),
                           .need = Field::Need::required});
  }
  if (!are_all_shown)
    form.text += " Not all columns can be shown here; what the others are is told by their titles alone.";
  return form;
}

std::vector<customers::ColumnWish> read_columns_chosen(const Visit& visit, const std::vector<FileColumn>& columns) {
  std::vector<customers::ColumnWish> wishes;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!is_shown(columns, i)) continue;
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
