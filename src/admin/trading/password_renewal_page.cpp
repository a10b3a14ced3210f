// New platform passwords for one account: asked for here, carried out by the provisioner.
#include "admin/frame/frame.hpp"
#include "admin/parts/form.hpp"
#include "admin/trading/account_cells.hpp"
#include "admin/trading/trading_pages.hpp"
#include "trading/settings/password_renewal.hpp"

namespace latchkey::admin {
namespace {

using http::Response;
using staff::Area;
using staff::Level;
using trading::AccountRecord;
using trading::RenewalRequest;
using trading::RenewalState;

std::string_view explain(RenewalState state) {
  switch (state) {
    case RenewalState::waiting:
      return "The provisioner asks the platform for it. Until that has answered, the old passwords work.";
    case RenewalState::done:
      return "The customer may look at them once, with the own password. Staff cannot see them.";
    case RenewalState::failed:
      return "The platform has refused it. The old passwords work as before.";
    case RenewalState::manual:
      return "Nobody knows whether the account has the new passwords: renew them again.";
  }
  return "";
}

Response refuse_request(const Visit& visit, RenewalRequest outcome) {
  if (outcome == RenewalRequest::waits_already) {
    return refuse(visit, 409, "A renewal waits already",
                  "New passwords were asked for before, and the platform has not taken them yet. Nothing was asked for "
                  "again; the page of the account shows what becomes of it.");
  }
  if (outcome == RenewalRequest::wrong_platform) {
    return refuse(visit, 409, "MetaTrader 4 has no such request",
                  "Set new passwords on the server, with its own programs.");
  }
  if (outcome == RenewalRequest::erased) {
    return refuse(visit, 409, "The customer was erased", "Nobody could look at the new passwords.");
  }
  return refuse(visit, 409, "The account is not open", "Only the passwords of an account that is open are renewed.");
}

// Why it cannot be asked for, as far as the page can tell.
std::optional<RenewalRequest> find_refusal(const Visit& visit, const AccountRecord& record) {
  if (record.kind != trading::PlatformKind::mt5) return RenewalRequest::wrong_platform;
  if (!trading::may_be_renewed(record.status, record.kind)) return RenewalRequest::wrong_state;
  const auto standing = trading::find_renewal(visit.db, record.id);
  const bool waits = standing && standing->state == RenewalState::waiting;
  return waits ? std::optional(RenewalRequest::waits_already) : std::nullopt;
}

}  // namespace

void add_renewal(const Visit& visit, const AccountRecord& record, Page& page, Details& details) {
  if (!trading::may_be_renewed(record.status, record.kind)) return;
  const auto standing = trading::find_renewal(visit.db, record.id);
  if (standing) {
    const bool is_bad = standing->state == RenewalState::failed || standing->state == RenewalState::manual;
    const Tone tone = standing->state == RenewalState::done ? Tone::good : is_bad ? Tone::bad : Tone::warn;
    Cell state = badge(name_of(standing->state), tone);
    state.note = explain(standing->state);
    if (standing->state == RenewalState::done && !standing->code.empty()) {
      state.note = "The main password alone: the platform has refused a new investor password.";
    }
    details.rows.emplace_back("New passwords", std::move(state));
    details.rows.emplace_back("New passwords asked for", moment(standing->asked_at));
    if (!standing->code.empty()) details.rows.emplace_back("Code", code(standing->code));
  }
  const bool waits = standing && standing->state == RenewalState::waiting;
  if (waits || !visit.may(Area::platforms, Level::edit)) return;
  page.link_to("Renew passwords", "/admin" + address_of(record) + "/renew-passwords", Weight::dangerous);
}

Response confirm_renew_passwords(const Visit& visit) {
  return with_account(visit, [&](const AccountRecord& record) {
    if (const auto refusal = find_refusal(visit, record)) return refuse_request(visit, *refusal);
    Page page(visit, "Renew the passwords");
    page.below("Trading accounts", "/admin/platforms/accounts").below(title_of(record), "/admin" + address_of(record));
    Form form{.action = address_of(record) + "/renew-passwords", .submit = "Renew passwords", .tone = Tone::bad};
    form.text = "The account gets a new main and a new investor password at " + record.platform +
                ". The old ones stop working, in every terminal and program that uses them. " + record.customer_email +
                " may look at the new ones once, on the page of trading accounts; staff cannot.";
    form.cancel = "/admin" + address_of(record);
    return page.add(form).render();
  });
}

Response renew_passwords(const Visit& visit) {
  return with_account(visit, [&](const AccountRecord& record) {
    const auto outcome = trading::ask_for_renewal(visit.db, visit.actor(), record.id);
    if (outcome != RenewalRequest::asked) return refuse_request(visit, outcome);
    return go(address_of(record), "renewal_asked");
  });
}

}  // namespace latchkey::admin
