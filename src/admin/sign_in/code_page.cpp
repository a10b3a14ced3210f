#include "admin/sign_in/code_page.hpp"

#include "admin/frame/page.hpp"
#include "admin/parts/remedy.hpp"
#include "admin/sign_in/passkey_fields.hpp"
#include "admin/sign_in/sign_in_page.hpp"
#include "staff/passkeys/relying_party.hpp"
#include "staff/second_factor.hpp"
#include "staff/sign_in/staff_sign_in.hpp"

namespace latchkey::admin {

using http::Response;

Field code_field() {
  return {.name = "code",
          .label = "Code",
          .hint = "The six digits that your app shows, or a recovery code.",
          .need = Field::Need::required,
          .autocomplete = "one-time-code"};
}

std::optional<std::string> find_code_problem(const Visit& visit, const std::string& field) {
  const auto check = staff::check_second_factor(
      visit.db, {.key_file = visit.config.key_file,
                 .user = visit.session.user_id,
                 .method = visit.session.waits_for_code ? attempts::Method::staff : attempts::Method::recheck,
                 .code = visit.typed(field),
                 .visitor = forms::visitor_of(visit.request),
                 .limits = visit.config.sign_in});
  switch (check.outcome) {
    case staff::CodeOutcome::right:
      return std::nullopt;
    case staff::CodeOutcome::wrong:
      if (visit.session.waits_for_code) {
        staff::record_refused_sign_in(visit.db, visit.actor(), "wrong code of the second factor");
      }
      return "This code is not right, or was used before. Wait for the next one.";
    case staff::CodeOutcome::throttled:
      return "There were too many wrong codes. Please try again " + attempts::waiting_time(check.throttled) + ".";
    case staff::CodeOutcome::no_key:
      break;
  }
  return "Only a recovery code can be checked: " + name_pages(check.problem) + ".";
}

namespace {

// Where the visitor goes after the sign-in: the page that was asked for.
std::string find_target(const Visit& visit) {
  const auto& request = visit.request;
  if (request.path.starts_with("/admin/code")) return visit.typed("to");
  return request.path + (request.query.empty() ? "" : "?" + request.query);
}

void add_passkey_form(const Visit& visit, Page& page, const std::string& error) {
  const auto site = staff::find_relying_party(visit.config.base_url);
  const auto passkeys = staff::list_passkeys(visit.db, visit.session.user_id);
  if (!site || passkeys.empty()) return;
  if (!error.empty()) page.add(Notice{Tone::bad, error});
  page.add(Form{.title = "Passkey",
                .action = "/code/passkey",
                .submit = "Use a passkey",
                .hidden = {{"to", find_target(visit)}},
                .passkey = use_of(*site, passkeys, "/admin/code/passkey/challenge")});
}

struct CodeErrors {
  std::string code = {};
  std::string passkey = {};
};

Response show(const Visit& visit, const CodeErrors& errors) {
  Page page(visit, "Second factor");
  add_passkey_form(visit, page, errors.passkey);
  Form form{.action = "/code", .submit = "Sign in", .fields = {code_field()}};
  form.fields[0].error = errors.code;
  form.hidden = {{"to", find_target(visit)}};
  page.add(form);
  page.add(
      Form{.title = "Not now",
           .action = "/sign-out",
           .submit = "Cancel the sign-in",
           .text = "Without the phone and the recovery codes, ask an administrator to remove your second factor."});
  return page.render(errors.code.empty() && errors.passkey.empty() ? 200 : 401);
}

}  // namespace

Response ask_for_code(const Visit& visit) { return show(visit, {}); }

Response sign_in_with_own_passkey(const Visit& visit) {
  auto answer = read_passkey_answer(visit.form);
  const bool can_be = answer && staff::find_relying_party(visit.config.base_url);
  if (!can_be) return show(visit, {.passkey = "A passkey needs JavaScript, and a browser that has it."});
  const auto request = make_passkey_request(visit.config, visit.request, std::move(*answer),
                                            challenge_holder(visit, ChallengeFor::using_one));
  const auto outcome = staff::complete_with_passkey(visit.db, request, visit.session, visit.config.session.lifetime);
  if (const auto* throttled = std::get_if<attempts::Throttled>(&outcome)) {
    return show(visit, {.passkey = "There were too many attempts. Please try again " +
                                   attempts::waiting_time(*throttled) + "."});
  }
  const auto* cookie = std::get_if<crypto::SecretToken>(&outcome);
  return cookie != nullptr ? enter(visit.typed("to"), *cookie)
                           : show(visit, {.passkey = "This passkey was not taken. Please try again."});
}

Response sign_in_with_code(const Visit& visit) {
  if (const auto problem = find_code_problem(visit, "code")) return show(visit, {.code = *problem});
  const auto cookie = visit.db.in_transaction([&](db::Transaction&) {
    auto opened = staff::complete_staff_session(visit.db, visit.session, visit.request.remote_address,
                                                visit.config.session.lifetime);
    if (opened) staff::record_sign_in(visit.db, visit.actor(), visit.session.user_id);
    return opened;
  });
  if (!cookie) return go("/sign-in");
  return enter(visit.typed("to"), *cookie);
}

}  // namespace latchkey::admin
