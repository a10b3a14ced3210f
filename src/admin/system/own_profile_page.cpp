#include "admin/frame/page.hpp"
#include "admin/parts/remedy.hpp"
#include "admin/sign_in/code_page.hpp"
#include "admin/system/qr_code.hpp"
#include "admin/system/second_factor_proof.hpp"
#include "admin/system/system_pages.hpp"
#include "admin/system/users_page.hpp"
#include "crypto/password.hpp"
#include "crypto/secret_box.hpp"
#include "crypto/totp.hpp"
#include "staff/passkeys/passkey_store.hpp"
#include "staff/passkeys/relying_party.hpp"
#include "staff/recovery_codes.hpp"
#include "staff/second_factor.hpp"

namespace latchkey::admin {
namespace {

using http::Response;

// The passkeys, with a way to more where browsers have them for this site.
void add_passkeys(const Visit& visit, Page& page) {
  const auto passkeys = staff::list_passkeys(visit.db, visit.session.user_id);
  if (!passkeys.empty()) {
    Table table{.title = "Passkeys", .empty = "", .columns = {"Name", "Made", "Last used", "Action"}};
    for (const auto& passkey : passkeys) {
      Cell remove = link("Remove", "/admin/me/passkeys/" + passkey.id.text() + "/remove");
      remove.about = passkey.name;
      table.rows.push_back({plain(passkey.name), moment(passkey.created_at), moment(passkey.last_used_at), remove});
    }
    page.add(table);
  }
  if (staff::find_relying_party(visit.config.base_url))
    page.link_to("Add a passkey", "/admin/me/passkeys/new", Weight::quiet);
}

// A role that needs a second factor is content with passkeys.
bool may_remove_app(const Visit& visit) {
  return !visit.session.needs_second_factor || !staff::list_passkeys(visit.db, visit.session.user_id).empty();
}

Table sessions_of(const Visit& visit) {
  Table table{.title = "Where you are signed in", .empty = "", .columns = {"Since", "Last seen", "Address", "Change"}};
  for (const auto& open :
       staff::list_staff_sessions(visit.db, visit.session.user_id, staff::staff_limits(visit.config))) {
    const bool is_this = open.id == visit.session.id;
    Cell end =
        is_this ? plain("this session") : deed("End", "/me/sessions/" + open.id.text() + "/end", visit.form_value);
    end.about = is_this ? "" : "the session from " + open.address;
    table.rows.push_back({moment(open.created_at), moment(open.last_seen_at), plain(open.address), std::move(end)});
  }
  return table;
}

Form key_mails_form(const Visit& visit) {
  const bool wants =
      !visit.db.query("SELECT 1 FROM users WHERE id = ? AND wants_key_mails = TRUE", {visit.session.user_id}).empty();
  Form form{
      .title = "Mails about API keys", .action = "/me/key-mails", .submit = wants ? "Stop them" : "Send them to me"};
  form.text = wants ? "You get a mail 30, 7 and 1 days before an API key ends."
                    : "You get no mail before an API key ends, unless it is tied to you.";
  form.hidden = {{"wants", wants ? "no" : "yes"}};
  return form;
}

Response show_profile(const Visit& visit, const Errors& errors) {
  Page page(visit, "My account");
  const auto& session = visit.session;
  Details details{"", {{"Name", plain(session.name)}, {"E-mail", plain(session.email)}}};
  details.rows.emplace_back("Second factor",
                            session.has_second_factor ? badge("on", Tone::good) : badge("off", Tone::warn));
  if (session.has_second_factor) {
    const auto left = staff::count_recovery_codes(visit.db, session.user_id);
    details.rows.emplace_back("Recovery codes left", plain(std::to_string(left)));
  }
  page.add(details).add(sessions_of(visit));
  const bool has_app = staff::has_app(visit.db, session.user_id);
  const std::string_view another = session.has_second_factor ? "Add an app" : "Add a second factor";
  page.link_to(has_app ? "New second factor" : another, "/admin/me/second-factor",
               session.has_second_factor ? Weight::quiet : Weight::main);
  add_passkeys(visit, page);
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
  if (visit.config.mail && visit.may(staff::Area::api_keys, staff::Level::edit)) page.add(key_mails_form(visit));
  if (has_app && may_remove_app(visit)) {
    Form off{.title = "Remove the second factor",
             .action = "/me/second-factor/remove",
             .submit = "Remove",
             .fields = {code_field()},
             .tone = Tone::bad};
    tell(off.fields, errors);
    page.add(off);
  }
  return page.render(errors.empty() ? 200 : 422);
}

// The form carries the secret until a code has proved that the app has it. It is not stored before.
Response show_secret(const Visit& visit, const std::string& secret, const Errors& errors) {
  Page page(visit, "Second factor");
  page.below("My account", "/admin/me");
  if (visit.session.needs_second_factor && !visit.session.has_second_factor) {
    page.add(Notice{Tone::warn, "One of your roles needs a second factor. Add it now to go on."});
  }
  const auto code = draw_qr_code(crypto::totp_address(secret, visit.config.site_name, visit.session.email));
  page.add_svg("QR code of the secret below", code.path, code.size);
  page.add(Details{"", {{"Secret to type in", admin::code(crypto::base32(secret))}}});
  Form form{.action = "/me/second-factor", .submit = "Turn on"};
  form.text = "Scan the picture with your authenticator app, or type the secret into it; then type the code it shows.";
  add_proof(visit, form);
  Field fresh = code_field();
  if (form.fields.front().name != "password") fresh.label = "Code of the new one";
  fresh.hint = "The six digits that your app shows.";
  form.fields.push_back(fresh);
  tell(form.fields, errors);
  form.hidden = {{"secret", crypto::base32(secret)}};
  const bool is_needed = visit.session.needs_second_factor && !visit.session.has_second_factor;
  if (!is_needed) form.cancel = "/admin/me";
  page.add(form);
  if (is_needed) page.add(Form{.title = "Not now", .action = "/sign-out", .submit = "Sign out"});
  return page.render(errors.empty() ? 200 : 422);
}

}  // namespace

Response show_own_profile(const Visit& visit) { return show_profile(visit, {}); }

Response end_own_session(const Visit& visit) {
  const auto id = Uuid::parse(visit.id);
  const bool is_ended = id && staff::end_staff_session_of(visit.db, visit.session.user_id, *id);
  return go("/me", is_ended ? "session_ended" : "session_was_over");
}

Response save_own_key_mails(const Visit& visit) {
  const bool wants = visit.typed("wants") == "yes";
  visit.db.in_transaction([&](db::Transaction&) {
    visit.db.execute("UPDATE users SET wants_key_mails = ? WHERE id = ?", {wants, visit.session.user_id});
    audit::record_change(visit.db, visit.actor(),
                         {"user.key_mails", "user", visit.session.user_id, nullptr, {{"wants", wants}}});
  });
  return go("/me", "wish_saved");
}

Response save_own_password(const Visit& visit) {
  Errors errors;
  const auto user = staff::find_user(visit.db, visit.session.user_id.text()).value();
  if (const auto problem = find_password_problem(visit, "current")) errors["current"] = *problem;
  check_new_password(visit, "password", user, errors);
  if (!errors.empty()) return show_profile(visit, errors);
  staff::set_user_password(visit.db, visit.actor(), user,
                           crypto::hash_password(visit.typed("password"), visit.config.password_cost));
  return go("/sign-in", "own_password_changed");
}

Response show_own_second_factor(const Visit& visit) { return show_secret(visit, crypto::make_totp_secret(), {}); }

Response save_own_second_factor(const Visit& visit) {
  static constexpr std::size_t secret_bytes = 20;
  const auto secret = crypto::parse_base32(visit.typed("secret"));
  if (!secret || secret->size() != secret_bytes) return show_own_second_factor(visit);
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
    return show_secret(visit, *secret, {{"code", "It cannot be stored: " + name_pages(error.what())}});
  }
  if (const auto problem = find_proof_problem(visit)) {
    return show_secret(visit, *secret, {{proof_name(visit), *problem}});
  }
  const auto codes =
      staff::add_second_factor(visit.db, visit.actor(), {visit.session.user_id, sealed, *step, visit.session.id});
  if (!codes) return go("/sign-in");
  return show_recovery_codes(
      visit, "Second factor",
      "The second factor is on. Keep these recovery codes where the phone is not: they are shown "
      "this once, and each lets you in once without it.",
      *codes);
}

Response remove_own_second_factor(const Visit& visit) {
  if (!may_remove_app(visit)) return refuse(visit, 409, "Not possible", "One of your roles needs it.");
  if (const auto problem = find_code_problem(visit, "code")) return show_profile(visit, {{"code", *problem}});
  switch (staff::remove_app(visit.db, visit.actor(), visit.session.user_id, visit.session.id)) {
    case staff::AppRemoval::needed:
      return refuse(visit, 409, "Not possible", "One of your roles needs it.");
    case staff::AppRemoval::session_ended:
      return go("/sign-in");
    case staff::AppRemoval::done:
      break;
  }
  return go("/me", "factor_off");
}

}  // namespace latchkey::admin
