#include "customers/import/column_map.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/nearest.hpp"
#include "base/utf8.hpp"
#include "customers/fields/utm_keys.hpp"
#include "http/problem.hpp"

namespace latchkey::customers {
namespace {

constexpr std::string_view utm_prefix = "utmDetails.";
constexpr std::string_view metadata_prefix = "metadata.";

constexpr std::array<std::string_view, 9> members{
    "email",    "firstName", "lastName", "phone", "phoneCountryCode", "nationalityCountryCode", "natonalityCountryCode",
    "language", "ip"};

// The letters and digits of a title, by which it is compared.
std::string core_of(std::string_view title) {
  std::string core = lower_ascii(title);
  std::erase_if(core, [](char c) { return c == ' ' || c == '-' || c == '_'; });
  return core;
}

bool starts_with_prefix(std::string_view title, std::string_view prefix) {
  return title.size() > prefix.size() && lower_ascii(title.substr(0, prefix.size())) == lower_ascii(prefix);
}

CsvProblem problem_with(const CsvRecord& header, std::string message) {
  return {.line = header.line, .column = 0, .message = std::move(message)};
}

CsvProblem problem_with(const CsvRecord& header, std::string message, const ColumnWish& wish) {
  auto problem = problem_with(header, std::move(message));
  problem.wish = wish.title + "=" + wish.target;
  return problem;
}

std::string in_quotes(std::string_view title) { return "\"" + std::string(title) + "\""; }

std::vector<FileColumn> name_columns(const CsvRecord& header) {
  std::vector<FileColumn> columns;
  for (const auto& cell : header.cells) {
    std::string title(trim(cell));
    if (title.empty()) title = "column " + std::to_string(columns.size() + 1);
    columns.push_back({std::move(title), ""});
  }
  return columns;
}

// The titles that stand twice, and then the targets.
template <class Key>
const FileColumn* find_double(const std::vector<FileColumn>& columns, Key key) {
  for (auto at = columns.begin(); at != columns.end(); ++at) {
    const auto value = key(*at);
    if (value.empty()) continue;
    if (std::any_of(columns.begin(), at, [&](const auto& earlier) { return key(earlier) == value; })) return &*at;
  }
  return nullptr;
}

std::optional<std::string> apply_wish(std::vector<FileColumn>& columns, const ColumnWish& wish) {
  const std::string title(trim(wish.title));
  const auto found = std::ranges::find(columns, title, &FileColumn::title);
  if (found != columns.end()) {
    found->target = wish.target == left_out ? "" : wish.target;
    return std::nullopt;
  }
  std::vector<std::string_view> titles;
  titles.reserve(columns.size());
  for (const auto& column : columns) titles.emplace_back(column.title);
  const std::string nearest = find_nearest(title, titles);
  return "there is no column " + in_quotes(title) +
         (nearest.empty() ? "" : "; did you mean " + in_quotes(nearest) + "?");
}

// What titles say, for columns and targets that no wish is about.
void guess_others(std::vector<FileColumn>& columns, const std::vector<ColumnWish>& wishes) {
  const auto is_wished = [&](const std::string& title) {
    return std::ranges::any_of(wishes, [&](const auto& wish) { return trim(wish.title) == title; });
  };
  const auto is_given = [&](const std::string& target) {
    return std::ranges::any_of(wishes, [&](const auto& wish) { return wish.target == target; });
  };
  for (auto& column : columns) {
    if (is_wished(column.title)) continue;
    std::string target = guess_target(column.title);
    if (!is_given(target)) column.target = std::move(target);
  }
}

void put(nlohmann::json& body, std::string_view target, std::string value) {
  for (const auto prefix : {utm_prefix, metadata_prefix}) {
    if (!target.starts_with(prefix)) continue;
    body[std::string(prefix.substr(0, prefix.size() - 1))][std::string(target.substr(prefix.size()))] =
        std::move(value);
    return;
  }
  body[std::string(target)] = std::move(value);
}

// Where the body has it.
std::string pointer_of(std::string_view target) {
  for (const auto prefix : {utm_prefix, metadata_prefix}) {
    if (!target.starts_with(prefix)) continue;
    return "/" + std::string(prefix.substr(0, prefix.size() - 1)) + "/" +
           http::pointer_token(target.substr(prefix.size()));
  }
  return "/" + std::string(target);
}

// A text as it was before a spreadsheet, or an export of ours, made sure that it is no formula.
std::string_view without_mark(std::string_view cell) {
  static constexpr std::array<std::string_view, 10> signs{"=",      "+",      "-",      "@",  "\uFF1D",
                                                          "\uFF0B", "\uFF0D", "\uFF20", "\t", "\r"};
  if (!cell.starts_with('\'')) return cell;
  const auto rest = cell.substr(1);
  return std::ranges::any_of(signs, [&](std::string_view sign) { return rest.starts_with(sign); }) ? rest : cell;
}

}  // namespace

const std::vector<std::string_view>& column_targets() {
  static const std::vector<std::string_view> targets = [] {
    static const std::vector<std::string> utm_targets = [] {
      std::vector<std::string> names;
      names.reserve(usual_utm_keys.size());
      for (const auto key : usual_utm_keys) names.push_back(std::string(utm_prefix) + std::string(key));
      return names;
    }();
    std::vector<std::string_view> all(members.begin(), members.end());
    std::erase(all, "natonalityCountryCode");
    all.insert(all.end(), utm_targets.begin(), utm_targets.end());
    return all;
  }();
  return targets;
}

bool is_column_target(std::string_view target) {
  if (target == left_out || std::ranges::find(members, target) != members.end()) return true;
  return std::ranges::any_of(std::array{utm_prefix, metadata_prefix}, [&](std::string_view prefix) {
    return target.starts_with(prefix) && target.size() > prefix.size();
  });
}

std::string guess_target(std::string_view title) {
  for (const auto prefix : {utm_prefix, metadata_prefix}) {
    if (starts_with_prefix(title, prefix)) return std::string(prefix) + std::string(title.substr(prefix.size()));
  }
  static constexpr std::string_view first_touch = "First touch: ";
  const bool is_of_first_touch = starts_with_prefix(title, first_touch);
  const std::string core = core_of(is_of_first_touch ? title.substr(first_touch.size()) : title);
  for (const auto key : usual_utm_keys) {
    if (core == core_of(key)) return std::string(utm_prefix) + std::string(key);
  }
  if (is_of_first_touch) return {};
  if (core == "nationality") return "nationalityCountryCode";
  const auto member = std::ranges::find_if(members, [&](std::string_view name) { return core == core_of(name); });
  return member == members.end() ? std::string() : std::string(*member);
}

std::variant<std::vector<FileColumn>, CsvProblem> propose_columns(const CsvRecord& header,
                                                                  const std::vector<ColumnWish>& wishes) {
  auto columns = name_columns(header);
  if (const auto* twice = find_double(columns, [](const auto& column) { return lower_ascii(column.title); })) {
    return problem_with(header, "two columns have the title " + in_quotes(twice->title) + "; rename or remove one");
  }
  for (const auto& wish : wishes) {
    if (auto message = apply_wish(columns, wish)) return problem_with(header, *message);
  }
  guess_others(columns, wishes);
  return columns;
}

std::variant<std::vector<FileColumn>, CsvProblem> map_columns(const CsvRecord& header,
                                                              const std::vector<ColumnWish>& wishes) {
  auto proposed = propose_columns(header, wishes);
  const auto* columns = std::get_if<std::vector<FileColumn>>(&proposed);
  if (columns == nullptr) return proposed;
  if (const auto* twice = find_double(*columns, [](const auto& column) { return column.target; })) {
    return problem_with(
        header,
        "two columns stand for " + twice->target + ", one of them " + in_quotes(twice->title) + "; leave one out",
        {twice->title, std::string(left_out)});
  }
  if (std::ranges::find(*columns, "email", &FileColumn::target) == columns->end()) {
    return problem_with(header, "no column is the e-mail; say which one", {columns->front().title, "email"});
  }
  return proposed;
}

nlohmann::json make_body(const std::vector<FileColumn>& columns, const std::vector<std::string>& cells) {
  auto body = nlohmann::json::object();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].target.empty() || trim(cells.at(i)).empty()) continue;
    put(body, columns[i].target, std::string(without_mark(cells[i])));
  }
  return body;
}

std::string title_of(const std::vector<FileColumn>& columns, std::string_view pointer) {
  const auto found = std::ranges::find_if(
      columns, [&](const auto& column) { return !column.target.empty() && pointer_of(column.target) == pointer; });
  return found != columns.end() ? found->title : std::string(pointer.substr(1));
}

}  // namespace latchkey::customers
