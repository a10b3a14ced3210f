// Webhooks and postbacks as staff enter and change them (Settings > Webhooks). The admin area and the command line use
// the same functions; each leaves its line in the activity log.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/audit_log.hpp"
#include "base/secret_keeper.hpp"
#include "db/connection.hpp"
#include "endpoints/event.hpp"

namespace latchkey::endpoints {

// `failing`: a message was given up, and none has arrived since. It goes on receiving.
enum class State { enabled, disabled, failing };

[[nodiscard]] std::string_view name_of(State state);

// What a person decides of an endpoint.
struct EndpointSettings {
  std::string url;                  // of a postback a template
  std::vector<std::string> events;  // names of list_event_names(), in its order
  std::optional<Uuid> user_id;      // whose leads it is told of; nothing: everybody's, which a postback cannot have
};

struct Endpoint {
  Uuid id;
  Kind kind = Kind::webhook;
  EndpointSettings settings;
  std::string user;              // the user's e-mail; empty without one
  bool is_user_stopped = false;  // disabled or removed: then the endpoint is told nothing
  State state = State::enabled;
  std::string state_reason;                        // why it is disabled or failing; may be empty
  std::optional<std::string> former_secret_until;  // ISO 8601; nothing when one secret alone signs
  std::string created_at;                          // ISO 8601

  // Whether it is told of anything.
  [[nodiscard]] bool is_told() const { return state != State::disabled && !is_user_stopped; }
};

// By kind, then by address.
[[nodiscard]] std::vector<Endpoint> list_endpoints(db::Connection& db);
[[nodiscard]] std::vector<Endpoint> list_endpoints_of(db::Connection& db, const Uuid& user);

// Those of a kind that an id or an address can mean.
[[nodiscard]] std::vector<Endpoint> find_endpoints(db::Connection& db, Kind kind, const std::string& id_or_url);
[[nodiscard]] std::optional<Endpoint> find_endpoint(db::Connection& db, const Uuid& id);

struct NewEndpoint {
  Uuid id = Uuid::make();
  Kind kind = Kind::webhook;
  EndpointSettings settings;
};

// Gives a secret to whom it is for, before it counts: when it throws, nothing was stored.
using HandOver = std::function<void(const std::string& secret)>;

// `duplicate` when an endpoint has this id: a form that was sent twice. A webhook gets a secret of make_secret(), which
// is sealed by `keeper` and handed over; a postback has none.
[[nodiscard]] db::InsertOutcome add_endpoint(db::Connection& db, const audit::Actor& actor, const NewEndpoint& made,
                                             const SecretKeeper& keeper, const HandOver& hand_over);
[[nodiscard]] db::InsertOutcome add_postback(db::Connection& db, const audit::Actor& actor, const NewEndpoint& made);

enum class EndpointChange {
  done,
  changed_meanwhile,  // it is no longer as `before` says, or is gone; nothing was done
};

// What was written for it before is sent as it is: a postback's messages to the former address. When the user changes,
// what was written for the former one is removed.
[[nodiscard]] EndpointChange change_endpoint(db::Connection& db, const audit::Actor& actor, const Endpoint& before,
                                             const EndpointSettings& after);

// From now on it is told again, of what happens from now on.
void enable_endpoint(db::Connection& db, const audit::Actor& actor, const Endpoint& endpoint);

// It is told nothing more, and nothing is kept for it: what waits is given up. `replay` brings it back.
void disable_endpoint(db::Connection& db, const audit::Actor& actor, const Endpoint& endpoint);

// How long the former secret signs as well.
inline constexpr std::int64_t former_secret_hours = 24;

// Gives a webhook a new secret. False when it is gone, and when it has been rotated since `webhook` was read: a form
// that is sent twice must not end the secret that partners still use.
[[nodiscard]] bool rotate_secret(db::Connection& db, const audit::Actor& actor, const Endpoint& webhook,
                                 const SecretKeeper& keeper, const HandOver& hand_over);

// The endpoint is gone at once. What it was told goes by remove_some_deliveries(), or at the next `latchkey prune`.
void remove_endpoint(db::Connection& db, const audit::Actor& actor, const Endpoint& endpoint);

}  // namespace latchkey::endpoints
