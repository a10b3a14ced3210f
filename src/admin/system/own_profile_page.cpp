#include <algorithm>

#include "admin/frame/form.hpp"
#include "admin/frame/frame.hpp"
#include "admin/system/qr_code.hpp"
#include "admin/system/sign_in_page.hpp"
#include "admin/system/system_pages.hpp"
#include "admin/system/user_form.hpp"
#include "crypto/secret_box.hpp"
#include "crypto/totp.hpp"
#include "forms/form.hpp"
#include "staff/second_factor.hpp"
#include "staff/staff_sign_in.hpp"

namespace latchkey::admin {
namespace {

using http::Response;

Field code_field(const std::string& error) {
  return {.name = "code",
          .label = "Code",
          .hint = "The six digits that your app shows, or a recovery code.",
          .error = error,
          .need = Field::Need::required,
          .autocomplete = "one-time-code"};
}

// Spends the code that was typed into the field: nothing when it was right, else what to say beside it.
std::optional<std::string> find_code_problem(const Visit& visit, const std::string& field) {
  const auto check =
      staff::check_second_factor(visit.db, visit.config.key_file, visit.session.user_id, visit.typed(field),
                                 forms::visitor_of(visit.request), visit.config.sign_in);
  switch (check.outcome) {
    case staff::CodeOutcome::right:
      return std::nullopt;
    case staff::CodeOutcome::wrong:
      return "This code is not right, or was used before. Wait for the next one.";
    case staff::CodeOutcome::throttled:
      return "There were too many wrong codes. Please wait a quarter of an hour.";
    case staff::CodeOutcome::no_key:
      break;
  }
  return "Only a recovery code can be checked: " + check.problem + ".";
}

Response show(const Visit& visit, const Errors& errors) {
  Page page(visit, "My account");
  const auto& session = visit.session;
  Details details{"", {{"Name", plain(session.name)}, {"E-mail", plain(session.email)}}};
  details.rows.emplace_back("Second factor",
                            session.has_second_factor ? badge("on", Tone::good) : badge("off", Tone::warn));
  if (session.has_second_factor) {
    const auto left = staff::count_recovery_codes(visit.db, session.user_id);
    details.rows.emplace_back("Recovery codes left", plain(std::to_string(left)));
  }
  page.add(details);
  page.link_to(session.has_second_factor ? "New second factor" : "Add a second factor", "/admin/me/second-factor");
  Form form{.title = "Password", .action = "/me/password", .submit = "Change password"};
  form.fields = {{.name = "current",
                  .label = "Current password",
                  .kind = Field::Kind::password,
                  .need = Field::Need::required,
                  .autocomplete = "current-password"},
                 {.name = "password",
                  .label = "New password",
                  .kind = Field::Kind::password,
                  .hint = "At least 12 characters. You are signed out everywhere else and sign in again here.",
                  .need = Field::Need::required,
                  .autocomplete = "new-password"}};
  tell(form.fields, errors);
  page.add(form);
  if (session.has_second_factor && !session.needs_second_factor) {
    Form off{.title = "Remove the second factor",
             .action = "/me/second-factor/remove",
             .submit = "Remove",
             .tone = Tone::bad};
    off.fields = {code_field("")};
    tell(off.fields, errors);
    page.add(off);
  }
  return page.render(errors.empty() ? 200 : 422);
}

// The secret travels in the form until a code has proved that the app has it; nothing is stored before.
Response show_secret(const Visit& visit, const std::string& secret, const Errors& errors) {
  Page page(visit, "Second factor");
  page.below("My account", "/admin/me");
  if (visit.session.needs_second_factor && !visit.session.has_second_factor) {
    page.add(Notice{Tone::warn, "One of your roles needs a second factor. Add it now to go on."});
  }
  const auto code = draw_qr_code(crypto::totp_address(secret, visit.config.site_name, visit.session.email));
  page.add_svg("QR code of the secret below", code.path, code.size);
  page.add(Details{"", {{"Secret to type in", admin::code(crypto::base32(secret))}}});
  Form form{.title = "", .action = "/me/second-factor", .submit = "Turn on"};
  form.text = "Scan the picture with your authenticator app, or type the secret into it; then type the code it shows.";
  if (visit.session.has_second_factor) {
    form.fields = {code_field("")};
    form.fields[0].name = "present";
    form.fields[0].label = "Code of the present second factor";
    form.fields[0].hint = "What your app shows for it now, or a recovery code.";
  }
  form.fields.push_back(code_field(""));
  if (visit.session.has_second_factor) form.fields.back().label = "Code of the new one";
  form.fields.back().hint = "The six digits that your app shows.";
  tell(form.fields, errors);
  form.hidden = {{"secret", crypto::base32(secret)}};
  form.cancel = "/admin/me";
  return page.add(form).render(errors.empty() ? 200 : 422);
}

}  // namespace

Response show_account(const Visit& visit) { return show(visit, {}); }

Response save_own_password(const Visit& visit) {
  Errors errors;
  const auto user = staff::find_user(visit.db, visit.session.user_id.text()).value();
  const auto proved =
      staff::prove_own_password(visit.db, {user.email, visit.typed("current"), forms::visitor_of(visit.request)},
                                {visit.config.password_cost, visit.config.sign_in});
  if (proved == staff::OwnPassword::wrong) errors["current"] = "This is not your password.";
  if (proved == staff::OwnPassword::throttled) {
    errors["current"] = "There were too many wrong passwords. Please wait a quarter of an hour.";
  }
  check_new_password(visit, "password", own_words(user), errors);
  if (!errors.empty()) return show(visit, errors);
  staff::set_user_password(visit.db, visit.actor(), user,
                           crypto::hash_password(visit.typed("password"), visit.config.password_cost));
  return go("/sign-in");
}

Response show_second_factor(const Visit& visit) { return show_secret(visit, crypto::make_totp_secret(), {}); }

Response save_second_factor(const Visit& visit) {
  static constexpr std::size_t secret_bytes = 20;
  const auto secret = crypto::parse_base32(visit.typed("secret"));
  if (!secret || secret->size() != secret_bytes) return show_second_factor(visit);
  std::string typed = visit.typed("code");
  std::erase(typed, ' ');
  const auto step = crypto::find_totp_step(*secret, typed, staff::unix_time(visit.db), 0);
  if (!step) {
    return show_secret(visit, *secret, {{"code", "This is not the code of this secret. Is the phone's clock right?"}});
  }
  SealedSecret sealed;
  try {
    sealed = crypto::SecretBox(visit.config.key_file).seal(*secret);
  } catch (const std::runtime_error& error) {
    return show_secret(visit, *secret, {{"code", "It cannot be stored: " + std::string(error.what())}});
  }
  if (visit.session.has_second_factor) {
    if (const auto problem = find_code_problem(visit, "present")) {
      return show_secret(visit, *secret, {{"present", *problem}});
    }
  }
  std::string lines;
  for (const auto& line : staff::add_second_factor(visit.db, visit.actor(), visit.session.user_id, sealed, *step)) {
    lines += (lines.empty() ? "" : "\n") + line;
  }
  Page page(visit, "Second factor");
  page.below("My account", "/admin/me");
  page.add(
      Notice{Tone::good,
             "The second factor is on. Keep these recovery codes where the phone is not: they are shown this once, "
             "and each lets you in once without it."});
  return page.add(Details{"Recovery codes", {{"Codes", pre(lines)}}}).render();
}

Response remove_own_second_factor(const Visit& visit) {
  if (visit.session.needs_second_factor) return refuse(visit, 409, "Not possible", "One of your roles needs it.");
  if (const auto problem = find_code_problem(visit, "code")) return show(visit, {{"code", *problem}});
  staff::remove_second_factor(visit.db, visit.actor(), visit.session.user_id);
  return go("/me", "factor_off");
}

Response show_code(const Visit& visit, const std::string& error) {
  Form form{.title = "", .action = "/code", .submit = "Sign in"};
  form.fields = {code_field(error)};
  Page page(visit, "Second factor");
  return page.add(form).render(error.empty() ? 200 : 401);
}

Response check_code(const Visit& visit) {
  if (const auto problem = find_code_problem(visit, "code")) return show_code(visit, *problem);
  const auto cookie = visit.db.in_transaction([&](db::Transaction&) {
    staff::end_staff_session(visit.db, visit.session.id);
    return staff::open_staff_session(visit.db, visit.session.user_id, visit.request.remote_address,
                                     staff::StaffSessionStage::complete, staff_limits(visit.config));
  });
  Response response = go("/");
  response.add_header("Set-Cookie", staff::make_staff_cookie(cookie.reveal()));
  return response;
}

}  // namespace latchkey::admin
