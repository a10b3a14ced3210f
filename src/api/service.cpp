#include "api/service.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "api/creation/create_customer.hpp"
#include "api/creation/create_lead.hpp"
#include "api/keys/authenticate.hpp"
#include "api/login_token_routes.hpp"
#include "api/partner/partner_routes.hpp"
#include "api/read_customer.hpp"
#include "api/reports/report_routes.hpp"
#include "http/problem.hpp"

namespace latchkey::api {
namespace {

using http::Request;
using http::Response;

// A route: its template, the fixed parts of the path around its id, if it has one, and its one method.
struct Route {
  std::string_view name;
  std::string_view before;
  std::string_view after;
  std::string_view method;
  Response (*handle)(const Call& call, std::string_view id);
};

constexpr std::array routes{
    Route{"/api/v1/customers", "/api/v1/customers", "", "POST",
          [](const Call& call, std::string_view) { return create_customer(call); }},
    Route{"/api/v1/leads", "/api/v1/leads", "", "POST",
          [](const Call& call, std::string_view) { return create_lead(call); }},
    Route{"/api/v1/leads/{id}", "/api/v1/leads/", "", "PATCH", change_lead},
    Route{"/api/v1/key", "/api/v1/key", "", "GET",
          [](const Call& call, std::string_view) { return show_own_key(call); }},
    Route{"/api/v1/calls/{id}", "/api/v1/calls/", "", "GET", show_call},
    Route{"/api/v1/offers", "/api/v1/offers", "", "GET",
          [](const Call& call, std::string_view) { return show_offers(call); }},
    Route{"/api/v1/reports/leads", "/api/v1/reports/leads", "", "GET",
          [](const Call& call, std::string_view) { return report_leads(call); }},
    Route{"/api/v1/customers/{id}", "/api/v1/customers/", "", "GET", read_customer},
    Route{"/api/v1/customers/{id}/login-tokens", "/api/v1/customers/", "/login-tokens", "POST", create_login_token},
    Route{"/api/v1/customers/{id}/events", "/api/v1/customers/", "/events", "POST", create_event},
    Route{"/api/v1/login-tokens/{id}", "/api/v1/login-tokens/", "", "DELETE", delete_login_token},
};

bool has_id(const Route& route) { return route.before.ends_with('/'); }

// The id in the path, which is one segment, or an empty text for a route without one; nothing when the route does not
// fit.
std::optional<std::string_view> find_id(const Route& route, std::string_view path) {
  if (!has_id(route)) return path == route.before ? std::optional(std::string_view()) : std::nullopt;
  if (!path.starts_with(route.before)) return std::nullopt;
  path.remove_prefix(route.before.size());
  if (!path.ends_with(route.after)) return std::nullopt;
  path.remove_suffix(route.after.size());
  if (path.empty() || path.find('/') != std::string_view::npos) return std::nullopt;
  return path;
}

void add_expiry(Response& response, const std::optional<std::string>& expires_at) {
  if (expires_at) response.add_header("X-Api-Key-Expires", *expires_at);
}

Response make_refusal(const Request& request, const ApiKeyRefusal& refusal) {
  Response response = http::make_problem(request, refusal.status, refusal.code, refusal.detail);
  if (refusal.status == 401) response.add_header("WWW-Authenticate", R"(ApiKey realm="latchkey")");
  add_expiry(response, refusal.expires_at);
  return response;
}

class ApiService final : public http::Service {
 public:
  ApiService(const Config& config, db::Connection& db, CallLog& calls)
      : config_(config), db_(db), long_work_(long_work_file(config, Program::customers)), calls_(calls) {}

  Response handle(const Request& request) override {
    current_ = {};
    std::string_view allowed;
    for (const auto& route : routes) {
      const auto id = find_id(route, request.path);
      if (!id) continue;
      if (request.method == route.method) {
        current_ = {&route, *id, std::nullopt, std::nullopt, std::chrono::steady_clock::now()};
        return noted(request, answer_call(request));
      }
      allowed = route.method;
    }
    if (!allowed.empty()) return http::make_method_problem(request, allowed);
    return http::make_problem(request, 404, "not_found", "There is nothing at this address.");
  }

  [[nodiscard]] std::string_view route_of(const Request& request) const override {
    const auto found =
        std::ranges::find_if(routes, [&](const Route& r) { return find_id(r, request.path).has_value(); });
    return found == routes.end() ? http::other_route : found->name;
  }

  Response describe_failure(const Request& request, http::Failure failure) override {
    return noted(request, http::make_failure_problem(request, failure));
  }

 private:
  // The call that is being answered.
  struct Current {
    const Route* route = nullptr;
    std::string_view id;
    std::optional<Uuid> key_id;  // once it is known
    std::optional<CallSubject> subject;
    std::chrono::steady_clock::time_point begun_at;
  };

  // The call is answered under the key of its X-Api-Key, or refused.
  Response answer_call(const Request& request) {
    const auto caller = authenticate(db_, request);
    if (const auto* refusal = std::get_if<ApiKeyRefusal>(&caller)) {
      current_.key_id = refusal->key_id;
      return make_refusal(request, *refusal);
    }
    const auto& key = std::get<ApiKey>(caller);
    current_.key_id = key.id;
    Response response = current_.route->handle({request, key, config_, db_, long_work_, calls_, current_.subject}, current_.id);
    add_expiry(response, key.expires_at);
    return response;
  }

  // Calls without a key that is there are nobody's, and are not kept.
  Response noted(const Request& request, Response response) {
    if (current_.key_id) {
      calls_.add(facts_of({.request = request,
                           .response = response,
                           .api_key_id = *current_.key_id,
                           .route = current_.route->name,
                           .path_id = current_.id,
                           .subject = current_.subject,
                           .begun_at = current_.begun_at}));
    }
    current_ = {};
    return response;
  }

  const Config& config_;
  db::Connection& db_;
  LongWork long_work_;
  CallLog& calls_;
  Current current_;
};

}  // namespace

std::unique_ptr<http::Service> make_service(const Config& config, db::Connection& db, CallLog& calls) {
  return std::make_unique<ApiService>(config, db, calls);
}

}  // namespace latchkey::api
