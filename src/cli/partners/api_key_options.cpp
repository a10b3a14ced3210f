#include "cli/partners/api_key_options.hpp"

#include <algorithm>
#include <array>

#include "api/keys/allow_list.hpp"
#include "base/cidr.hpp"
#include "base/clock_text.hpp"
#include "base/utf8.hpp"
#include "staff/user_store.hpp"

namespace latchkey::cli {
namespace {

constexpr std::string_view none = "none";

using Texts = std::vector<std::string>;

std::string list_right_names() {
  std::string names;
  for (const auto right : api::all_rights) names += (names.empty() ? "" : ", ") + std::string(api::right_name(right));
  return names;
}

std::string without_none(const std::string& text) { return text == none ? "" : text; }

// `none` among the values takes all away, and stands alone.
Texts without_none(const std::string& option, const Texts& texts) {
  if (std::ranges::find(texts, none) == texts.end()) return texts;
  if (texts.size() > 1) throw CLI::ValidationError(option, "none stands alone");
  return {};
}

std::optional<std::string> parse_expiry_option(Context& context, const std::string& text) {
  if (text.empty() || text == none) return std::nullopt;
  auto expires_at = parse_expiry(text);
  if (!expires_at) {
    throw CLI::ValidationError("--expires", "must be YYYY-MM-DD or an ISO 8601 time with Z or an offset");
  }
  if (context.db().query("SELECT ? <= UTC_TIMESTAMP(6) AS is_over", {*expires_at}).at(0).flag("is_over")) {
    throw Refusal("--expires " + text + " is in the past");
  }
  return expires_at;
}

api::Rights parse_right_options(const Texts& names) {
  api::Rights rights;
  for (const auto& name : names) {
    const auto right = api::parse_right(name);
    if (!right) throw CLI::ValidationError("--right", name + " is none of " + list_right_names());
    rights.insert(*right);
  }
  return rights;
}

Texts parse_allow_options(const Texts& ranges) {
  for (const auto& range : ranges) {
    if (!Cidr::parse(range)) {
      throw CLI::ValidationError("--allow", range + " is no address range such as 192.0.2.0/24 or 2001:db8::/32");
    }
  }
  return ranges;
}

std::optional<Uuid> find_user_option(Context& context, const std::string& email) {
  if (email.empty() || email == none) return std::nullopt;
  const auto user = staff::find_user(context.db(), email);
  if (!user) throw Refusal("there is no user " + email + "; see latchkey user list");
  if (user->is_disabled) throw Refusal("the user " + email + " is disabled");
  return user->id;
}

// The option behind a member of limits_json().
std::string option_of(const std::string& member) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> options{
      {{"perHour", "--per-hour"},
       {"perDay", "--per-day"},
       {"total", "--total"},
       {"perCountry", "--per-country"},
       {"allowCountries", "--allow-country"},
       {"denyCountries", "--deny-country"},
       {"open", "--open"},
       {"timeZone", "--time-zone"}}};
  const auto* const found = std::ranges::find(options, std::string_view(member), &decltype(options)::value_type::first);
  return std::string(found->second);
}

std::optional<api::KeyLimits> apply_limits(const ApiKeyOptions& options, const std::optional<api::KeyLimits>& before) {
  auto text = api::text_of(before);
  if (options.per_hour) text.per_hour = without_none(*options.per_hour);
  if (options.per_day) text.per_day = without_none(*options.per_day);
  if (options.total) text.total = without_none(*options.total);
  if (options.per_country) text.per_country = without_none("--per-country", *options.per_country);
  if (options.allow_countries) text.allow_countries = without_none("--allow-country", *options.allow_countries);
  if (options.deny_countries) text.deny_countries = without_none("--deny-country", *options.deny_countries);
  if (options.open) text.open = without_none("--open", *options.open);
  if (options.time_zone) text.time_zone = without_none(*options.time_zone);
  api::LimitErrors errors;
  auto limits = api::parse_limits(text, errors);
  if (!errors.empty()) throw CLI::ValidationError(option_of(errors.begin()->first), errors.begin()->second);
  return limits;
}

void check_width(const api::ApiKeySettings& settings) {
  if (api::need_allow_list(settings.rights) && api::allows_too_many(settings.allow_list)) {
    throw Refusal("--allow is too wide: " + std::string(api::too_many_allowed));
  }
}

void add_limit_options(CLI::App& command, const std::shared_ptr<ApiKeyOptions>& options) {
  command.add_option("--per-hour", options->per_hour, "At most so many creations an hour; none: no limit");
  command.add_option("--per-day", options->per_day, "At most so many creations a day; none: no limit");
  command.add_option("--total", options->total, "At most so many creations in all; none: no limit");
  command
      .add_option("--per-country", options->per_country,
                  "CC=N: at most N creations a day for this country; may be repeated; none: no limit")
      ->delimiter(',');
  command.add_option("--allow-country", options->allow_countries, "Only this country; may be repeated; none: all")
      ->delimiter(',');
  command.add_option("--deny-country", options->deny_countries, "Not this country; may be repeated; none: all")
      ->delimiter(',');
  command
      .add_option("--open", options->open,
                  "Opening hours such as \"mon-fri 09:00-18:00\"; may be repeated; none: always")
      ->allow_extra_args(false);
  command.add_option("--time-zone", options->time_zone, "IANA time zone of hours and days; none: UTC");
}

}  // namespace

void add_api_key_options(CLI::App& command, const std::shared_ptr<ApiKeyOptions>& options) {
  command.add_option("--expires", options->expires,
                     "YYYY-MM-DD (to the end of that day, UTC) or an ISO 8601 time; none: never");
  command.add_option("--user", options->user, "E-mail of the user who becomes the source of the leads; none: no user");
  command.add_option("--right", options->rights, list_right_names() + "; may be repeated; none: no right")
      ->allow_extra_args(false);
  command
      .add_option("--allow", options->allow,
                  "Address range the key may be used from; may be repeated; none: from everywhere")
      ->allow_extra_args(false);
  add_limit_options(command, options);
}

bool is_any_given(const ApiKeyOptions& options) {
  return options.name || options.expires || options.user || options.rights || options.allow || options.per_hour ||
         options.per_day || options.total || options.per_country || options.allow_countries || options.deny_countries ||
         options.open || options.time_zone;
}

api::ApiKeySettings apply_options(Context& context, const ApiKeyOptions& options, const api::ApiKeySettings& before) {
  auto settings = before;
  if (options.name) {
    check_label("--name", *options.name);
    settings.name = trim(*options.name);
  }
  if (options.rights) settings.rights = parse_right_options(without_none("--right", *options.rights));
  if (options.allow) settings.allow_list = parse_allow_options(without_none("--allow", *options.allow));
  settings.limits = apply_limits(options, before.limits);
  check_width(settings);
  if (options.expires) settings.expires_at = parse_expiry_option(context, *options.expires);
  if (options.user) settings.user_id = find_user_option(context, *options.user);
  return settings;
}

}  // namespace latchkey::cli
