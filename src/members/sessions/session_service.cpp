#include "members/sessions/session_service.hpp"

#include "base/percent.hpp"
#include "forms/cookie.hpp"
#include "http/problem.hpp"
#include "links/return_target.hpp"
#include "members/sessions/json_answer.hpp"
#include "members/sessions/session_cache.hpp"
#include "members/sessions/session_store.hpp"

namespace latchkey::members {
namespace {

using http::Request;
using http::Response;

Response dress_empty(Response response) {
  response.add_header("Cache-Control", "no-store");
  return response;
}

// The address of the sign-in page that leads back to where the visitor wanted to go. It is made here because nginx
// cannot percent-encode.
std::string sign_in_address(const std::string& original_uri) {
  const bool is_kept = !original_uri.empty() && original_uri.size() <= links::return_url_limit_bytes;
  return is_kept ? "/auth/login?returnUrl=" + percent_encode(original_uri) : "/auth/login";
}

class SessionService final : public http::Service {
 public:
  SessionService(const Config& config, db::Connection& db) : db_(db), limits_(config.session), cache_(config) {}

  Response handle(const Request& request) override {
    if (request.path == "/auth/verify") return verify(request);
    if (request.path == "/auth/session") return session(request);
    return dress_json(http::make_problem(request, 404, "not_found", "There is nothing at this address."));
  }

  [[nodiscard]] std::string_view route_of(const Request& request) const override {
    if (request.path == "/auth/verify") return "/auth/verify";
    return request.path == "/auth/session" ? "/auth/session" : http::other_route;
  }

  // Of a check that fails nginx shows the visitor nothing: it answers with an error of its own. So every failure of the
  // check is a bare 503.
  Response describe_failure(const Request& request, http::Failure failure) override {
    if (request.path == "/auth/verify") return dress_empty(Response(503));
    return dress_json(http::make_failure_problem(request, failure));
  }

 private:
  // /auth/verify: 204 with the member's identity for a live session | 401 with the address of the sign-in page, which
  // leads back | 503 when the database is away.
  [[nodiscard]] Response verify(const Request& request) {
    const auto cookie = forms::find_session_cookie(request);
    const auto member = cookie ? cache_.find_member(db_, *cookie) : std::nullopt;
    if (!member) {
      Response refused(401);
      refused.add_header("X-Sign-In", sign_in_address(request.original_uri));
      return dress_empty(std::move(refused));
    }
    Response response(204);
    response.add_header("X-Member-Id", member->customer_id.text())
        .add_header("X-Member-Email", member->email)
        .add_header("X-Member-Status-Popup", member->shows_status_popup ? "true" : "false");
    return dress_empty(std::move(response));
  }

  // GET /auth/session: 200 {"customer", "statusPopup", "expiresAt"} | 401 without a live session | 405. Read from the
  // database, not from the cache, since a page asks it once.
  [[nodiscard]] Response session(const Request& request) const {
    if (request.method != "GET" && request.method != "HEAD") {
      return dress_json(http::make_method_problem(request, "GET, HEAD"));
    }
    const auto session = visit_session(db_, forms::find_session_cookie(request), limits_);
    const auto profile = session ? find_profile(db_, session->customer_id) : std::nullopt;
    if (!profile) return make_not_signed_in_problem(request);
    return dress_json(http::make_json(200, {{"customer",
                                             {{"id", session->customer_id.text()},
                                              {"firstName", profile->first_name},
                                              {"lastName", profile->last_name},
                                              {"email", session->email},
                                              {"status", profile->is_blocked ? "blocked" : "active"}}},
                                            {"statusPopup", session->shows_status_popup},
                                            {"expiresAt", session->expires_at}}));
  }

  db::Connection& db_;
  SessionLimits limits_;
  SessionCache cache_;
};

}  // namespace

std::unique_ptr<http::Service> make_session_service(const Config& config, db::Connection& db) {
  return std::make_unique<SessionService>(config, db);
}

}  // namespace latchkey::members
