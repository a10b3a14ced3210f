#include "outbox/outbox.hpp"

#include "base/clock_text.hpp"
#include "endpoints/postback_template.hpp"
#include "outbox/lead_facts.hpp"
#include "outbox/message.hpp"
#include "outbox/teller.hpp"

namespace latchkey::outbox {
namespace {

using endpoints::Event;
using endpoints::Kind;
using nlohmann::json;

constexpr std::string_view default_click_id_key = "click_id";

struct Endpoint {
  Uuid id;
  Kind kind = Kind::webhook;
  std::string url;
  std::string events;  // with commas between them
};

struct Message {
  Uuid endpoint_id;
  std::string event;
  std::string cause;
  std::optional<Uuid> lead_id;
  std::string payload;
};

Endpoint endpoint_of(const db::Row& row) {
  return {.id = row.uuid("id"),
          .kind = row.text("kind") == name_of(Kind::postback) ? Kind::postback : Kind::webhook,
          .url = row.text("url"),
          .events = row.text("events")};
}

// The source is read anew: the caller's transaction may just have changed it.
std::vector<Endpoint> list_listeners(db::Connection& db, const Uuid& lead_id) {
  std::vector<Endpoint> endpoints;
  for (const auto& row : db.query(
           R"sql(
           SELECT e.id, e.kind, e.url, e.events
           FROM endpoints e
           LEFT JOIN users u ON u.id = e.user_id
           WHERE e.state <> 'disabled'
               AND (e.user_id IS NULL
                   OR (u.disabled_at IS NULL AND u.removed_at IS NULL
                       AND e.user_id = (SELECT l.source_user_id FROM leads l WHERE l.id = ?))))sql",
           {lead_id})) {
    endpoints.push_back(endpoint_of(row));
  }
  return endpoints;
}

bool asks_for(const Endpoint& endpoint, std::string_view name) {
  return !name.empty() && ("," + endpoint.events + ",").find("," + std::string(name) + ",") != std::string::npos;
}

// A lead that comes again is no second lead to a tracker.
std::string cause_of(const Endpoint& endpoint, const Uuid& lead_id, const Happening& happening) {
  const auto name = name_of(happening.event, endpoint.kind);
  const bool is_of_lead = endpoint.kind == Kind::postback &&
                          (happening.event == Event::lead_created || happening.event == Event::lead_matched);
  return std::string(name) + ":" + (is_of_lead ? lead_id : happening.cause).text();
}

// IGNORE: the same cause was told before.
void insert(db::Connection& db, const Uuid& id, const Message& message) {
  db.execute(
      R"sql(
      INSERT IGNORE INTO deliveries (id, endpoint_id, event, cause, lead_id, payload, state, next_at, created_at)
      VALUES (?, ?, ?, ?, ?, ?, 'waiting', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)))sql",
      {id, message.endpoint_id, message.event, message.cause, message.lead_id, message.payload});
}

std::string find_click_id_key(db::Connection& db, const Uuid& endpoint_id) {
  const auto rows =
      db.query("SELECT u.click_id_key FROM endpoints e JOIN users u ON u.id = e.user_id WHERE e.id = ?", {endpoint_id});
  return rows.empty() ? std::string(default_click_id_key) : rows.front().text_or("click_id_key", default_click_id_key);
}

// The lead as the messages need it, read when the first one does.
class Teller {
 public:
  Teller(db::Connection& db, const Uuid& lead_id, const std::optional<std::string>& happened_at)
      : db_(db), lead_id_(lead_id), happened_at_(happened_at) {}

  void tell(const Endpoint& endpoint, const Happening& happening) {
    if (!lead_) lead_ = find_lead_facts(db_, lead_id_);
    if (!lead_) return;
    if (happened_at_) lead_->now = *happened_at_;
    insert(db_, Uuid::make(),
           {.endpoint_id = endpoint.id,
            .event = std::string(name_of(happening.event, endpoint.kind)),
            .cause = cause_of(endpoint, lead_id_, happening),
            .lead_id = lead_id_,
            .payload = payload_of(endpoint, happening)});
  }

 private:
  std::string payload_of(const Endpoint& endpoint, const Happening& happening) {
    if (endpoint.kind == Kind::webhook) return make_body(*lead_, happening);
    if (!origin_) origin_ = find_origin_facts(db_, lead_id_);
    return make_postback_url({endpoint.url, find_click_id_key(db_, endpoint.id)}, *lead_, *origin_, happening);
  }

  db::Connection& db_;
  const Uuid& lead_id_;
  const std::optional<std::string>& happened_at_;
  std::optional<LeadFacts> lead_;
  std::optional<OriginFacts> origin_;
};

std::string make_test_payload(const Endpoint& endpoint, const std::string& now) {
  const std::string name(name_of(Event::test, endpoint.kind));
  if (endpoint.kind == Kind::postback) {
    return endpoints::fill_template(endpoint.url, [&](std::string_view macro) {
      return macro == "event" || macro == "click_id" ? name : std::string();
    });
  }
  const json data{{"leadId", nullptr}, {"source", nullptr}, {"metadata", json::object()}};
  return json{{"type", name}, {"timestamp", now}, {"data", data}}.dump();
}

}  // namespace

void tell(db::Connection& db, const Uuid& lead_id, const std::vector<Happening>& happenings) {
  tell_at(db, lead_id, happenings, std::nullopt);
}

void tell_at(db::Connection& db, const Uuid& lead_id, const std::vector<Happening>& happenings,
             const std::optional<std::string>& happened_at) {
  const auto listeners = list_listeners(db, lead_id);
  Teller teller(db, lead_id, happened_at);
  for (const auto& endpoint : listeners) {
    for (const auto& happening : happenings) {
      if (asks_for(endpoint, name_of(happening.event, endpoint.kind))) teller.tell(endpoint, happening);
    }
  }
}

json deposit_change(const DepositFacts& deposit) {
  return {{"deposit",
           {{"id", deposit.id.text()},
            {"amount", deposit.amount},
            {"currency", deposit.currency},
            {"occurredAt", deposit.occurred_at},
            {"reference", deposit.reference},
            {"isFirst", deposit.is_first}}}};
}

json account_change(const AccountFacts& account) {
  const auto or_null = [](const auto& value) { return value ? json(*value) : json(nullptr); };
  return {{"tradingAccount",
           {{"id", account.id.text()},
            {"platform", account.platform},
            {"status", account.status},
            {"login", or_null(account.login)},
            {"code", or_null(account.code)}}}};
}

std::optional<Uuid> tell_test(db::Connection& db, const Uuid& endpoint_id) {
  const auto rows =
      db.query("SELECT id, kind, url, events, UTC_TIMESTAMP(6) AS now FROM endpoints WHERE id = ?", {endpoint_id});
  if (rows.empty()) return std::nullopt;
  const auto endpoint = endpoint_of(rows.front());
  const Uuid id = Uuid::make();
  insert(db, id,
         {.endpoint_id = endpoint_id,
          .event = std::string(name_of(Event::test, endpoint.kind)),
          .cause = "test:" + id.text(),
          .lead_id = std::nullopt,
          .payload = make_test_payload(endpoint, iso8601_from_database(rows.front().text("now")))});
  return id;
}

}  // namespace latchkey::outbox
