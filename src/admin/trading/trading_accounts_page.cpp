#include <algorithm>
#include <array>

#include "admin/frame/page.hpp"
#include "admin/trading/account_cells.hpp"
#include "admin/trading/trading_pages.hpp"
#include "trading/platforms/platform_store.hpp"

namespace latchkey::admin {
namespace {

constexpr std::size_t page_size = 50;

struct State {
  std::string_view word;
  std::string_view label;
};

// What the list can be filtered by. The first is what it shows when nothing is asked for.
constexpr std::array<State, 8> states{{{"unfinished", "not created"},
                                       {"pending", "pending: waits for its turn"},
                                       {"sending", "sending: is being opened"},
                                       {"unclear", "unclear: the answer was lost, it is looked for"},
                                       {"manual", "manual: somebody has to look"},
                                       {"failed", "failed: the platform said no"},
                                       {"created", "created"},
                                       {"all", "all"}}};

std::string_view wanted_state(const Visit& visit) {
  const auto found = std::ranges::find(states, visit.asked("state"), &State::word);
  return found == states.end() ? states[0].word : found->word;
}

trading::AccountFilter filter_of(const Visit& visit, std::string_view state) {
  trading::AccountFilter filter{.status = trading::AnyStatus{},
                                .platform = visit.asked("platform"),
                                .login = std::nullopt,
                                .before = Uuid::parse(visit.asked("before"))};
  if (state == "unfinished") filter.status = trading::Unfinished{};
  if (const auto status = trading::parse_account_status(state)) filter.status = *status;
  return filter;
}

Form filter_form(const Visit& visit, std::string_view state, const std::string& platform) {
  Form form{.title = "",
            .action = "/platforms/accounts",
            .submit = "Show",
            .method = Form::Method::get,
            .shape = Form::Shape::row};
  Field names{.name = "platform", .label = "Platform", .kind = Field::Kind::select, .choices = {{"", "all", false}}};
  for (const auto& known : trading::list_platforms(visit.db)) {
    names.choices.push_back({known.name, known.name, known.name == platform});
  }
  Field field{.name = "state", .label = "State", .kind = Field::Kind::select};
  for (const auto& [word, label] : states) {
    field.choices.push_back({std::string(word), std::string(label), word == state});
  }
  names.need = Field::Need::required;  // nothing of the filter is called optional
  field.need = Field::Need::required;
  form.fields = {std::move(names), std::move(field)};
  return form;
}

}  // namespace

http::Response list_trading_accounts(const Visit& visit) {
  const std::string_view state = wanted_state(visit);
  const trading::AccountFilter filter = filter_of(visit, state);
  auto records = trading::list_account_records(visit.db, filter, page_size + 1);
  Table table{.title = "",
              .empty = state == "created" || state == "all" ? "There is no such account."
                                                            : "Nothing waits here: there is no such account.",
              .columns = {"Account", "Customer", "Platform", "State", "Tries", "Next try", "Asked for"}};
  if (records.size() > page_size) {
    records.resize(page_size);
    table.next = "/admin/platforms/accounts?platform=" + percent_encode(filter.platform) +
                 "&state=" + std::string(state) + "&before=" + records.back().id.text();
  }
  for (const auto& record : records) {
    Cell account = link(record.login ? std::to_string(*record.login) : record.account_type + " " + record.currency,
                        "/admin/platforms/accounts/" + record.id.text());
    if (record.login) account.note = record.account_type + " " + record.currency;
    account.about = "of " + record.customer_email + " on " + record.platform;
    table.rows.push_back({std::move(account), customer_cell(visit, record), plain(record.platform),
                          status_cell(record.status, record.code), plain(std::to_string(record.attempts)),
                          next_try_cell(record), moment(record.created_at)});
  }
  Page page(visit, "Trading accounts");
  return page.add(filter_form(visit, state, filter.platform)).add(table).render();
}

}  // namespace latchkey::admin
