#include "endpoints/settings/endpoint_store.hpp"

#include <algorithm>
#include <array>

#include "base/clock_text.hpp"
#include "endpoints/secret.hpp"
#include "endpoints/settings/delivery_care.hpp"

namespace latchkey::endpoints {
namespace {

constexpr std::string_view select_endpoints =
    R"sql(
    SELECT e.id, e.kind, e.user_id, e.url, e.events, e.state, e.state_reason, e.created_at,
        IF(e.former_secret_until > UTC_TIMESTAMP(6), e.former_secret_until, NULL) AS former_secret_until,
        u.email AS user,
        e.user_id IS NOT NULL AND (u.id IS NULL OR u.disabled_at IS NOT NULL OR u.removed_at IS NOT NULL)
            AS is_user_stopped
    FROM endpoints e
    LEFT JOIN users u ON u.id = e.user_id
    )sql";

struct StateName {
  State state;
  std::string_view name;
};

constexpr std::array<StateName, 3> state_names{
    {{State::enabled, "enabled"}, {State::disabled, "disabled"}, {State::failing, "failing"}}};

State parse_state(std::string_view name) {
  const auto* const found = std::ranges::find(state_names, name, &StateName::name);
  if (found == state_names.end()) throw std::runtime_error("endpoints.state is " + std::string(name));
  return found->state;
}

std::vector<std::string> split_events(std::string_view stored) {
  std::vector<std::string> events;
  while (!stored.empty()) {
    const auto comma = stored.find(',');
    events.emplace_back(stored.substr(0, comma));
    stored = comma == std::string_view::npos ? std::string_view() : stored.substr(comma + 1);
  }
  return events;
}

std::string join_events(const std::vector<std::string>& events) {
  std::string stored;
  for (const auto& event : events) stored += (stored.empty() ? "" : ",") + event;
  return stored;
}

Endpoint endpoint_of(const db::Row& row) {
  const auto& until = row.optional_text("former_secret_until");
  return {.id = row.uuid("id"),
          .kind = row.text("kind") == name_of(Kind::webhook) ? Kind::webhook : Kind::postback,
          .settings = {.url = row.text("url"),
                       .events = split_events(row.text("events")),
                       .user_id = row.optional_uuid("user_id")},
          .user = row.text_or("user", ""),
          .is_user_stopped = row.flag("is_user_stopped"),
          .state = parse_state(row.text("state")),
          .state_reason = row.text_or("state_reason", ""),
          .former_secret_until = until ? std::optional(iso8601_from_database(*until)) : std::nullopt,
          .created_at = iso8601_from_database(row.text("created_at"))};
}

std::vector<Endpoint> endpoints_of(const db::Rows& rows) {
  std::vector<Endpoint> endpoints;
  for (const auto& row : rows) endpoints.push_back(endpoint_of(row));
  return endpoints;
}

// For the activity log.
nlohmann::json settings_json(const EndpointSettings& settings) {
  return {{"url", settings.url},
          {"events", settings.events},
          {"user", settings.user_id ? nlohmann::json(settings.user_id->text()) : nlohmann::json()}};
}

// A line of the activity log, such as `webhook.add`.
struct Entry {
  Kind kind;
  Uuid id;
  std::string_view verb;
  nlohmann::json before;
  nlohmann::json after;
};

void record(db::Connection& db, const audit::Actor& actor, const Entry& entry) {
  const std::string action = std::string(name_of(entry.kind)) + "." + std::string(entry.verb);
  audit::record_change(db, actor, {action, name_of(entry.kind), entry.id, entry.before, entry.after});
}

db::InsertOutcome insert(db::Connection& db, const audit::Actor& actor, const NewEndpoint& made,
                         const std::optional<SealedSecret>& secret) {
  return db.in_transaction([&](db::Transaction& transaction) {
    const auto inserted = db.insert(
        R"sql(
        INSERT INTO endpoints (id, kind, user_id, url, events, state, secret, secret_key_id, created_at, updated_at)
        VALUES (?, ?, ?, ?, ?, 'enabled', ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)))sql",
        {made.id, name_of(made.kind), made.settings.user_id, made.settings.url, join_events(made.settings.events),
         secret ? std::optional(secret->bytes) : std::nullopt, secret ? std::optional(secret->key_id) : std::nullopt},
        "PRIMARY");
    if (inserted == db::InsertOutcome::duplicate) {
      transaction.roll_back();
      return inserted;
    }
    record(db, actor, {made.kind, made.id, "add", nullptr, settings_json(made.settings)});
    return inserted;
  });
}

std::optional<Endpoint> lock_endpoint(db::Connection& db, const Uuid& id) {
  if (db.query("SELECT id FROM endpoints WHERE id = ? FOR UPDATE", {id}).empty()) return std::nullopt;
  return find_endpoint(db, id);
}

void set_state(db::Connection& db, const audit::Actor& actor, const Endpoint& endpoint, State state) {
  const bool is_disabled = state == State::disabled;
  db.in_transaction([&](db::Transaction&) {
    db.execute(
        R"sql(
        UPDATE endpoints
        SET state = ?, state_reason = ?, updated_at = UTC_TIMESTAMP(6)
        WHERE id = ? AND (state = 'disabled') <> ?)sql",
        {name_of(state), is_disabled ? std::optional<std::string>("by " + actor.name) : std::nullopt, endpoint.id,
         is_disabled});
    record(db, actor,
           {endpoint.kind,
            endpoint.id,
            is_disabled ? "disable" : "enable",
            {{"disabled", endpoint.state == State::disabled}},
            {{"disabled", is_disabled}}});
  });
}

}  // namespace

std::string_view name_of(State state) { return std::ranges::find(state_names, state, &StateName::state)->name; }

std::vector<Endpoint> list_endpoints(db::Connection& db) {
  static const std::string sql = std::string(select_endpoints) + "ORDER BY e.kind DESC, e.url, e.id";
  return endpoints_of(db.query(sql));
}

std::vector<Endpoint> list_endpoints_of(db::Connection& db, const Uuid& user) {
  static const std::string sql =
      std::string(select_endpoints) + "WHERE e.user_id = ? ORDER BY e.kind DESC, e.url, e.id";
  return endpoints_of(db.query(sql, {user}));
}

std::vector<Endpoint> find_endpoints(db::Connection& db, Kind kind, const std::string& id_or_url) {
  static const std::string sql =
      std::string(select_endpoints) + "WHERE e.kind = ? AND (e.id = ? OR e.url = ?) ORDER BY e.url, e.id";
  return endpoints_of(db.query(sql, {name_of(kind), Uuid::parse(id_or_url), id_or_url}));
}

std::optional<Endpoint> find_endpoint(db::Connection& db, const Uuid& id) {
  static const std::string sql = std::string(select_endpoints) + "WHERE e.id = ?";
  const auto rows = db.query(sql, {id});
  return rows.empty() ? std::nullopt : std::optional(endpoint_of(rows.front()));
}

db::InsertOutcome add_endpoint(db::Connection& db, const audit::Actor& actor, const NewEndpoint& made,
                               const SecretKeeper& keeper, const HandOver& hand_over) {
  const std::string secret = make_secret();
  const auto sealed = keeper.seal(secret);
  hand_over(secret);
  return insert(db, actor, made, sealed);
}

db::InsertOutcome add_postback(db::Connection& db, const audit::Actor& actor, const NewEndpoint& made) {
  return insert(db, actor, made, std::nullopt);
}

EndpointChange change_endpoint(db::Connection& db, const audit::Actor& actor, const Endpoint& before,
                               const EndpointSettings& after) {
  const auto outcome = db.in_transaction([&](db::Transaction& transaction) {
    const auto stored = lock_endpoint(db, before.id);
    if (!stored || settings_json(stored->settings) != settings_json(before.settings)) {
      transaction.roll_back();
      return EndpointChange::changed_meanwhile;
    }
    db.execute("UPDATE endpoints SET user_id = ?, url = ?, events = ?, updated_at = UTC_TIMESTAMP(6) WHERE id = ?",
               {after.user_id, after.url, join_events(after.events), before.id});
    record(db, actor, {before.kind, before.id, "change", settings_json(before.settings), settings_json(after)});
    return EndpointChange::done;
  });
  if (outcome == EndpointChange::done && before.settings.user_id != after.user_id) {
    while (remove_some_deliveries(db, before.id) > 0) continue;
  }
  return outcome;
}

void enable_endpoint(db::Connection& db, const audit::Actor& actor, const Endpoint& endpoint) {
  if (endpoint.state == State::disabled) give_up_waiting(db, endpoint.id);  // what was due when it was disabled
  set_state(db, actor, endpoint, State::enabled);
}

void disable_endpoint(db::Connection& db, const audit::Actor& actor, const Endpoint& endpoint) {
  set_state(db, actor, endpoint, State::disabled);
  give_up_waiting(db, endpoint.id);
}

bool rotate_secret(db::Connection& db, const audit::Actor& actor, const Endpoint& webhook, const SecretKeeper& keeper,
                   const HandOver& hand_over) {
  const auto is_as_seen = [&](const std::optional<Endpoint>& stored) {
    return stored && stored->kind == Kind::webhook && stored->former_secret_until == webhook.former_secret_until;
  };
  if (!is_as_seen(find_endpoint(db, webhook.id))) return false;
  const std::string secret = make_secret();
  const auto sealed = keeper.seal(secret);
  hand_over(secret);
  return db.in_transaction([&](db::Transaction& transaction) {
    if (!is_as_seen(lock_endpoint(db, webhook.id))) {
      transaction.roll_back();
      return false;
    }
    // SET goes from left to right, so the former secret is the stored one.
    db.execute(
        R"sql(
        UPDATE endpoints
        SET former_secret = secret, former_secret_key_id = secret_key_id,
            former_secret_until = UTC_TIMESTAMP(6) + INTERVAL ? HOUR,
            secret = ?, secret_key_id = ?, updated_at = UTC_TIMESTAMP(6)
        WHERE id = ?)sql",
        {former_secret_hours, sealed.bytes, sealed.key_id, webhook.id});
    record(db, actor, {webhook.kind, webhook.id, "rotate", nullptr, {{"formerSecretHours", former_secret_hours}}});
    return true;
  });
}

void remove_endpoint(db::Connection& db, const audit::Actor& actor, const Endpoint& endpoint) {
  db.in_transaction([&](db::Transaction&) {
    db.execute("DELETE FROM endpoints WHERE id = ?", {endpoint.id});
    record(db, actor, {endpoint.kind, endpoint.id, "remove", settings_json(endpoint.settings), nullptr});
  });
}

}  // namespace latchkey::endpoints
