#include "admin/partners/api_key_fields.hpp"

#include <algorithm>

#include "api/keys/allow_list.hpp"
#include "api/keys/comma_list.hpp"
#include "api/limits/limits_text.hpp"
#include "base/cidr.hpp"
#include "base/clock_text.hpp"
#include "staff/user_store.hpp"

namespace latchkey::admin {
namespace {

using api::ApiKeySettings;
using api::Right;

// What somebody must be allowed to who gives a key the right.
std::optional<staff::Permission> deed_of(Right right) {
  switch (right) {
    case Right::create_logins:
    case Right::any_logins:
      return staff::Permission{staff::Area::login_links, staff::Level::edit};
    case Right::update_leads:
      return staff::Permission{staff::Area::leads, staff::Level::edit};
    case Right::read_reports:
    case Right::personal_reports:
      return staff::Permission{staff::Area::leads, staff::Level::view};
    case Right::create_customers:
    case Right::create_leads:
    case Right::create_events:
      break;
  }
  return std::nullopt;
}

bool may_give(const Visit& visit, Right right) {
  const auto deed = deed_of(right);
  return !deed || visit.may(deed->area, deed->level);
}

// A day as the form shows it, of a DATETIME(6) text.
std::string day_of(const std::optional<std::string>& time) {
  static constexpr std::size_t length = 10;
  return time ? time->substr(0, length) : "";
}

std::string lines(const std::vector<std::string>& entries) {
  std::string text;
  for (const auto& entry : entries) text += (text.empty() ? "" : "\n") + entry;
  return text;
}

// The entries of a field that has one on each line, or several with one of `separators` between them.
std::vector<std::string> read_entries(const Visit& visit, std::string_view name, std::string_view separators) {
  std::string text = visit.typed(name);
  std::ranges::replace_if(
      text, [&](char c) { return separators.find(c) != std::string_view::npos; }, ',');
  return api::split_list(text);
}

constexpr std::string_view line_ends = "\r\n";
constexpr std::string_view blanks_and_line_ends = " \t\r\n;";

Field user_field(const Visit& visit, const ApiKeySettings& settings) {
  Field field{.name = "user", .label = "User", .kind = Field::Kind::select};
  field.hint = "Becomes the source of the leads that come with this key.";
  field.choices.push_back({"", "None", !settings.user_id});
  for (const auto& user : staff::list_users(visit.db)) {
    const bool is_chosen = settings.user_id == user.id;
    if (user.is_disabled && !is_chosen) continue;
    field.choices.push_back(
        {user.id.text(), user.first_name + " " + user.last_name + " <" + user.email + ">", is_chosen});
  }
  return field;
}

Field rights_field(const ApiKeySettings& settings) {
  Field field{.name = "rights", .label = "Rights", .kind = Field::Kind::choices};
  field.hint =
      "What is not ticked is not allowed. logins:create is for the key's own customers, logins:any for all; both sign "
      "in as customers, so only staff who may make login links give them.";
  for (const auto right : api::all_rights) {
    const std::string name(api::right_name(right));
    field.choices.push_back({name, name, settings.rights.contains(right)});
  }
  return field;
}

Field count_field(const std::string& name, const std::string& label, const std::string& value) {
  return {.name = name, .label = label, .kind = Field::Kind::number, .value = value};
}

void add_limit_fields(const ApiKeySettings& settings, std::vector<Field>& fields) {
  const auto text = api::text_of(settings.limits);
  fields.push_back(count_field("perHour", "Creations an hour", text.per_hour));
  fields.back().hint = "Customers and leads together, as for the limits below. Empty: no limit.";
  fields.push_back(count_field("perDay", "Creations a day", text.per_day));
  fields.push_back(count_field("total", "Creations in all", text.total));
  fields.push_back({.name = "perCountry",
                    .label = "Creations a day by country",
                    .kind = Field::Kind::text,
                    .value = lines(text.per_country),
                    .hint = "One country a line, such as CY=100."});
  fields.push_back({.name = "allowCountries",
                    .label = "Only these countries",
                    .value = api::join_list(text.allow_countries),
                    .hint = "Codes with commas between them, such as CY, DE. Empty: all countries."});
  fields.push_back(
      {.name = "denyCountries", .label = "Not these countries", .value = api::join_list(text.deny_countries)});
  fields.push_back({.name = "open",
                    .label = "Opening hours",
                    .kind = Field::Kind::text,
                    .value = lines(text.open),
                    .hint = "One window a line, such as mon-fri 09:00-18:00; the end is not included, and hours over "
                            "midnight are two windows. Empty: always."});
  fields.push_back({.name = "timeZone",
                    .label = "Time zone",
                    .value = text.time_zone.empty() ? std::string(api::default_time_zone) : text.time_zone,
                    .hint = "Of the hours, days and opening hours: an IANA name such as Europe/Nicosia."});
}

std::optional<std::string> read_expiry(const Visit& visit, const ApiKeySettings& before, Errors& errors) {
  const std::string typed = visit.typed("expires");
  if (typed.empty()) return std::nullopt;
  if (typed == day_of(before.expires_at)) return before.expires_at;
  auto expires_at = parse_expiry(typed);
  if (!expires_at) {
    errors["expires"] = "Write the date as YYYY-MM-DD.";
  } else if (visit.db.query("SELECT ? <= UTC_TIMESTAMP(6) AS is_over", {*expires_at}).at(0).flag("is_over")) {
    errors["expires"] = "This day is over.";
  }
  return expires_at;
}

std::optional<Uuid> read_user(const Visit& visit, const ApiKeySettings& before, Errors& errors) {
  const std::string typed = visit.typed("user");
  if (typed.empty()) return std::nullopt;
  const auto found = staff::find_user(visit.db, typed);
  const bool is_as_before = found && before.user_id == found->id;
  if (!found || (found->is_disabled && !is_as_before)) errors["user"] = "This user is gone or disabled.";
  return found ? std::optional(found->id) : std::nullopt;
}

api::Rights read_rights(const Visit& visit, const ApiKeySettings& before, Errors& errors) {
  api::Rights rights;
  for (const auto right : api::all_rights) {
    if (!is_ticked(visit, "rights", api::right_name(right))) continue;
    rights.insert(right);
    if (before.rights.contains(right) || may_give(visit, right)) continue;
    errors["rights"] = api::sign_customers_in({right})
                           ? "You may not make login links yourself, so you cannot give a key the right to."
                           : "You may not do this with leads yourself, so you cannot give a key the right to.";
  }
  return rights;
}

std::vector<std::string> read_allow_list(const Visit& visit, const api::Rights& rights, Errors& errors) {
  auto ranges = read_entries(visit, "allow", " \r\n");
  for (const auto& range : ranges) {
    if (!Cidr::parse(range)) errors["allow"] = range + " is no address and no range such as 192.0.2.0/24.";
  }
  if (api::need_allow_list(rights) && !errors.contains("allow") && api::allows_too_many(ranges)) {
    errors["allow"] = "This is too wide: " + std::string(api::too_many_allowed) + ".";
  }
  return ranges;
}

std::optional<api::KeyLimits> read_limits(const Visit& visit, Errors& errors) {
  return api::parse_limits({.per_hour = visit.typed("perHour"),
                            .per_day = visit.typed("perDay"),
                            .total = visit.typed("total"),
                            .per_country = read_entries(visit, "perCountry", blanks_and_line_ends),
                            .allow_countries = read_entries(visit, "allowCountries", blanks_and_line_ends),
                            .deny_countries = read_entries(visit, "denyCountries", blanks_and_line_ends),
                            .open = read_entries(visit, "open", line_ends),
                            .time_zone = visit.typed("timeZone")},
                           errors);
}

}  // namespace

bool may_hold(const Visit& visit, const api::Rights& rights) {
  return std::ranges::all_of(rights, [&](Right right) { return may_give(visit, right); });
}

std::vector<Field> api_key_fields(const Visit& visit, const ApiKeySettings& settings) {
  std::vector<Field> fields{
      {.name = "name",
       .label = "Name",
       .value = settings.name,
       .hint = "Who uses the key and for what.",
       .need = Field::Need::required},
      {.name = "expires",
       .label = "Expiry date",
       .kind = Field::Kind::date,
       .value = day_of(settings.expires_at),
       .hint = "The key works to the end of this day (UTC). Empty: it does not expire."},
      user_field(visit, settings),
      rights_field(settings),
      {.name = "allow",
       .label = "Allowed addresses",
       .kind = Field::Kind::text,
       .value = lines(settings.allow_list),
       .hint = "One address or range a line, such as 192.0.2.0/24 or 2001:db8::/32. Empty: from everywhere; "
               "logins:create, logins:any and events:create need one, of at most 65,536 IPv4 addresses and one IPv6 "
               "/48 in all."}};
  add_limit_fields(settings, fields);
  return fields;
}

ApiKeySettings read_api_key_fields(const Visit& visit, const ApiKeySettings& before, Errors& errors) {
  ApiKeySettings settings;
  settings.name = read_label(visit, "name", errors);
  settings.expires_at = read_expiry(visit, before, errors);
  settings.user_id = read_user(visit, before, errors);
  settings.rights = read_rights(visit, before, errors);
  settings.allow_list = read_allow_list(visit, settings.rights, errors);
  settings.limits = read_limits(visit, errors);
  return settings;
}

}  // namespace latchkey::admin
