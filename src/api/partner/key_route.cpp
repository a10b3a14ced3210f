#include "api/keys/api_key_store.hpp"
#include "api/limits/counters.hpp"
#include "api/partner/partner_routes.hpp"
#include "http/problem.hpp"

namespace latchkey::api {
namespace {

using nlohmann::json;

json opening_json(const KeyLimits& limits, DatabaseTime now) {
  const auto opening = find_next_opening(limits.open, limits.time_zone, now);
  return opening ? json(iso8601_from_database(database_text(*opening))) : json(nullptr);
}

json used_json(const Used& used) { return {{"hour", used.hour}, {"day", used.day}, {"total", used.total}}; }

}  // namespace

http::Response show_own_key(const Call& call) {
  const ApiKey& key = call.key;
  const KeyLimits limits = key.limits.value_or(KeyLimits());
  const auto now = parse_database_time(call.db.query("SELECT UTC_TIMESTAMP(6) AS now").at(0).text("now"));
  json user = nullptr;
  if (key.source) user = source_json(key.source);
  if (user.is_object()) user = {{"id", user["userId"]}, {"name", user["name"]}};
  return http::make_json(200, {{"name", key.name},
                               {"prefix", key.value.reveal().substr(0, prefix_characters)},
                               {"rights", right_names(key.rights)},
                               {"expiresAt", key.expires_at ? json(*key.expires_at) : json(nullptr)},
                               {"user", user},
                               {"limits", limits_json(key.limits)},
                               {"used", used_json(count_used(call.db, key.first_id(), limits.time_zone, now))},
                               {"opensAt", opening_json(limits, now)}});
}

}  // namespace latchkey::api
