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
  std::string_view title;
  std::string_view text;         // a `%` stands for whom to contact
  std::string_view retry_after;  // seconds, or empty
};

// In the order of Refusal.
constexpr std::array<RefusalText, 8> refusal_texts{{
    {400, "malformed_form", "Please try again", "The form did not arrive whole, so nothing was done.", ""},
    {403, "form_forged", "Please try again", "This form did not come from our own page, so nothing was done.", ""},
    {404, "not_found", "No such account", "You have no trading account at this address.", ""},
    {409, "account_not_open", "Not open yet",
     "This account is still being opened. Its passwords can be shown as soon as it is open.", ""},
    {409, "account_failed", "No account, no passwords", "This account could not be opened. Please contact %.", ""},
    {410, "already_revealed", "These passwords were shown already",
     "They are shown once and then erased, so nobody can look at them again. If you did not keep them, or if it was "
     "not "
     "you who saw them, please ask % for new ones.",
     ""},
    {503, "unavailable", "One moment, please",
     "The passwords cannot be shown right now. They still wait for you: please try again in a few minutes.", "5"},
    {503, "unavailable", "One moment, please",
     "We cannot tell right now whether the passwords were shown. Please try again in a few minutes.", "5"},
}};

std::string fill_in(std::string_view text, const std::string& whom) {
  std::string filled(text);
  const auto at = filled.find('%');
  if (at != std::string::npos) filled.replace(at, 1, whom);
  return filled;
}

html::Values with_way_back(std::string_view back) {
  html::Values values;
  values.set("HREF", back).set("LABEL", "Back");
  return values;
}

std::string render(const html::Values& values) {
  return html::render("members_passwords", account_templates::passwords_html, values);
}

void add_fact(html::Values& values, std::string_view id, std::string_view label, std::string_view value) {
  if (value.empty()) return;
  values.add_section("FACT").set("ID", id).set("LABEL", label).set("VALUE", value);
}

std::string login_text(const MemberAccount& account) { return account.login ? std::to_string(*account.login) : ""; }

Response tell(const Pages& pages, const Request& request, const RefusalText& told, const std::string& text,
              std::string_view back) {
  return wants_json(request) ? dress_json(http::make_problem(request, told.status, told.code, text))
                             : pages.page(told.status, told.title, text, render(with_way_back(back)));
}

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

Response AccountAnswers::refuse(const Request& request, Refusal refusal, std::string_view back) const {
  const auto& told = refusal_texts.at(static_cast<std::size_t>(refusal));
  Response response = tell(pages_, request, told, fill_in(told.text, pages_.whom_to_ask()), back);
  if (!told.retry_after.empty()) response.add_header("Retry-After", told.retry_after);
  return response;
}

Response AccountAnswers::throttle(const Request& request, const attempts::Throttled& throttled,
                                  std::string_view back) const {
  static constexpr RefusalText told{429, "too_many_attempts", "Too many attempts",
                                    "The password was wrong too often. Please try again %.", ""};
  Response response = tell(pages_, request, told, fill_in(told.text, attempts::waiting_time(throttled)), back);
  response.add_header("Retry-After", std::to_string(throttled.retry_after.count()));
  return response;
}

Response AccountAnswers::method_not_allowed(const Request& request, std::string_view allow) const {
  return wants_json(request) ? dress_json(http::make_method_problem(request, allow)) : pages_.method_not_allowed(allow);
}

Response AccountAnswers::not_signed_in(const Request& request, const std::string& back) const {
  if (wants_json(request)) return make_not_signed_in_problem(request);
  const auto own = forms::find_form_value(request);
  Response response = pages_.signed_out({{back, std::nullopt}, own.value, ""});
  forms::keep_form_value(response, own);
  return response;
}

Response AccountAnswers::ask(const Request& request, const Question& question) const {
  const auto& [asked, account, email, back] = question;
  const bool was_wrong = asked == Question::Asked::again;
  if (was_wrong && wants_json(request)) {
    return dress_json(http::make_problem(request, 401, "wrong_password", "This is not the customer's password."));
  }
  const auto own = forms::find_form_value(request);
  html::Values values = with_way_back(back);
  values.add_section("ASK")
      .set("ACTION", request.path)
      .set("FORM", own.value.reveal())
      .set("RETURN", back)
      .set("EMAIL", email);
  const std::string text = was_wrong ? "The password is not right, so nothing was shown. Please try again."
                                     : "The passwords of account " + login_text(account) + " at " + account.server +
                                           " are shown once. Have a safe place for them ready.";
  Response response = pages_.page(was_wrong ? 401 : 200, "Show passwords", text, render(values));
  forms::keep_form_value(response, own);
  return response;
}

Response AccountAnswers::show(const Request& request, const MemberAccount& account, const PlatformPasswords& passwords,
                              std::string_view back) const {
  if (wants_json(request)) {
    nlohmann::json body = account_json(account);
    body["passwordsWaiting"] = false;
    return dress_json(http::make_json(
        200, {{"tradingAccount", body}, {"password", passwords.main}, {"investorPassword", passwords.investor}}));
  }
  html::Values values = with_way_back(back);
  add_fact(values, "server", "Server", account.server);
  add_fact(values, "login", "Login", login_text(account));
  add_fact(values, "main-password", "Password", passwords.main);
  add_fact(values, "investor-password", "Investor password, for watching only", passwords.investor);
  return pages_.page(200, "Your trading account",
                     "Copy the passwords now. They are erased on our side and cannot be shown again.", render(values));
}

}  // namespace latchkey::members
