#include "api/keys/api_key.hpp"

#include <algorithm>

#include "base/clock_text.hpp"
#include "crypto/secret_token.hpp"

namespace latchkey::api {
namespace {

struct KeyRow {
  ApiKey key;
  bool is_revoked;
  bool is_expired;
  bool is_user_stopped;
  bool is_use_due;  // last use is over a minute ago or from another address
  bool has_allow_list;
};

std::vector<Cidr> parse_allow_list(const std::string& text) {
  std::vector<Cidr> ranges;
  for (const auto& entry : split_list(text)) {
    if (const auto range = Cidr::parse(entry)) ranges.push_back(*range);
  }
  return ranges;
}

std::optional<KeyRow> find_key(db::Connection& db, const crypto::SecretToken& value, const std::string& address) {
  const auto rows = db.query(
      R"sql(
      SELECT k.id, k.name, k.rights, k.allow_list, k.expires_at, k.revoked_at IS NOT NULL AS is_revoked,
          COALESCE(k.expires_at <= UTC_TIMESTAMP(6), FALSE) AS is_expired, u.id, u.first_name, u.last_name,
          u.disabled_at IS NOT NULL OR u.removed_at IS NOT NULL AS is_user_stopped,
          COALESCE(k.last_used_at < UTC_TIMESTAMP(6) - INTERVAL 60 SECOND OR k.last_address <> ?, TRUE) AS is_use_due
      FROM api_keys k
      LEFT JOIN users u ON u.id = k.user_id
      WHERE k.key_hash = ?)sql",
      {address, value.hash().bytes()});
  if (rows.empty()) return std::nullopt;
  const auto& row = rows.front();
  KeyRow found{.key = {.id = row.uuid(0),
                       .value = value.reveal(),
                       .name = row.text(1),
                       .rights = split_list(row.text(2)),
                       .allow_list = parse_allow_list(row.text(3)),
                       .source = std::nullopt,
                       .expires_at = std::nullopt},
               .is_revoked = row.flag(5),
               .is_expired = row.flag(6),
               .is_user_stopped = !row.is_null(7) && row.flag(10),
               .is_use_due = row.flag(11),
               .has_allow_list = !row.text(3).empty()};
  if (!row.is_null(4)) found.key.expires_at = iso8601_from_database(row.text(4));
  if (!row.is_null(7)) found.key.source = customers::Source{row.uuid(7), row.text(8) + " " + row.text(9)};
  return found;
}

bool is_allowed_address(const KeyRow& row, const std::string& address) {
  if (!row.has_allow_list) return true;
  const auto parsed = parse_ip_address(address);
  return parsed && std::ranges::any_of(row.key.allow_list, [&](const Cidr& range) { return range.contains(*parsed); });
}

std::optional<ApiKeyRefusal> find_refusal(const KeyRow& row, const std::string& address) {
  const auto& expires_at = row.key.expires_at;
  if (row.is_revoked)
    return ApiKeyRefusal{401, "api_key_revoked", "This API key was revoked; ask for another.", expires_at};
  if (row.is_expired)
    return ApiKeyRefusal{401, "api_key_expired", "This API key has expired; ask for another.", expires_at};
  if (row.is_user_stopped) {
    return ApiKeyRefusal{403, "user_disabled", "The user this API key belongs to is disabled.", expires_at};
  }
  if (!is_allowed_address(row, address)) {
    return ApiKeyRefusal{403, "ip_not_allowed", "This API key may not be used from " + address + ".", expires_at};
  }
  return std::nullopt;
}

void note_use(db::Connection& db, const Uuid& key, const std::string& address) {
  db.execute("UPDATE api_keys SET last_used_at = UTC_TIMESTAMP(6), last_address = ? WHERE id = ?", {address, key});
}

void note_refusal(db::Connection& db, const Uuid& key, const std::string& address) {
  db.execute("UPDATE api_keys SET last_refused_at = UTC_TIMESTAMP(6), last_refused_address = ? WHERE id = ?",
             {address, key});
}

}  // namespace

bool ApiKey::has_right(std::string_view right) const { return std::ranges::find(rights, right) != rights.end(); }

customers::TouchedBy touched_by(const ApiKey& key) { return {key.id, key.name, key.source}; }

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> entries;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    if (comma > 0) entries.emplace_back(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return entries;
}

std::variant<ApiKey, ApiKeyRefusal> authenticate(db::Connection& db, const http::Request& request) {
  const auto values = request.find_headers("x-api-key");
  if (values.empty()) return ApiKeyRefusal{401, "api_key_missing", "Send your API key in the header X-Api-Key.", {}};
  const ApiKeyRefusal invalid{401, "api_key_invalid", "No API key has this value.", {}};
  const auto value = values.size() == 1 ? crypto::SecretToken::parse(values.front(), api_key_prefix) : std::nullopt;
  if (!value) return invalid;
  auto row = find_key(db, *value, request.remote_address);
  if (!row) return invalid;
  if (auto refusal = find_refusal(*row, request.remote_address)) {
    note_refusal(db, row->key.id, request.remote_address);
    return *refusal;
  }
  if (row->is_use_due) note_use(db, row->key.id, request.remote_address);
  return std::move(row->key);
}

}  // namespace latchkey::api
