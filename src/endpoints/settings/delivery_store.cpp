#include "endpoints/settings/delivery_store.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/clock_text.hpp"
#include "base/utf8.hpp"

namespace latchkey::endpoints {
namespace {

struct StateName {
  DeliveryState state;
  std::string_view name;
};

constexpr std::array<StateName, 3> state_names{
    {{DeliveryState::waiting, "waiting"}, {DeliveryState::delivered, "delivered"}, {DeliveryState::failed, "failed"}}};

constexpr std::string_view message_prefix = "msg_";

constexpr std::string_view select_deliveries =
    R"sql(
    SELECT d.id, d.endpoint_id, d.event, d.state, d.payload, d.created_at,
        IF(d.state = 'waiting', d.next_at, NULL) AS next_at
    FROM deliveries d
    )sql";

Delivery delivery_of(const db::Row& row) {
  const auto& next = row.optional_text("next_at");
  return {.id = row.uuid("id"),
          .endpoint_id = row.uuid("endpoint_id"),
          .event = row.text("event"),
          .state = parse_delivery_state(row.text("state")).value(),
          .payload = row.text("payload"),
          .created_at = iso8601_from_database(row.text("created_at")),
          .next_at = next ? std::optional(iso8601_from_database(*next)) : std::nullopt,
          .tries = {}};
}

// What was answered is bytes of somebody else's choice, and cut off anywhere.
std::optional<std::string> readable(const std::optional<std::string>& answer) {
  if (!answer || is_valid_utf8(*answer)) return answer;
  using nlohmann::json;
  return json::parse(json(*answer).dump(-1, ' ', false, json::error_handler_t::replace)).get<std::string>();
}

Try try_of(const db::Row& row) {
  return {.at = iso8601_from_database(row.text("tried_at")),
          .status = row.is_null("status") ? std::nullopt : std::optional(row.integer("status")),
          .took = std::chrono::milliseconds{row.integer("duration_ms")},
          .answer = readable(row.optional_text("answer")),
          .error = row.optional_text("error")};
}

// Takes the source twice.
constexpr std::string_view is_of_source =
    R"sql((? IS NULL OR d.lead_id IS NULL
      OR EXISTS (SELECT 1 FROM leads l WHERE l.id = d.lead_id AND l.source_user_id = ?)))sql";

// Behind which a page begins. One that is gone, or none, is behind nothing.
struct Position {
  std::string created_at = "9999-12-31";
  std::string id = {};
};

Position find_position(db::Connection& db, const std::optional<Uuid>& before) {
  if (!before) return {};
  const auto rows = db.query("SELECT created_at FROM deliveries WHERE id = ?", {*before});
  return rows.empty() ? Position() : Position{rows.front().text("created_at"), before->bytes()};
}

void read_tries(db::Connection& db, Delivery& delivery) {
  for (const auto& row : db.query(
           R"sql(
           SELECT tried_at, status, duration_ms, answer, error
           FROM delivery_tries
           WHERE delivery_id = ?
           ORDER BY number)sql",
           {delivery.id})) {
    delivery.tries.push_back(try_of(row));
  }
}

}  // namespace

std::string_view name_of(DeliveryState state) { return std::ranges::find(state_names, state, &StateName::state)->name; }

std::optional<DeliveryState> parse_delivery_state(std::string_view name) {
  const auto* const found = std::ranges::find(state_names, name, &StateName::name);
  return found == state_names.end() ? std::nullopt : std::optional(found->state);
}

std::string message_id(const Uuid& delivery) { return std::string(message_prefix) + delivery.text(); }

std::optional<Uuid> parse_message_id(std::string_view text) {
  if (text.starts_with(message_prefix)) text.remove_prefix(message_prefix.size());
  return Uuid::parse(text);
}

std::vector<Delivery> list_deliveries(db::Connection& db, const DeliveryFilter& filter) {
  // The ids come from an index alone; with the payloads the server would sort what it need not read.
  static const std::string behind =
      "WHERE d.endpoint_id = ? AND (? = '' OR d.state = ?) AND d.created_at <= ? AND (d.created_at < ? OR d.id < ?)";
  static const std::string order = " ORDER BY d.created_at DESC, d.id DESC ";
  static const std::string all = std::string(select_deliveries) + "JOIN (SELECT d.id FROM deliveries d " + behind +
                                 order + "LIMIT ?) AS page ON page.id = d.id" + order;
  static const std::string of_source =
      std::string(select_deliveries) + behind + " AND " + std::string(is_of_source) + order + "LIMIT ?";
  const std::string state(filter.state ? name_of(*filter.state) : "");
  const auto [at, id] = find_position(db, filter.before);
  std::vector<Delivery> deliveries;
  const auto& source = filter.source;
  const auto rows = source
                        ? db.query(of_source, {filter.endpoint, state, state, at, at, id, source, source, filter.limit})
                        : db.query(all, {filter.endpoint, state, state, at, at, id, filter.limit});
  for (const auto& row : rows) deliveries.push_back(delivery_of(row));
  for (auto& delivery : deliveries) read_tries(db, delivery);
  return deliveries;
}

std::optional<Delivery> find_delivery(db::Connection& db, const Uuid& id, const std::optional<Uuid>& source) {
  static const std::string sql = std::string(select_deliveries) + "WHERE d.id = ? AND " + std::string(is_of_source);
  const auto rows = db.query(sql, {id, source, source});
  if (rows.empty()) return std::nullopt;
  Delivery delivery = delivery_of(rows.front());
  read_tries(db, delivery);
  return delivery;
}

}  // namespace latchkey::endpoints
