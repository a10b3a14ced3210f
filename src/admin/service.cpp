#include "admin/service.hpp"

#include <array>

#include "admin/frame/assets.hpp"
#include "admin/frame/frame.hpp"
#include "admin/routes.hpp"
#include "admin/system/code_page.hpp"
#include "admin/system/sign_in_page.hpp"
#include "forms/forgery.hpp"
#include "forms/form.hpp"

namespace latchkey::admin {
namespace {

using http::Request;
using http::Response;

constexpr std::array<std::string_view, 1> prefixes{"/admin"};

// The fields of a query or a form; nothing when they cannot be read.
std::optional<FormFields> read_fields(std::string_view text) {
  auto parsed = parse_form(text);
  auto* fields = std::get_if<FormFields>(&parsed);
  return fields == nullptr ? std::nullopt : std::optional(std::move(*fields));
}

class AdminService {
 public:
  AdminService(const Config& config, db::Connection& db) : config_(config), db_(db) {}

  [[nodiscard]] Response handle(const Request& request) const {
    const bool is_read = request.method == "GET" || request.method == "HEAD";
    if (is_read) {
      if (auto asset = find_asset(request.path)) return std::move(*asset);
    }
    if (request.path == "/admin/sign-in") return sign_in_page({config_, db_, request});
    const auto cookie = staff::find_staff_cookie(request);
    const auto session =
        cookie ? staff::find_staff_session(db_, cookie->hash(), staff::staff_limits(config_)) : std::nullopt;
    if (!session) return without_session(request);
    if (session->is_touch_due) staff::touch_staff_session(db_, *session);
    Visit visit{config_, db_, request, *session, staff::make_form_value(*cookie), {}, {}, {}};
    return with_session(visit);
  }

  [[nodiscard]] Response describe_failure(http::Failure failure) const {
    if (failure == http::Failure::internal) {
      return refuse_bare(config_, 500, "Something went wrong", "The error was recorded. Please try again later.");
    }
    Response response =
        refuse_bare(config_, 503, "One moment, please",
                    "The database is away for a moment. Nothing was changed: please try again shortly.");
    response.add_header("Retry-After", "5");
    return response;
  }

 private:
  [[nodiscard]] Response without_session(const Request& request) const {
    if (request.method == "POST") {
      return ask_to_sign_in({config_, db_, request}, "",
                            "You were signed out, so nothing was done. Please sign in and do it again.");
    }
    const std::string asked = request.path + (request.query.empty() ? "" : "?" + request.query);
    const bool is_start = request.path == "/admin" || request.path == "/admin/";
    return go("/sign-in" + (is_start ? "" : "?to=" + percent_encode(asked)));
  }

  // What a visitor may do is decided in this order: whether the form has arrived whole, whether it is the session's own,
  // whether the second factor was shown, whether one must be added first, and last by the route and its permission.
  static Response with_session(Visit& visit) {
    const Request& request = visit.request;
    const bool is_post = request.method == "POST";
    auto query = read_fields(request.query);
    auto form = is_post ? read_fields(request.body) : FormFields();
    const bool is_whole = is_post ? forms::is_whole_form(request) : request.body_state == http::BodyState::complete;
    if (!is_whole || !query || !form) {
      return refuse(visit, 400, "That did not work", "The form did not arrive whole. Please try again.");
    }
    visit.query = std::move(*query);
    visit.form = std::move(*form);
    if (is_post && !is_own(visit)) {
      return refuse(visit, 403, "Please try again",
                    "This form is not from a page of your session, so nothing was done. Open the page again.");
    }
    const std::string path = request.path.substr(prefixes[0].size());
    if (path != "/sign-out") {
      const auto& session = visit.session;
      if (session.waits_for_code) return is_post && path == "/code" ? sign_in_with_code(visit) : ask_for_code(visit);
      const bool lacks_factor = session.needs_second_factor && !session.has_second_factor;
      if (lacks_factor && path != "/me/second-factor") return go("/me/second-factor");
    }
    return follow_route(visit, path);
  }

  static Response follow_route(Visit& visit, const std::string& path) {
    const auto found = find_route(visit.request.method, path);
    if (!found) return refuse(visit, 404, "Page not found", "There is no page at this address.");
    if (found->route == nullptr) {
      Response response = refuse(visit, 405, "This does not work here", "Nothing was done.");
      response.add_header("Allow", found->allow);
      return response;
    }
    if (found->route->permission && !visit.session.permissions.allow(*found->route->permission)) {
      return refuse(visit, 403, "Not allowed", "Your roles do not allow this. Ask an administrator.");
    }
    visit.id = found->id;
    return found->route->handle(visit);
  }

  static bool is_own(const Visit& visit) {
    return crypto::equal_in_constant_time(visit.typed("csrf"), visit.form_value) &&
           forms::is_own_form(visit.request, visit.config.base_url, "");
  }

  const Config& config_;
  db::Connection& db_;
};

}  // namespace

http::Service make_service(const Config& config, db::Connection& db) {
  const AdminService service(config, db);
  return {"latchkey-admin", prefixes, [service](const Request& request) { return service.handle(request); },
          [service](const Request&, http::Failure failure) { return service.describe_failure(failure); }};
}

}  // namespace latchkey::admin
