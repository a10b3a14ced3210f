#include "api/keys/authenticate.hpp"

#include <algorithm>

#include "api/keys/comma_list.hpp"
#include "base/clock_text.hpp"
#include "base/log.hpp"
#include "base/unavailable.hpp"
#include "base/utf8.hpp"

namespace latchkey::api {
namespace {

struct FoundKey {
  ApiKey key;
  bool is_revoked;
  bool is_expired;
  bool is_user_stopped;  // disabled or removed
  bool is_use_due;       // no use was noted for a minute
  bool is_refusal_due;   // the same of refusals
  bool has_allow_list;   // told by the stored text: a list without one valid range allows no address
};

std::vector<Cidr> parse_allow_list(const std::string& text) {
  std::vector<Cidr> ranges;
  for (const auto& entry : split_list(text)) {
    if (const auto range = Cidr::parse(entry)) ranges.push_back(*range);
  }
  return ranges;
}

std::optional<customers::Source> source_of(const db::Row& row) {
  if (row.is_null("user_id")) return std::nullopt;
  return customers::Source{row.uuid("user_id"), row.text("first_name") + " " + row.text("last_name")};
}

FoundKey key_of(const db::Row& row, const crypto::SecretToken& value) {
  FoundKey found{.key = {.id = row.uuid("id"),
                         .value = value,
                         .name = row.text("name"),
                         .rights = parse_stored_rights(row.text("rights")),
                         .allow_list = parse_allow_list(row.text("allow_list")),
                         .source = source_of(row),
                         .expires_at = std::nullopt,
                         .limits = parse_stored_limits(row.optional_text("limits")),
                         .replaces = row.optional_uuid("first_key_id"),
                         .has_listeners = row.flag("has_listeners")},
                 .is_revoked = row.flag("is_revoked"),
                 .is_expired = row.flag("is_expired"),
                 .is_user_stopped = row.flag("is_user_stopped"),
                 .is_use_due = row.flag("is_use_due"),
                 .is_refusal_due = row.flag("is_refusal_due"),
                 .has_allow_list = !row.text("allow_list").empty()};
  if (!row.is_null("expires_at")) found.key.expires_at = iso8601_from_database(row.text("expires_at"));
  return found;
}

std::optional<FoundKey> find_key(db::Connection& db, const crypto::SecretToken& value) {
  const auto rows = db.query(
      R"sql(
      SELECT k.id, k.name, k.rights, k.allow_list, k.expires_at, k.limits, k.first_key_id,
          u.id AS user_id, u.first_name, u.last_name,
          k.revoked_at IS NOT NULL AS is_revoked,
          COALESCE(k.expires_at <= UTC_TIMESTAMP(6), FALSE) AS is_expired,
          u.disabled_at IS NOT NULL OR u.removed_at IS NOT NULL AS is_user_stopped,
          COALESCE(k.last_used_at < UTC_TIMESTAMP(6) - INTERVAL 60 SECOND, TRUE) AS is_use_due,
          COALESCE(k.last_refused_at < UTC_TIMESTAMP(6) - INTERVAL 60 SECOND, TRUE) AS is_refusal_due,
          EXISTS (SELECT 1 FROM endpoints e WHERE e.state <> 'disabled') AS has_listeners
      FROM api_keys k
      LEFT JOIN users u ON u.id = k.user_id
      WHERE k.key_hash = ?)sql",
      {value.hash().bytes()});
  if (rows.empty()) return std::nullopt;
  return key_of(rows.front(), value);
}

bool is_allowed_address(const FoundKey& found, const std::string& address) {
  if (!found.has_allow_list) return true;
  const auto parsed = parse_ip_address(address);
  return parsed &&
         std::ranges::any_of(found.key.allow_list, [&](const Cidr& range) { return range.contains(*parsed); });
}

std::optional<ApiKeyRefusal> find_refusal(const FoundKey& found, const std::string& address) {
  const auto& expires_at = found.key.expires_at;
  if (found.is_revoked) {
    return ApiKeyRefusal{401, "api_key_revoked", "This API key was revoked; ask for another.", expires_at};
  }
  if (found.is_expired) {
    return ApiKeyRefusal{401, "api_key_expired", "This API key has expired; ask for another.", expires_at};
  }
  if (found.is_user_stopped) {
    return ApiKeyRefusal{403, "user_disabled", "The user this API key belongs to is disabled.", expires_at};
  }
  if (!is_allowed_address(found, address)) {
    return ApiKeyRefusal{403, "ip_not_allowed", "This API key may not be used from " + address + ".", expires_at};
  }
  return std::nullopt;
}

// What is noted about a key is for the office: one that is lost, since others write the same row or the database takes
// no writes just now, costs the caller nothing. Written once a minute, whatever the addresses.
void note(db::Connection& db, std::string_view sql, const Uuid& key, const std::string& address) {
  try {
    db.execute(sql, {address, key});
  } catch (const Unavailable& error) {
    log(LogLevel::notice, "api_key_not_noted", {{"why", error.what()}});
  }
}

void note_use(db::Connection& db, const Uuid& key, const std::string& address) {
  note(db,
       R"sql(
       UPDATE api_keys
       SET last_used_at = UTC_TIMESTAMP(6), last_address = ?
       WHERE id = ? AND COALESCE(last_used_at < UTC_TIMESTAMP(6) - INTERVAL 60 SECOND, TRUE))sql",
       key, address);
}

void note_refusal(db::Connection& db, const Uuid& key, const std::string& address) {
  note(db,
       R"sql(
       UPDATE api_keys
       SET last_refused_at = UTC_TIMESTAMP(6), last_refused_address = ?
       WHERE id = ? AND COALESCE(last_refused_at < UTC_TIMESTAMP(6) - INTERVAL 60 SECOND, TRUE))sql",
       key, address);
}

// The key stands where other APIs want it.
bool is_sent_as_bearer(const http::Request& request) {
  const auto* sent = request.find_header("authorization");
  return sent != nullptr && lower_ascii(*sent).starts_with("bearer " + std::string(api_key_prefix));
}

}  // namespace

std::variant<ApiKey, ApiKeyRefusal> authenticate(db::Connection& db, const http::Request& request) {
  const auto values = request.find_headers("x-api-key");
  if (values.empty()) {
    const char* detail = is_sent_as_bearer(request)
                             ? "Send your API key in the header X-Api-Key, not as Authorization: Bearer."
                             : "Send your API key in the header X-Api-Key.";
    return ApiKeyRefusal{401, "api_key_missing", detail, {}};
  }
  const ApiKeyRefusal invalid{401, "api_key_invalid", "No API key has this value.", {}};
  const auto value = values.size() == 1 ? crypto::SecretToken::parse(values.front(), api_key_prefix) : std::nullopt;
  if (!value) return invalid;
  auto found = find_key(db, *value);
  if (!found) return invalid;
  if (auto refusal = find_refusal(*found, request.remote_address)) {
    refusal->key_id = found->key.id;
    if (found->is_refusal_due) note_refusal(db, found->key.id, request.remote_address);
    return std::move(*refusal);
  }
  if (found->is_use_due) note_use(db, found->key.id, request.remote_address);
  return std::move(found->key);
}

}  // namespace latchkey::api
