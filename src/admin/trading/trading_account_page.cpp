#include <charconv>

#include "admin/frame/frame.hpp"
#include "admin/parts/form.hpp"
#include "admin/trading/account_cells.hpp"
#include "admin/trading/platform_page.hpp"
#include "admin/trading/trading_pages.hpp"
#include "base/clock_text.hpp"
#include "base/utf8.hpp"
#include "trading/accounts/account_history.hpp"
#include "trading/platforms/platform_store.hpp"
#include "trading/settings/account_care.hpp"
#include "trading/settings/password_renewal.hpp"
#include "trading/settings/platform_rules.hpp"

namespace latchkey::admin {
namespace {

using http::Response;
using staff::Area;
using staff::Level;
using trading::AccountDecision;
using trading::AccountRecord;
using trading::AccountStatus;

Details details_of(const Visit& visit, const AccountRecord& record, const trading::Platform& platform) {
  Details details{"",
                  {{"State", status_cell(record.status, record.code)},
                   {"Customer", customer_cell(visit, record)},
                   {"Platform", link(record.platform, "/admin" + path_of(platform))},
                   {"Login", plain(record.login ? std::to_string(*record.login) : "")},
                   {"Type", plain(record.account_type + " in " + record.currency +
                                  ", leverage 1:" + std::to_string(record.leverage))},
                   {"Tries", plain(std::to_string(record.attempts))},
                   {"Next try", next_try_cell(record)},
                   {"Asked for", moment(record.created_at)}}};
  if (const auto opening = trading::find_opening(visit.db, record.id)) {
    details.rows.emplace_back("Last sent", moment(opening->sent_at));
    details.rows.emplace_back("Unclear since", moment(opening->unclear_since));
    details.rows.emplace_back("Comment at the platform", code(opening->tag));
  }
  details.rows.emplace_back("Id", code(record.id.text()));
  return details;
}

Table history_of(const Visit& visit, const AccountRecord& record) {
  Table table{.title = "History", .empty = "Nothing has happened yet.", .columns = {"At", "Who", "Step", "Outcome"}};
  for (const auto& event : trading::list_events(visit.db, record.id)) {
    Cell outcome = plain(event.outcome_code.empty() ? event.detail : event.outcome_code);
    if (!event.outcome_code.empty()) outcome.note = event.detail;
    table.rows.push_back(
        {moment(iso8601_from_database(event.happened_at)), plain(event.actor), plain(event.step), std::move(outcome)});
  }
  return table;
}

// Why an account on its way does not move.
void add_obstacle(const Visit& visit, const AccountRecord& record, const trading::Platform& platform, Page& page) {
  const auto renewal = trading::find_renewal(visit.db, record.id);
  const bool is_renewed = renewal && renewal->state == trading::RenewalState::waiting;
  const bool is_opened = record.status == AccountStatus::pending || record.status == AccountStatus::unclear;
  if (!is_renewed && !is_opened) return;
  if (!platform.is_enabled) page.add(Notice{Tone::warn, "The platform is disabled, so the account waits."});
  if (trading::find_circuit(visit.db, platform.id).needs_attention) {
    page.add(Notice{Tone::warn, "The platform is left alone until it was put right: test it on its page."});
  }
}

void add_forms(const AccountRecord& record, Page& page) {
  if (trading::may_be_retried(record.status, record.kind)) {
    page.add(Form{.title = "Retry",
                  .action = address_of(record) + "/retry",
                  .submit = "Retry",
                  .text = record.status == AccountStatus::manual
                              ? "The account is looked for at the platform once more before anything is sent."
                              : "The account goes back into the queue, with the passwords it had. If nobody knows what "
                                "became of the last request, it is looked for first."});
  }
  if (trading::may_be_resolved_as_created(record.status))
    page.link_to("Resolve", "/admin" + address_of(record) + "/resolve");
}

Response show_resolve_form(const Visit& visit, const AccountRecord& record, const Errors& errors) {
  Page page(visit, "Resolve the account");
  page.below("Trading accounts", "/admin/platforms/accounts").below(title_of(record), "/admin" + address_of(record));
  const auto opening = trading::find_opening(visit.db, record.id);
  page.add(Notice{Tone::warn, "Look on the server " + record.platform + " first" +
                                  (opening ? ", for an account with the comment " + opening->tag : std::string()) +
                                  ". What is said here cannot be taken back."});
  const std::string typed_login = visit.typed("login");
  Form exists{
      .title = "It exists", .action = address_of(record) + "/resolve", .submit = "It exists", .tone = Tone::bad};
  exists.text = "The account is shown to the customer as open, under this login.";
  exists.fields = {{.name = "login",
                    .label = "Login at the platform",
                    .kind = Field::Kind::number,
                    .value = typed_login,
                    .need = Field::Need::required}};
  tell(exists.fields, errors);
  exists.hidden = {{"what", "created"}};
  exists.cancel = "/admin" + address_of(record);
  page.add(exists);
  if (trading::may_be_resolved_as_failed(record.status)) {
    Form failed{.title = "It does not exist",
                .action = address_of(record) + "/resolve",
                .submit = "It failed",
                .tone = Tone::bad};
    failed.text = "The account is shown as failed. It can be tried again later.";
    failed.fields = {{.name = "code",
                      .label = "Code",
                      .value = errors.empty() ? "not_opened" : visit.typed("code"),
                      .hint = "What callers of the API see: lower-case letters, digits and _.",
                      .need = Field::Need::required}};
    tell(failed.fields, errors);
    failed.hidden = {{"what", "failed"}};
    failed.cancel = "/admin" + address_of(record);
    page.add(failed);
  }
  return page.render(errors.empty() ? 200 : 422);
}

std::uint64_t read_login(const Visit& visit, Errors& errors) {
  const std::string text(trim(visit.typed("login")));
  std::uint64_t login = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), login);
  if (problem == std::errc::result_out_of_range || login > trading::highest_login) {
    errors["login"] = "At most " + std::to_string(trading::highest_login) + ".";
  } else if (problem != std::errc() || end != text.data() + text.size() || login == 0) {
    errors["login"] = "The account's number at the platform.";
  }
  return login;
}

Response refuse_state(const Visit& visit, const AccountRecord& record) {
  const bool is_manual_mt4 = record.kind == trading::PlatformKind::mt4 && record.status == AccountStatus::manual;
  return refuse(visit, 409, "The account is " + std::string(name_of(record.status)),
                is_manual_mt4
                    ? "Look on the MT4 server for its comment, then resolve it."
                    : "In this state nothing can be decided about it. It may have changed since you opened the page.");
}

}  // namespace

Response with_account(const Visit& visit, const std::function<Response(const AccountRecord&)>& act) {
  const auto id = Uuid::parse(visit.id);
  const auto record = id ? trading::find_account_record(visit.db, *id) : std::nullopt;
  if (!record) return refuse(visit, 404, "Account not found", "There is no trading account at this address.");
  return act(*record);
}

std::string address_of(const AccountRecord& record) { return "/platforms/accounts/" + record.id.text(); }

std::string title_of(const AccountRecord& record) {
  return record.login ? "Account " + std::to_string(*record.login)
                      : "Account of " + record.account_type + " in " + record.currency;
}

Cell status_cell(AccountStatus status, std::string_view code) {
  const bool is_bad = status == AccountStatus::failed || status == AccountStatus::manual;
  const Tone tone = status == AccountStatus::created ? Tone::good : is_bad ? Tone::bad : Tone::warn;
  Cell cell = badge(name_of(status), tone);
  cell.note = code;
  return cell;
}

Cell next_try_cell(const AccountRecord& record) {
  const bool is_on_its_way = record.status == AccountStatus::pending || record.status == AccountStatus::sending ||
                             record.status == AccountStatus::unclear;
  return is_on_its_way ? moment(record.next_attempt_at) : plain("");
}

Cell customer_cell(const Visit& visit, const AccountRecord& record) {
  if (!visit.may(Area::customers, Level::view)) return plain(record.customer_email);
  return link(record.customer_email, "/admin/customers/" + record.customer_id.text());
}

Response show_trading_account(const Visit& visit) {
  return with_account(visit, [&](const AccountRecord& record) {
    const auto platform = trading::find_platform(visit.db, record.platform).value();
    Page page(visit, title_of(record));
    page.below("Trading accounts", "/admin/platforms/accounts");
    add_obstacle(visit, record, platform, page);
    Details details = details_of(visit, record, platform);
    add_renewal(visit, record, page, details);
    page.add(details).add(history_of(visit, record));
    if (visit.may(Area::platforms, Level::edit)) add_forms(record, page);
    return page.render();
  });
}

Response retry_trading_account(const Visit& visit) {
  return with_account(visit, [&](const AccountRecord& record) {
    const auto decision = trading::retry_account(visit.db, visit.actor(), record.id);
    if (decision != AccountDecision::done) return refuse_state(visit, record);
    return go(address_of(record), "account_retried");
  });
}

Response confirm_resolve_account(const Visit& visit) {
  return with_account(visit, [&](const AccountRecord& record) {
    return trading::may_be_resolved_as_created(record.status) ? show_resolve_form(visit, record, {})
                                                              : refuse_state(visit, record);
  });
}

Response resolve_trading_account(const Visit& visit) {
  return with_account(visit, [&](const AccountRecord& record) {
    Errors errors;
    const bool exists = visit.typed("what") == "created";
    const std::uint64_t login = exists ? read_login(visit, errors) : 0;
    const std::string code(trim(visit.typed("code")));
    if (!exists && !trading::is_outcome_code(code)) {
      errors["code"] = "Lower-case letters, digits and _, e.g. not_opened.";
    }
    if (!errors.empty()) return show_resolve_form(visit, record, errors);
    const auto decision = exists ? trading::resolve_as_created(visit.db, visit.actor(), record.id, login,
                                                               trading::account_mail(visit.config.mail.has_value()))
                                 : trading::resolve_as_failed(visit.db, visit.actor(), record.id, code);
    if (decision == AccountDecision::wrong_state) return refuse_state(visit, record);
    if (decision == AccountDecision::login_known) {
      return show_resolve_form(visit, record,
                               {{"login", "Another account of " + record.platform + " has this login."}});
    }
    return go(address_of(record), "account_resolved");
  });
}

}  // namespace latchkey::admin
