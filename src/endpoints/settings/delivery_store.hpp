// What endpoints were told, are being told and could not be told.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/connection.hpp"

namespace latchkey::endpoints {

// `waiting`: for its first or next try. `failed`: given up.
enum class DeliveryState { waiting, delivered, failed };

[[nodiscard]] std::string_view name_of(DeliveryState state);
[[nodiscard]] std::optional<DeliveryState> parse_delivery_state(std::string_view name);

struct Try {
  std::string at;                      // ISO 8601
  std::optional<std::int64_t> status;  // of the answer; nothing: there was none
  std::chrono::milliseconds took{0};
  std::optional<std::string> answer;  // its first bytes, as UTF-8; what is none is shown as U+FFFD
  std::optional<std::string> error;
};

struct Delivery {
  Uuid id;
  Uuid endpoint_id;
  std::string event;
  DeliveryState state = DeliveryState::waiting;
  std::string payload;                 // of a webhook its body, of a postback its URL
  std::string created_at;              // ISO 8601, as all times here
  std::optional<std::string> next_at;  // of the next try; nothing when it has ended
  std::vector<Try> tries;              // the first one first; those older than 30 days are gone
};

// The webhook-id: `msg_` and the delivery's id.
[[nodiscard]] std::string message_id(const Uuid& delivery);

// The id that is such a text or the delivery's id alone.
[[nodiscard]] std::optional<Uuid> parse_message_id(std::string_view text);

struct DeliveryFilter {
  Uuid endpoint;
  std::optional<DeliveryState> state = {};
  std::optional<Uuid> before = {};  // only what was written before this one
  std::size_t limit = 100;
  // Only tests, and what is about leads whose source this user is: an endpoint may have been another user's before.
  std::optional<Uuid> source = {};
};

// The newest first.
[[nodiscard]] std::vector<Delivery> list_deliveries(db::Connection& db, const DeliveryFilter& filter);

// Nothing when it is about a lead whose source is not `source`, if that is given.
[[nodiscard]] std::optional<Delivery> find_delivery(db::Connection& db, const Uuid& id,
                                                    const std::optional<Uuid>& source = {});

}  // namespace latchkey::endpoints
