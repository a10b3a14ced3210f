#include "members/accounts/account_answers.hpp"

#include <algorithm>
#include <array>

#include "account_templates.hpp"
#include "base/utf8.hpp"
#include "forms/forgery.hpp"
#include "html/render.hpp"

namespace latchkey::members {

namespace {

using http::Request;
using http::Response;

struct RefusalText {
  int status;
  std::string_view code;
  std::string_view key;          // in the catalogue, with `_title` and `_text` behind it
  std::string_view retry_after;  // seconds, or empty
};

// In the order of Refusal.
constexpr std::array<RefusalText, 8> refusal_texts{{{400, "malformed_form", "accounts.malformed", ""},
                                                    {403, "form_forged", "accounts.forged", ""},
                                                    {404, "not_found", "accounts.not_found", ""},
                                                    {409, "account_not_open", "accounts.not_open", ""},
                                                    {409, "account_failed", "accounts.failed", ""},
                                                    {410, "already_revealed", "accounts.revealed", ""},
                                                    {503, "unavailable", "accounts.unavailable", "5"},
                                                    {503, "unavailable", "accounts.unknown", "5"}}};

std::string render(const html::Values& values) {
  return html::render("members_passwords", account_templates::passwords_html, values);
}

void add_fact(html::Values& values, std::string_view id, std::string_view label, std::string_view value) {
  if (value.empty()) return;
  values.add_section("FACT").set("ID", id).set("LABEL", label).set("VALUE", value);
}

std::string login_text(const MemberAccount& account) { return account.login ? std::to_string(*account.login) : ""; }

}  // namespace

bool wants_json(const Request& request) {
  return std::ranges::any_of(request.find_headers("accept"), [](std::string_view accept) {
    return lower_ascii(accept).find("application/json") != std::string::npos;
  });
}

nlohmann::json account_json(const MemberAccount& account) {
  const auto or_null = [](const auto& value) { return value ? nlohmann::json(*value) : nlohmann::json(); };
  return {{"id", account.id.text()},
          {"platform", account.platform},
          {"server", account.server},
          {"kind", name_of(account.kind)},
          {"isDemo", account.is_demo},
          {"type", account.type},
          {"currency", account.currency},
          {"leverage", account.leverage},
          {"status", name_of(account.status)},
          {"login", or_null(account.login)},
          {"code", or_null(account.code)},
          {"createdAt", account.created_at},
          {"passwordsWaiting", account.has_passwords_waiting}};
}

html::Values AccountAnswers::start(std::string_view back) const {
  html::Values values;
  pages_.add_labels(values);
  values.set("HREF", back).set("LABEL", pages_.text("accounts.back"));
  return values;
}

Response AccountAnswers::refuse(Refusal refusal, std::string_view back) const {
  const auto& told = refusal_texts.at(static_cast<std::size_t>(refusal));
  const std::string key = std::string(told.key) + "_text";
  const auto& english = site_.languages.base();
  const std::string whom = site_.support.empty() ? english.text("help.whom") : site_.support;
  Response response =
      wants_json(request_)
          ? dress_json(http::make_problem(request_, told.status, told.code, english.text(key, {{"whom", whom}})))
          : pages_.page(told.status, pages_.text(std::string(told.key) + "_title"),
                        pages_.text(key, {{"whom", pages_.whom_to_ask()}}), render(start(back)));
  if (!told.retry_after.empty()) response.add_header("Retry-After", told.retry_after);
  return response;
}

Response AccountAnswers::throttle(const attempts::Throttled& throttled, std::string_view back) const {
  static constexpr std::string_view key = "accounts.throttled_text";
  const auto minutes = waiting_minutes(throttled);
  Response response = wants_json(request_)
                          ? dress_json(http::make_problem(request_, 429, "too_many_attempts",
                                                          site_.languages.base().counted(key, minutes)))
                          : pages_.page(429, pages_.text("accounts.throttled_title"),
                                        pages_.catalogue().counted(key, minutes), render(start(back)));
  response.add_header("Retry-After", std::to_string(throttled.retry_after.count()));
  return response;
}

Response AccountAnswers::method_not_allowed(std::string_view allow) const {
  return wants_json(request_) ? dress_json(http::make_method_problem(request_, allow))
                              : pages_.method_not_allowed(allow);
}

Response AccountAnswers::not_signed_in(const std::string& back) const {
  if (wants_json(request_)) return make_not_signed_in_problem(request_);
  const auto own = forms::find_form_value(request_);
  Response response = pages_.signed_out({{back, std::nullopt}, own.value, ""});
  forms::keep_form_value(response, own);
  return response;
}

Response AccountAnswers::ask(const Question& question) const {
  const auto& [asked, account, email, back] = question;
  const bool was_wrong = asked == Question::Asked::again;
  if (was_wrong && wants_json(request_)) {
    return dress_json(http::make_problem(request_, 401, "wrong_password", "This is not the customer's password."));
  }
  const auto own = forms::find_form_value(request_);
  html::Values values = start(back);
  values.add_section("ASK")
      .set("ACTION", request_.path)
      .set("FORM", own.value.reveal())
      .set("RETURN", back)
      .set("EMAIL", email);
  const std::string message =
      was_wrong ? pages_.text("accounts.wrong")
                : pages_.text("accounts.ask_text", {{"login", login_text(account)}, {"server", account.server}});
  Response response = pages_.page(was_wrong ? 401 : 200, pages_.text("accounts.ask_title"), message, render(values));
  forms::keep_form_value(response, own);
  return response;
}

Response AccountAnswers::show(const MemberAccount& account, const PlatformPasswords& passwords,
                              std::string_view back) const {
  if (wants_json(request_)) {
    nlohmann::json body = account_json(account);
    body["passwordsWaiting"] = false;
    return dress_json(http::make_json(
        200, {{"tradingAccount", body}, {"password", passwords.main}, {"investorPassword", passwords.investor}}));
  }
  html::Values values = start(back);
  add_fact(values, "server", pages_.text("accounts.server"), account.server);
  add_fact(values, "login", pages_.text("accounts.login"), login_text(account));
  add_fact(values, "main-password", pages_.text("accounts.main_password"), passwords.main);
  add_fact(values, "investor-password", pages_.text("accounts.investor_password"), passwords.investor);
  return pages_.page(200, pages_.text("accounts.shown_title"), pages_.text("accounts.shown_text"), render(values));
}

}  // namespace latchkey::members
