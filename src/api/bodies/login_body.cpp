#include "api/bodies/login_body.hpp"

#include <array>

#include "base/json_reader.hpp"
#include "links/return_target.hpp"

namespace latchkey::api {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 3> login_members{"kind", "returnUrl", "statusPopup"};
constexpr std::array<std::string_view, 4> login_members_with_ttl{"kind", "returnUrl", "statusPopup", "ttlSeconds"};

struct TtlRange {
  std::int64_t least;
  std::int64_t most;
};

TtlRange ttl_range(links::TokenKind kind) {
  return kind == links::TokenKind::redirect ? TtlRange{10, 600} : TtlRange{60, 604800};
}

void read_ttl(const json& object, const std::string& parent, links::LoginTokenRequest& request, FieldErrors& errors) {
  const json* value = find_member(object, "ttlSeconds");
  if (value == nullptr) return;
  const auto [least, most] = ttl_range(request.kind);
  const std::string range = "a whole number from " + std::to_string(least) + " to " + std::to_string(most) + ".";
  if (!value->is_number_integer() && !is_oversized_number(*value)) {
    errors.add(parent + "/ttlSeconds", "type", "This must be " + range);
  } else if (is_oversized_number(*value) || *value < least || *value > most) {
    errors.add(parent + "/ttlSeconds", "number_out_of_range", "For this kind: " + range);
  } else {
    request.lifetime = std::chrono::seconds{value->get<std::int64_t>()};
  }
}

}  // namespace

links::LoginTokenRequest parse_login_object(const json& object, const std::string& parent, TtlRule ttl_rule,
                                            const Config& config, db::Connection& db, FieldErrors& errors) {
  links::LoginTokenRequest request;
  if (ttl_rule == TtlRule::optional) {
    refuse_unknown_members(object, parent, login_members_with_ttl, errors);
  } else {
    refuse_unknown_members(object, parent, login_members, errors);
  }
  if (const auto* name = read_text(object, parent, "kind", errors)) {
    const auto kind = links::parse_kind(*name);
    if (kind) request.kind = *kind;
    if (!kind) errors.add(parent + "/kind", "invalid", R"(This must be "redirect" or "link".)");
  }
  if (const auto* url = read_text(object, parent, "returnUrl", errors)) {
    request.return_url = *url;
    if (url->empty() || links::find_target(db, *url).problem) {
      errors.add(parent + "/returnUrl", "not_allowed", "This is not the path of an enabled entry of Settings > Menus.");
    }
  }
  if (const auto* popup = find_member(object, "statusPopup")) {
    if (popup->is_boolean()) request.shows_status_popup = popup->get<bool>();
    if (!popup->is_boolean()) errors.add(parent + "/statusPopup", "type", "This must be true or false.");
  }
  request.lifetime = links::default_lifetime(request.kind, config);
  if (ttl_rule == TtlRule::optional) read_ttl(object, parent, request, errors);
  return request;
}

std::optional<links::LoginTokenRequest> parse_login_wish(const json& body, const Config& config, db::Connection& db,
                                                         FieldErrors& errors) {
  const auto found = body.find("login");
  if (found != body.end() && found->is_null()) return std::nullopt;
  if (found != body.end() && !found->is_object()) {
    errors.add("/login", "type", "This must be an object or null.");
    return std::nullopt;
  }
  const json object = found == body.end() ? json::object() : *found;
  return parse_login_object(object, "/login", TtlRule::none, config, db, errors);
}

}  // namespace latchkey::api
