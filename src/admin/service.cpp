#include "admin/service.hpp"

#include <algorithm>

#include "admin/frame/assets.hpp"
#include "admin/frame/frame.hpp"
#include "admin/routes.hpp"
#include "admin/sign_in/code_page.hpp"
#include "admin/sign_in/passkey_fields.hpp"
#include "admin/sign_in/password_page.hpp"
#include "admin/sign_in/sign_in_page.hpp"
#include "crypto/digest.hpp"
#include "forms/forgery.hpp"
#include "forms/form.hpp"

namespace latchkey::admin {
namespace {

using http::Request;
using http::Response;

constexpr std::string_view prefix = "/admin";

class AdminService final : public http::Service {
 public:
  AdminService(const Config& config, db::Connection& db)
      : config_(config), db_(db), long_work_(long_work_file(config, Program::admin), LongWork::Denial::harmful) {}

  Response handle(const Request& request) override {
    const bool is_read = request.method == "GET" || request.method == "HEAD";
    if (is_read) {
      if (auto asset = find_asset(request.path)) return std::move(*asset);
    }
    if (request.path == "/admin/sign-in") return sign_in_page({config_, db_, request});
    if (config_.mail && request.path == "/admin/forgotten") return forgotten_page({config_, db_, request});
    if (config_.mail && request.path == "/admin/password") return password_page({config_, db_, request});
    const auto cookie = staff::find_staff_cookie(request);
    const auto session =
        cookie ? staff::find_staff_session(db_, cookie->hash(), staff::staff_limits(config_)) : std::nullopt;
    if (!session) return without_session(request);
    if (session->is_touch_due) staff::touch_staff_session(db_, *session);
    Visit visit{config_, db_, request, *session, long_work_, staff::make_form_value(*cookie), {}, {}, {}};
    return with_session(visit);
  }

  [[nodiscard]] std::string_view route_of(const Request& request) const override {
    for (const std::string_view path : {"/admin/sign-in", "/admin/forgotten", "/admin/password"}) {
      if (request.path == path) return path;
    }
    if (find_asset(request.path)) return "/admin/assets/{name}";
    return name_of_route(std::string_view(request.path).substr(std::min(prefix.size(), request.path.size())));
  }

  Response describe_failure(const Request&, http::Failure failure) override {
    if (failure == http::Failure::internal) {
      return refuse_bare(config_, 500, "Something went wrong", "The error was recorded. Please try again later.");
    }
    Response response = refuse_bare(
        config_, 503, "One moment, please",
        failure == http::Failure::outcome_unknown
            ? "The database did not say whether the change was stored. Please look at the page before you repeat it."
            : "The database is away for a moment. Nothing was changed: please try again shortly.");
    response.add_header("Retry-After", "5");
    return response;
  }

 private:
  [[nodiscard]] Response without_session(const Request& request) const {
    if (request.method == "POST") {
      return ask_to_sign_in({config_, db_, request}, page_of(request),
                            "You were signed out, so nothing was done. Please sign in and do it again.");
    }
    const std::string asked = request.path + (request.query.empty() ? "" : "?" + request.query);
    const bool is_start = request.path == "/admin" || request.path == "/admin/";
    return go("/sign-in" + (is_start ? "" : "?to=" + percent_encode(asked)));
  }

  // The page whose form was sent, so that the visitor comes back to it; empty when the browser does not tell.
  [[nodiscard]] std::string page_of(const Request& request) const {
    const auto referrers = request.find_headers("referer");
    const bool is_own = referrers.size() == 1 && referrers.front().starts_with(config_.base_url + "/admin/");
    if (!is_own) return "";
    const std::string page(referrers.front().substr(config_.base_url.size()));
    const auto found = find_route("GET", std::string_view(page).substr(prefix.size(), page.find('?') - prefix.size()));
    return found && found->route != nullptr ? page : "";
  }

  // What a visitor may do is decided in this order: whether the form has arrived whole, whether it is the session's
  // own, whether the second factor was shown, whether one must be added first, and last by the route, its
  // permission and the reach of the session.
  static Response with_session(Visit& visit) {
    const Request& request = visit.request;
    const bool is_post = request.method == "POST";
    auto query = forms::read_query(request);
    auto form = is_post ? read_body(visit) : forms::Form();
    auto* asked = std::get_if<FormFields>(&query);
    auto* typed = std::get_if<FormFields>(&form);
    const auto* route = find_route_with_file(request);
    const bool sends_file = route != nullptr && route->is_open_to(visit.session);
    if (sends_file && request.body_state == http::BodyState::too_large) {
      return go(std::string(route->path) + "?file=too-large");
    }
    if (request.body_state != http::BodyState::complete || asked == nullptr || typed == nullptr) {
      return refuse(visit, 400, "That did not work", "The form did not arrive whole. Please try again.");
    }
    visit.query = std::move(*asked);
    visit.form = std::move(*typed);
    if (is_post && !is_own(visit)) {
      return refuse(visit, 403, "Please try again",
                    "This form is not from a page of your session, so nothing was done. Open the page again.");
    }
    const std::string path = request.path.substr(prefix.size());
    if (path != "/sign-out") {
      const auto& session = visit.session;
      if (session.waits_for_code) return is_post ? sign_in_with_factor(visit, path) : ask_for_code(visit);
      const bool lacks_factor = session.needs_second_factor && !session.has_second_factor;
      const bool adds_one = path == "/me/second-factor" || path == "/me/passkeys" || path == "/me/passkeys/new";
      if (lacks_factor && !adds_one) return go("/me/second-factor");
    }
    return follow_route(visit, path);
  }

  // The fields of a POST; the file of a route that takes one goes into the visit.
  static forms::Form read_body(Visit& visit) {
    const bool has_file = forms::is_multipart(visit.request) && find_route_with_file(visit.request) != nullptr;
    if (!has_file) return forms::read_form(visit.request);
    auto read = forms::read_multipart(visit.request);
    if (const auto* fault = std::get_if<forms::FormFault>(&read)) return *fault;
    auto& form = std::get<forms::FormWithFile>(read);
    visit.file = std::move(form.file);
    return std::move(form.fields);
  }

  static Response sign_in_with_factor(const Visit& visit, std::string_view path) {
    if (path == "/code") return sign_in_with_code(visit);
    if (path == "/code/passkey/challenge") return hand_out_challenge(visit);
    return path == "/code/passkey" ? sign_in_with_own_passkey(visit) : ask_for_code(visit);
  }

  static Response follow_route(Visit& visit, const std::string& path) {
    const auto found = find_route(visit.request.method, path);
    if (!found) return refuse(visit, 404, "Page not found", "There is no page at this address.");
    if (found->route == nullptr) {
      Response response = refuse(visit, 405, "This does not work here", "Nothing was done.");
      response.add_header("Allow", found->allow);
      return response;
    }
    if (!found->route->is_open_to(visit.session)) {
      return refuse(visit, 403, "Not allowed", "Your roles do not allow this. Ask an administrator.");
    }
    visit.id = found->id;
    return found->route->handler_for(visit.session.reach)(visit);
  }

  static bool is_own(const Visit& visit) {
    return crypto::equal_in_constant_time(visit.typed("csrf"), visit.form_value) &&
           forms::is_own_form(visit.request, visit.config.base_url, "");
  }

  const Config& config_;
  db::Connection& db_;
  LongWork long_work_;
};

}  // namespace

std::unique_ptr<http::Service> make_service(const Config& config, db::Connection& db) {
  return std::make_unique<AdminService>(config, db);
}

}  // namespace latchkey::admin
