#include "api/bodies/login_body.hpp"

#include <algorithm>
#include <array>

#include "base/json_reader.hpp"
#include "links/return_target.hpp"

namespace latchkey::api {
namespace {

using customers::find_member;
using customers::Findings;
using nlohmann::json;

constexpr std::array<std::string_view, 3> login_members{"kind", "returnUrl", "statusPopup"};
constexpr std::array<std::string_view, 5> token_members{"kind", "returnUrl", "statusPopup", "ttlSeconds", "deliver"};

constexpr std::string_view not_allowed = "not_allowed";

struct TtlRange {
  std::int64_t least;
  std::int64_t most;
};

TtlRange ttl_range(links::TokenKind kind) {
  return kind == links::TokenKind::redirect ? TtlRange{10, 600} : TtlRange{60, 604800};
}

void refuse_return_url(const std::string& parent, Findings& findings) {
  findings.refuse(parent + "/returnUrl", not_allowed, "This is not the path of an enabled entry of Settings > Menus.");
}

std::string offered_paths(db::Connection& db) {
  std::string paths;
  for (const auto& target : links::list_targets(db)) paths += (paths.empty() ? " Offered: " : ", ") + target.path;
  return paths.empty() ? " None is offered at the moment." : paths + ".";
}

// Reads the members of one object; `parent` is its JSON pointer.
class LoginReader {
 public:
  LoginReader(const json& object, std::string parent, Findings& findings)
      : object_(object), parent_(std::move(parent)), findings_(findings) {}

  // kind, returnUrl and statusPopup, with the kind's usual lifetime.
  links::LoginTokenRequest request(const Config& config) {
    links::LoginTokenRequest request;
    if (const auto* name = read_text(object_, parent_, "kind", findings_)) {
      const auto kind = links::parse_kind(*name);
      if (kind) request.kind = *kind;
      if (!kind) findings_.refuse(parent_ + "/kind", "invalid", R"(This must be "redirect" or "link".)");
    }
    if (const auto* url = read_text(object_, parent_, "returnUrl", findings_)) {
      if (links::parse_return_url(*url)) request.return_url = *url;
      if (!request.return_url) refuse_return_url(parent_, findings_);
    }
    if (const auto* popup = find_member(object_, "statusPopup")) {
      if (popup->is_boolean()) request.shows_status_popup = popup->get<bool>();
      if (!popup->is_boolean()) findings_.refuse(parent_ + "/statusPopup", "type", "This must be true or false.");
    }
    request.lifetime = links::default_lifetime(request.kind, config);
    return request;
  }

  std::optional<std::chrono::seconds> ttl(links::TokenKind kind) {
    const json* value = find_member(object_, "ttlSeconds");
    if (value == nullptr) return std::nullopt;
    const auto [least, most] = ttl_range(kind);
    const std::string range = "a whole number from " + std::to_string(least) + " to " + std::to_string(most) + ".";
    if (!value->is_number_integer() && !is_oversized_number(*value)) {
      findings_.refuse(parent_ + "/ttlSeconds", "type", "This must be " + range);
    } else if (is_oversized_number(*value) || *value < least || *value > most) {
      findings_.refuse(parent_ + "/ttlSeconds", "number_out_of_range", "For this kind: " + range);
    } else {
      return std::chrono::seconds{value->get<std::int64_t>()};
    }
    return std::nullopt;
  }

 private:
  const json& object_;
  std::string parent_;
  Findings& findings_;
};

void check_deliver(const json& body, const Config& config, Findings& findings) {
  const auto* deliver = read_text(body, "", "deliver", findings);
  if (deliver != nullptr && *deliver != "email") {
    findings.refuse("/deliver", "invalid", R"(This must be "email".)");
  } else if (deliver != nullptr && !config.mail) {
    findings.refuse("/deliver", "not_allowed", "This installation sends no mails.");
  }
  const auto* kind = find_member(body, "kind");
  if (kind != nullptr && *kind == "redirect") {
    findings.refuse("/kind", "not_allowed", R"(A link that is mailed is of the kind "link".)");
  }
}

}  // namespace

std::optional<links::LoginTokenRequest> parse_login(const json& body, const Config& config, Findings& findings) {
  const auto found = body.find("login");
  if (found != body.end() && found->is_null()) return std::nullopt;
  if (found != body.end() && !found->is_object()) {
    findings.refuse("/login", "type", "This must be an object or null.");
    return std::nullopt;
  }
  const json object = found == body.end() ? json::object() : *found;
  refuse_unknown_members(object, "/login", login_members, findings);
  return LoginReader(object, "/login", findings).request(config);
}

Deliver read_deliver(const json& body) {
  return find_member(body, "deliver") == nullptr ? Deliver::to_caller : Deliver::by_mail;
}

links::LoginTokenRequest parse_login_token_body(const json& body, const Config& config, Findings& findings) {
  refuse_unknown_members(body, "", token_members, findings);
  LoginReader reader(body, "", findings);
  links::LoginTokenRequest request = reader.request(config);
  if (read_deliver(body) == Deliver::by_mail) {
    check_deliver(body, config, findings);
    request.kind = links::TokenKind::link;
    request.lifetime = links::default_lifetime(request.kind, config);
  }
  request.lifetime = reader.ttl(request.kind).value_or(request.lifetime);
  return request;
}

void refuse_unknown_return_url(db::Connection& db, const links::LoginTokenRequest& request, const std::string& parent,
                               Findings& findings) {
  if (request.return_url && links::find_target(db, request.return_url).problem) refuse_return_url(parent, findings);
  const std::string pointer = parent + "/returnUrl";
  const bool is_refused = std::ranges::any_of(findings.errors(), [&](const http::FieldError& error) {
    return error.pointer == pointer && error.code == not_allowed;
  });
  if (is_refused) findings.explain(pointer, not_allowed, offered_paths(db));
}

}  // namespace latchkey::api
