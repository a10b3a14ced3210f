#include "trading/accounts/account_request.hpp"

#include <algorithm>
#include <stdexcept>
#include <thread>

#include "trading/accounts/account_history.hpp"
#include "trading/accounts/account_offers.hpp"
#include "trading/platforms/platform_group_store.hpp"

namespace latchkey::trading {
namespace {

struct ChosenPlatform {
  Uuid id;
  std::string name;
};

db::Rows list_enabled_platforms(db::Connection& db) {
  return db.query(
      R"sql(
      SELECT id, name, default_marker IS NOT NULL AS is_default
      FROM trading_platforms
      WHERE is_enabled = TRUE
      ORDER BY name)sql");
}

std::optional<ChosenPlatform> choose_platform(const db::Rows& platforms, const std::optional<std::string>& name) {
  for (const auto& row : platforms) {
    const bool is_wanted = name ? row.text("name") == *name : row.flag("is_default") || platforms.size() == 1;
    if (is_wanted) return ChosenPlatform{row.uuid("id"), row.text("name")};
  }
  return std::nullopt;
}

// "Offered: EUR, USD.", each once, in the order in which they come.
class Offered {
 public:
  void add(const std::string& name) {
    if (std::ranges::find(names_, name) == names_.end()) names_.push_back(name);
  }
  [[nodiscard]] std::string text() const {
    static constexpr std::size_t most = 50;
    if (names_.empty()) return " None is offered at the moment.";
    std::string text = " Offered: ";
    for (std::size_t i = 0; i < std::min(names_.size(), most); ++i) text += (i == 0 ? "" : ", ") + names_[i];
    return text + (names_.size() > most ? " and more, see GET /api/v1/offers." : ".");
  }

 private:
  std::vector<std::string> names_;
};

template <class Range, class Name>
std::string offered(const Range& range, Name name) {
  Offered all;
  for (const auto& one : range) all.add(name(one));
  return all.text();
}

// Why there is no platform for the wish.
AccountProblem make_platform_problem(const db::Rows& platforms, const AccountWish& wish) {
  const std::string names = offered(platforms, [](const db::Row& row) { return row.text("name"); });
  if (wish.platform) return {"platform", "No enabled trading platform has this name." + names};
  return {"", "No default trading platform is configured in Settings > Trading Platforms: name one." + names};
}

constexpr std::string_view select_states =
    R"sql(
    SELECT a.id, p.name AS platform, a.status, a.login, a.outcome_code
    FROM trading_accounts a
    JOIN trading_platforms p ON p.id = a.platform_id )sql";

AccountState state_of(const db::Row& row) {
  AccountState state{row.uuid("id"), row.text("platform"), shown_status(read_account_status(row)), {}, {}};
  // The code of a created account is a note for the administrator.
  if (state.status != ShownStatus::created) state.code = row.optional_text("outcome_code");
  if (!row.is_null("login")) state.login = static_cast<std::uint64_t>(row.integer("login"));
  return state;
}

// Whether the account's platform is left alone at the moment, so that waiting would be in vain.
bool is_platform_away(db::Connection& db, const Uuid& account_id) {
  const auto rows = db.query(
      R"sql(
      SELECT 1
      FROM trading_accounts a
      JOIN platform_circuits c ON c.platform_id = a.platform_id
      WHERE a.id = ?
          AND (c.needs_attention = TRUE OR c.open_until > UTC_TIMESTAMP(6)))sql",
      {account_id});
  return !rows.empty();
}

}  // namespace

std::variant<AccountChoice, AccountProblem> choose_account(db::Connection& db, const AccountWish& wish) {
  const auto platforms = list_enabled_platforms(db);
  const auto platform = choose_platform(platforms, wish.platform);
  if (!platform) return make_platform_problem(platforms, wish);
  auto groups = list_platform_groups(db, platform->id);  // the default one first
  if (groups.empty()) return AccountProblem{"platform", "This trading platform has no groups configured."};
  const auto types = offered(groups, [](const PlatformGroup& group) { return group.account_type; });
  std::erase_if(groups,
                [&](const auto& group) { return wish.account_type && group.account_type != *wish.account_type; });
  if (groups.empty()) return AccountProblem{"accountType", "This platform has no such account type." + types};
  const auto currencies = offered(groups, [](const PlatformGroup& group) { return group.currency; });
  std::erase_if(groups, [&](const auto& group) { return wish.currency && group.currency != *wish.currency; });
  if (groups.empty()) {
    return AccountProblem{"currency", "This account type is not offered in this currency." + currencies};
  }
  const PlatformGroup& group = groups.front();
  const std::uint64_t leverage = wish.leverage.value_or(group.default_leverage);
  const auto leverages = offered_leverages(group);
  if (std::ranges::find(leverages, leverage) == leverages.end()) {
    return AccountProblem{"leverage", "This leverage is not offered for this account type and currency." +
                                          offered(leverages, [](std::uint64_t one) { return std::to_string(one); })};
  }
  return AccountChoice{platform->id, platform->name, group.id, group.account_type, group.currency, leverage};
}

Uuid queue_account(db::Connection& db, const Uuid& customer_id, const AccountChoice& choice,
                   const AccountRequester& requester) {
  const Uuid id = Uuid::make();
  db.execute(
      R"sql(
      INSERT INTO trading_accounts (id, customer_id, platform_id, group_id, account_type, currency, leverage,
          customer_address, status, next_attempt_at, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'pending', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)))sql",
      {id, customer_id, choice.platform_id, choice.group_id, choice.account_type, choice.currency, choice.leverage,
       requester.customer_address});
  record_event(db, id, {.actor = requester.actor, .step = AccountStep::queued});
  return id;
}

std::optional<AccountState> find_account(db::Connection& db, const Uuid& account_id) {
  static const std::string sql = std::string(select_states) + "WHERE a.id = ?";
  const auto rows = db.query(sql, {account_id});
  return rows.empty() ? std::nullopt : std::optional(state_of(rows.front()));
}

std::vector<AccountState> list_accounts(db::Connection& db, const Uuid& customer_id) {
  static const std::string sql = std::string(select_states) + "WHERE a.customer_id = ? ORDER BY a.created_at";
  std::vector<AccountState> states;
  for (const auto& row : db.query(sql, {customer_id})) states.push_back(state_of(row));
  return states;
}

AccountState wait_for_account(db::Connection& db, const Uuid& account_id, std::chrono::milliseconds longest) {
  static constexpr std::chrono::milliseconds step{50};
  const auto deadline = std::chrono::steady_clock::now() + longest;
  for (;;) {
    const auto state = find_account(db, account_id);
    if (!state) throw std::logic_error("a queued account has no row");
    if (state->status != ShownStatus::pending || std::chrono::steady_clock::now() + step > deadline) return *state;
    if (is_platform_away(db, account_id)) return *state;
    std::this_thread::sleep_for(step);
  }
}

}  // namespace latchkey::trading
