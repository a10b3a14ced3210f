#include "members/accounts/account_service.hpp"

#include <optional>

#include "attempts/password_proof.hpp"
#include "base/log.hpp"
#include "forms/cookie.hpp"
#include "forms/forgery.hpp"
#include "forms/form.hpp"
#include "links/return_target.hpp"
#include "members/accounts/account_answers.hpp"

namespace latchkey::members {
namespace {

using http::Request;
using http::Response;

constexpr std::string_view list_path = "/auth/trading-accounts";

// The id in /auth/trading-accounts/{id}/passwords.
std::optional<Uuid> parse_account_id(std::string_view path) {
  static constexpr std::string_view tail = "/passwords";
  if (!path.starts_with(list_path) || !path.ends_with(tail)) return std::nullopt;
  path.remove_prefix(list_path.size());
  path.remove_suffix(std::min(tail.size(), path.size()));
  if (!path.starts_with('/')) return std::nullopt;
  return Uuid::parse(path.substr(1));
}

// One request about trading accounts.
class AccountVisit {
 public:
  AccountVisit(const Config& config, db::Connection& db, const Site& site, const Request& request)
      : config_(config), db_(db), request_(request), answers_(site, request) {}

  [[nodiscard]] Response answer() {
    if (request_.path == list_path) return list();
    const auto account_id = parse_account_id(request_.path);
    if (!account_id) return answers_.refuse(Refusal::not_found);
    if (request_.method == "POST") return reveal(*account_id);
    if (request_.method == "GET" || request_.method == "HEAD") return ask(*account_id);
    return answers_.method_not_allowed("GET, HEAD, POST");
  }

 private:
  // What a request needs to reach the passwords: a session, an account of its customer whose passwords wait, and a page
  // to go back to.
  struct Visit {
    Session session;
    MemberAccount account;
    std::string back;
  };
  using Admission = std::variant<Visit, Response>;
  using Asked = AccountAnswers::Question::Asked;

  // GET /auth/trading-accounts: 200 {"tradingAccounts": […]} | 401 without a session | 405. Does not prolong the
  // session, since a page may ask by itself again and again.
  [[nodiscard]] Response list() const {
    if (request_.method != "GET" && request_.method != "HEAD") {
      return dress_json(http::make_method_problem(request_, "GET, HEAD"));
    }
    const auto session = find_live_session();
    if (!session) return make_not_signed_in_problem(request_);
    nlohmann::json accounts = nlohmann::json::array();
    for (const auto& account : list_member_accounts(db_, session->customer_id)) {
      accounts.push_back(account_json(account));
    }
    return dress_json(http::make_json(200, {{"tradingAccounts", accounts}}));
  }

  // GET /auth/trading-accounts/{id}/passwords: 200 the form that asks for the customer's password | 401 without a
  // session | 404 not this customer's account | 409 not open | 410 shown already.
  [[nodiscard]] Response ask(const Uuid& account_id) {
    const auto query = forms::read_query(request_);
    const auto* fields = std::get_if<FormFields>(&query);
    if (fields == nullptr) return answers_.refuse(Refusal::malformed);
    const auto admission = admit(account_id, *fields);
    if (const auto* refused = std::get_if<Response>(&admission)) return *refused;
    const auto& visit = std::get<Visit>(admission);
    return answers_.ask({Asked::first, visit.account, visit.session.email, visit.back});
  }

  // POST /auth/trading-accounts/{id}/passwords with the form fields password and returnUrl: 200 both platform
  // passwords, which are then gone | 400 | 401 without a session or with a wrong password | 403 forged | 404 | 409 |
  // 410 | 429 | 503 with nothing erased.
  [[nodiscard]] Response reveal(const Uuid& account_id) {
    const auto form = forms::read_own_form(request_, config_.base_url);
    if (const auto* fault = std::get_if<forms::FormFault>(&form)) {
      return answers_.refuse(*fault == forms::FormFault::forged ? Refusal::forged : Refusal::malformed);
    }
    const auto& fields = std::get<FormFields>(form);
    const auto admission = admit(account_id, fields);
    if (const auto* refused = std::get_if<Response>(&admission)) return *refused;
    const auto& visit = std::get<Visit>(admission);
    const auto proof = attempts::prove_password(db_,
                                                {.table = attempts::PasswordTable::customers,
                                                 .method = attempts::Method::reveal,
                                                 .email = visit.session.email,
                                                 .password = forms::text_of(fields, "password"),
                                                 .visitor = forms::visitor_of(request_)},
                                                {config_.password_cost, config_.sign_in});
    if (const auto* throttled = std::get_if<attempts::Throttled>(&proof)) {
      return answers_.throttle(*throttled, visit.back);
    }
    const auto* proved = std::get_if<attempts::PasswordProved>(&proof);
    if (proved == nullptr || proved->account_id != visit.session.customer_id) {
      return answers_.ask({Asked::again, visit.account, visit.session.email, visit.back});
    }
    attempts::set_attempt_outcome(db_, proved->attempt_id, attempts::Outcome::confirmed);
    return give_out(visit);
  }

  [[nodiscard]] Response give_out(const Visit& visit) const {
    const auto outcome = reveal_passwords(db_, config_.key_file, visit.account.id, visit.session.email);
    if (const auto* passwords = std::get_if<PlatformPasswords>(&outcome)) {
      return answers_.show(visit.account, *passwords, visit.back);
    }
    if (const auto* missing = std::get_if<KeyMissing>(&outcome)) {
      log(LogLevel::error, "passwords_locked",
          {{"account", visit.account.id.text()}, {"request", request_.id}, {"why", missing->why}});
      return answers_.refuse(Refusal::unavailable, visit.back);
    }
    return answers_.refuse(Refusal::revealed, visit.back);
  }

  [[nodiscard]] Admission admit(const Uuid& account_id, const FormFields& fields) {
    const auto* wish = find_field(fields, "returnUrl");
    std::string back = links::find_target(db_, wish == nullptr ? std::nullopt : std::optional(*wish)).location;
    if (wish != nullptr) answers_.keep_way_back(back);
    const auto session = find_live_session();
    if (!session) return answers_.not_signed_in(back);
    answers_.prefer_language(find_customer_language(db_, session->customer_id));
    auto account = find_member_account(db_, session->customer_id, account_id);
    if (!account) return answers_.refuse(Refusal::not_found, back);
    if (account->status == trading::ShownStatus::pending) return answers_.refuse(Refusal::not_open, back);
    if (account->status == trading::ShownStatus::failed) return answers_.refuse(Refusal::failed, back);
    if (!account->has_passwords_waiting) return answers_.refuse(Refusal::revealed, back);
    return Visit{*session, std::move(*account), std::move(back)};
  }

  [[nodiscard]] std::optional<Session> find_live_session() const {
    return find_session(db_, forms::find_session_cookie(request_), config_.session);
  }

  const Config& config_;
  db::Connection& db_;
  const Request& request_;
  AccountAnswers answers_;
};

class AccountService final : public http::Service {
 public:
  AccountService(const Config& config, db::Connection& db, const Site& site) : config_(config), db_(db), site_(site) {}

  Response handle(const Request& request) override { return AccountVisit(config_, db_, site_, request).answer(); }

  [[nodiscard]] std::string_view route_of(const Request& request) const override {
    if (request.path == list_path) return list_path;
    return parse_account_id(request.path) ? "/auth/trading-accounts/{id}/passwords" : http::other_route;
  }

  Response describe_failure(const Request& request, http::Failure failure) override {
    if (request.path == list_path || (wants_json(request) && failure == http::Failure::internal)) {
      return dress_json(http::make_failure_problem(request, failure));
    }
    if (failure == http::Failure::internal) return Pages(site_, request).internal();
    return AccountAnswers(site_, request)
        .refuse(failure == http::Failure::unavailable ? Refusal::unavailable : Refusal::outcome_unknown);
  }

 private:
  const Config& config_;
  db::Connection& db_;
  const Site& site_;
};

}  // namespace

std::unique_ptr<http::Service> make_account_service(const Config& config, db::Connection& db, const Site& site) {
  return std::make_unique<AccountService>(config, db, site);
}

}  // namespace latchkey::members
