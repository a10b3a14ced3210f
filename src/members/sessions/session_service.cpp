#include "members/sessions/session_service.hpp"

#include <array>
#include <memory>

#include "base/percent.hpp"
#include "forms/cookie.hpp"
#include "http/problem.hpp"
#include "links/return_target.hpp"
#include "members/sessions/session_cache.hpp"
#include "members/sessions/session_store.hpp"

namespace latchkey::members {
namespace {

using http::Request;
using http::Response;

constexpr std::array<std::string_view, 1> prefixes{"/auth/"};

Response dress_json(Response response) {
  response.add_header("Referrer-Policy", "no-referrer");
  return response;
}

Response dress_empty(Response response) {
  response.add_header("Cache-Control", "no-store");
  return response;
}

// nginx cannot percent-encode an address for a query, so the check hands it the whole address.
std::string sign_in_address(const std::string& original_uri) {
  const bool is_kept = !original_uri.empty() && original_uri.size() <= links::return_url_limit_bytes;
  return is_kept ? "/auth/login?returnUrl=" + percent_encode(original_uri) : "/auth/login";
}

class SessionService {
 public:
  SessionService(const Config& config, db::Connection& db)
      : db_(db), limits_{config.session.idle, config.session.lifetime}, cache_(config) {}

  [[nodiscard]] Response handle(const Request& request) {
    if (request.path == "/auth/verify") return verify(request);
    if (request.path == "/auth/session") return session(request);
    return dress_json(http::make_problem(request, 404, "not_found", "There is nothing at this address."));
  }

  // nginx turns every answer of a check but 2xx and 401 into an error of its own: a failure is a 503, never a 500.
  static Response describe_failure(const Request& request, http::Failure failure) {
    if (request.path == "/auth/verify") return dress_empty(Response(503));
    return dress_json(http::make_failure_problem(request, failure));
  }

 private:
  // /auth/verify: 204 with the member's identity for a live session, else 401 with the address of the sign-in page
  // (which leads back); 503 when the database is away.
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

  // GET /auth/session: 200 {"customer", "statusPopup", "expiresAt"} | 401 without a live session | 405. From the
  // database alone, since a page asks it once.
  [[nodiscard]] Response session(const Request& request) const {
    if (request.method != "GET" && request.method != "HEAD") {
      return dress_json(http::make_method_problem(request, "GET, HEAD"));
    }
    const auto cookie = forms::find_session_cookie(request);
    const auto session = cookie ? visit_session(db_, *cookie, limits_) : std::nullopt;
    const auto rows = session ? db_.query("SELECT first_name, last_name, blocked_at FROM customers WHERE id = ?",
                                          {session->customer_id})
                              : db::Rows();
    if (rows.empty()) {
      return dress_json(http::make_problem(request, 401, "not_signed_in", "Sign in at /auth/login."));
    }
    const auto& row = rows.front();
    return dress_json(http::make_json(200, {{"customer",
                                             {{"id", session->customer_id.text()},
                                              {"firstName", row.text(0)},
                                              {"lastName", row.text(1)},
                                              {"email", session->email},
                                              {"status", row.is_null(2) ? "active" : "blocked"}}},
                                            {"statusPopup", session->shows_status_popup},
                                            {"expiresAt", session->expires_at}}));
  }

  db::Connection& db_;
  SessionLimits limits_;
  SessionCache cache_;
};

}  // namespace

http::Service make_session_service(const Config& config, db::Connection& db) {
  const auto service = std::make_shared<SessionService>(config, db);
  return {"latchkey-session", prefixes, [service](const Request& request) { return service->handle(request); },
          SessionService::describe_failure};
}

}  // namespace latchkey::members
