#include "api/reports/lead_query.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "api/limits/zone_clock.hpp"
#include "api/reports/page_cursor.hpp"
#include "base/nearest.hpp"
#include "base/percent.hpp"
#include "customers/statuses/lead_status.hpp"

namespace latchkey::api {
namespace {

constexpr std::array<std::string_view, 8> known_parameters{"registrationDateFrom",
                                                           "registrationDateTo",
                                                           "lastModifiedDateFrom",
                                                           "lastModifiedDateTo",
                                                           "status",
                                                           "statusGroup",
                                                           "limit",
                                                           "cursor"};
constexpr std::string_view begin_of_time = "1970-01-01 00:00:00.000000";
constexpr std::string_view end_of_time = "9999-12-31 23:59:59.999999";
constexpr std::size_t most_leads = 500;
constexpr std::string_view time_form =
    "Write a day as YYYY-MM-DD, or an ISO 8601 time with Z or an offset: 2026-11-23T10:00:00Z.";

enum class Bound { from, to };

// As it is shown to the caller again.
std::string shortened(std::string_view name) {
  static constexpr std::size_t longest = 100;
  return std::string(name.substr(0, longest));
}

constexpr std::size_t day_length = 10;
bool is_day(const std::string& text) { return text.size() == day_length; }

// The time that is the first or last of a range. `text` is a day, whole and included, or a time, which begins a range
// and is left out at its end.
std::optional<std::string> parse_bound(std::string text, Bound bound) {
  const bool is_whole_day = is_day(text);
  if (is_whole_day && bound == Bound::from) text += "T00:00:00Z";
  // The plus of an offset that was sent as it is came as a blank.
  if (text.size() > day_length + 1) std::replace(text.begin() + day_length + 1, text.end(), ' ', '+');
  auto time = parse_expiry(text);
  if (!time || time->size() != end_of_time.size()) return std::nullopt;
  if (is_whole_day || bound == Bound::from) return time;
  return database_text(parse_database_time(*time) - std::chrono::microseconds(1));
}

std::string list_names(const std::vector<std::string>& names) {
  std::string list;
  for (const auto& name : names) list += (list.empty() ? "" : ", ") + name;
  return list;
}

class QueryReader {
 public:
  explicit QueryReader(std::string_view query) {
    while (!query.empty()) {
      const auto end = std::min(query.find('&'), query.size());
      if (end > 0) take_pair(query.substr(0, end));
      query.remove_prefix(std::min(end + 1, query.size()));
    }
  }

  TimeRange range(std::string_view from, std::string_view to) {
    TimeRange range{std::string(begin_of_time), std::string(end_of_time)};
    take_bound(from, Bound::from, range.from);
    take_bound(to, Bound::to, range.to);
    // A range from a time to the same one holds nothing, and is no mistake.
    const auto* end = find(to);
    const bool is_empty =
        end != nullptr && !is_day(*end) &&
        parse_database_time(range.to) + std::chrono::microseconds(1) == parse_database_time(range.from);
    if (range.to < range.from && !is_empty) refuse(to, "invalid", "This is before " + std::string(from) + ".");
    return range;
  }

  void status(db::Connection& db, LeadFilter& filter) {
    const auto* name = find("status");
    if (name == nullptr) return;
    std::vector<std::string> names;
    for (const auto& status : customers::list_lead_statuses(db)) names.push_back(status.name);
    if (std::ranges::find(names, *name) == names.end()) {
      refuse("status", "unknown_status", "No status of leads has this name. There are: " + list_names(names) + ".");
    } else {
      filter.status = *name;
    }
  }

  void status_group(LeadFilter& filter) {
    const auto* name = find("statusGroup");
    if (name == nullptr) return;
    if (!customers::parse_status_group(*name)) {
      std::vector<std::string> names;
      names.reserve(customers::all_status_groups.size());
      for (const auto group : customers::all_status_groups) names.emplace_back(customers::group_name(group));
      refuse("statusGroup", "invalid", "This must be one of " + list_names(names) + ".");
    } else {
      filter.status_group = *name;
    }
  }

  void limit(std::size_t& limit) {
    const auto* text = find("limit");
    if (text == nullptr) return;
    std::size_t number = 0;
    const auto* end = text->data() + text->size();
    const auto read = std::from_chars(text->data(), end, number);
    if (text->empty() || read.ptr != end) {
      refuse("limit", "invalid", "This must be a whole number from 1 to 500.");
    } else if (read.ec != std::errc() || number < 1 || number > most_leads) {
      refuse("limit", "number_out_of_range", "This must be a whole number from 1 to 500.");
    } else {
      limit = number;
    }
  }

  // The filters are those that came with the cursor; when something is wrong with them, it is not looked at.
  void cursor(const ApiKey& key, LeadQuery& query) {
    const auto* text = find("cursor");
    if (text == nullptr || !errors_.empty()) return;
    auto parsed = parse_cursor(key, query.filter, *text);
    if (auto* position = std::get_if<ChangePosition>(&parsed)) {
      query.after = std::move(*position);
    } else if (std::get<CursorProblem>(parsed) == CursorProblem::other_filters) {
      refuse("cursor", "wrong_cursor",
             "This cursor belongs to other filters. Send it with those of the page that it came with; only limit may "
             "change.");
    } else {
      refuse("cursor", "wrong_cursor",
             "This is no cursor that this API key was given. Send nextCursor as it was; after a rotation of the key "
             "begin with lastModifiedDateFrom.");
    }
  }

  [[nodiscard]] std::vector<ParameterError>& errors() { return errors_; }

 private:
  void take_pair(std::string_view pair) {
    const auto parsed = parse_form(pair);
    const auto* fields = std::get_if<FormFields>(&parsed);
    if (fields == nullptr) {
      const auto raw_name = pair.substr(0, pair.find('='));
      const bool is_known = std::ranges::find(known_parameters, raw_name) != known_parameters.end();
      refuse(is_known ? raw_name : "", "invalid", "This is not percent-encoded UTF-8.");
      return;
    }
    const auto& [name, value] = fields->front();
    if (std::ranges::find(known_parameters, name) == known_parameters.end()) {
      const auto nearest = find_nearest(shortened(name), known_parameters);
      refuse(shortened(name), "unknown_parameter",
             nearest.empty() ? "There is no parameter of this name."
                             : "There is no parameter of this name; did you mean " + nearest + "?");
    } else if (!values_.emplace(name, value).second) {
      refuse(name, "repeated", "Send this once.");
    }
  }

  const std::string* find(std::string_view name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? nullptr : &found->second;
  }

  void take_bound(std::string_view name, Bound bound, std::string& into) {
    const auto* text = find(name);
    if (text == nullptr) return;
    if (auto time = parse_bound(*text, bound)) {
      into = std::move(*time);
    } else {
      refuse(name, "invalid", std::string(time_form));
    }
  }

  // Once for each parameter.
  void refuse(std::string_view parameter, std::string_view code, std::string message) {
    if (std::ranges::find(errors_, parameter, &ParameterError::parameter) != errors_.end()) return;
    errors_.push_back({std::string(parameter), std::string(code), std::move(message)});
  }

  std::map<std::string, std::string, std::less<>> values_;
  std::vector<ParameterError> errors_;
};

}  // namespace

bool LeadFilter::narrows() const {
  return registered.from != begin_of_time || registered.to != end_of_time || !status.empty() || !status_group.empty();
}

std::variant<LeadQuery, std::vector<ParameterError>> parse_lead_query(db::Connection& db, const ApiKey& key,
                                                                      std::string_view query) {
  QueryReader reader(query);
  LeadQuery read;
  read.filter.registered = reader.range("registrationDateFrom", "registrationDateTo");
  read.filter.modified = reader.range("lastModifiedDateFrom", "lastModifiedDateTo");
  reader.status(db, read.filter);
  reader.status_group(read.filter);
  reader.limit(read.limit);
  reader.cursor(key, read);
  if (!reader.errors().empty()) return std::move(reader.errors());
  return read;
}

}  // namespace latchkey::api
