#include "admin/logs/login_events.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <nlohmann/json.hpp>

#include "base/clock_text.hpp"
#include "crypto/encoding.hpp"

namespace latchkey::admin {
namespace {

// What all statements ask for beside their own condition.
struct Bounds {
  IdBounds ids;  // both included
  std::string from;
  std::string until;
  std::size_t limit;
};

Bounds bounds_of(const LoginFilter& filter, std::size_t limit) {
  Bounds bounds{id_bounds_of(filter.days), filter.days.from.value_or("1000-01-01"),
                filter.days.until.value_or("9999-12-31"), limit};
  return bounds;
}

constexpr std::string_view attempt_columns =
    R"sql(
    SELECT a.id, a.attempted_at, a.method, a.outcome, a.address, a.customer_id, a.account_hash, c.email, a.return_url,
        a.return_url_reason, k.name AS api_key
    FROM )sql";
// An outcome and a key that are not asked for are NULL here, and every row fits them.
constexpr std::string_view attempt_conditions =
    R"sql(
    LEFT JOIN customers c ON c.id = a.customer_id
    LEFT JOIN api_keys k ON k.id = a.api_key_id
    WHERE a.id < ? AND a.id >= ? AND a.id <= ?
        AND a.attempted_at BETWEEN ? AND ?
        AND (? IS NULL OR a.outcome = ?)
        AND (? IS NULL OR a.api_key_id = ?)
    ORDER BY a.id DESC
    LIMIT ?)sql";
constexpr std::string_view link_columns =
    R"sql(
    SELECT t.id, t.created_at, t.kind, t.expires_at, t.customer_id, c.email, k.name AS api_key, t.return_url,
        (SELECT l.actor
         FROM audit_log l
         WHERE t.api_key_id IS NULL AND l.subject_id = t.customer_id AND l.action = 'customer.login_link'
             AND l.happened_at BETWEEN t.created_at AND t.created_at + INTERVAL 5 SECOND
         ORDER BY l.happened_at
         LIMIT 1) AS made_by
    FROM )sql";
constexpr std::string_view link_conditions =
    R"sql(
    JOIN customers c ON c.id = t.customer_id
    LEFT JOIN api_keys k ON k.id = t.api_key_id
    WHERE t.id < ? AND t.id >= ? AND t.id <= ?
        AND t.created_at BETWEEN ? AND ?
        AND (? IS NULL OR t.api_key_id = ?)
    ORDER BY t.id DESC
    LIMIT ?)sql";
// The people of the filter come as JSON: one statement for any number of them.
constexpr std::string_view people =
    "(SELECT UNHEX(wanted) AS person FROM JSON_TABLE(?, '$[*]' COLUMNS (wanted CHAR(64) PATH '$')) AS people) AS p "
    "STRAIGHT_JOIN ";

std::string join(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const auto part : parts) text += part;
  return text;
}

LoginEvent attempt_of(const db::Row& row) {
  return {.id = row.text("id"),
          .at = iso8601_from_database(row.text("attempted_at")),
          .method = row.text("method"),
          .outcome = row.text("outcome"),
          .customer = row.optional_uuid("customer_id"),
          .email = row.text_or("email", ""),
          .account_hash = row.text_or("account_hash", ""),
          .address = row.text("address"),
          .api_key = row.text_or("api_key", ""),
          .return_url = row.text_or("return_url", ""),
          .return_url_reason = row.text_or("return_url_reason", "")};
}

LoginEvent link_of(const db::Row& row) {
  return {.id = row.text("id"),
          .at = iso8601_from_database(row.text("created_at")),
          .link_kind = row.text("kind"),
          .expires_at = iso8601_from_database(row.text("expires_at")),
          .made_by = row.text_or("made_by", ""),
          .customer = row.uuid("customer_id"),
          .email = row.text("email"),
          .api_key = row.text_or("api_key", ""),
          .return_url = row.text_or("return_url", "")};
}

std::string hex_list(const std::vector<std::string>& values) {
  auto list = nlohmann::json::array();
  for (const auto& value : values) list.push_back(crypto::hex(value));
  return list.dump();
}

std::string hex_list(const std::vector<Uuid>& ids) {
  std::vector<std::string> values;
  std::ranges::transform(ids, std::back_inserter(values), &Uuid::bytes);
  return hex_list(values);
}

class EventReader {
 public:
  EventReader(db::Connection& db, const LoginFilter& filter, std::size_t limit)
      : db_(db), filter_(filter), bounds_(bounds_of(filter, limit)) {
    before_ = filter.before ? filter.before->bytes() : std::string(Uuid::size, '\xff');
  }

  void read_attempts() {
    // Each outcome is a range of its index; what they find is put in order afterwards.
    std::vector<std::optional<std::string>> outcomes(filter_.outcomes.begin(), filter_.outcomes.end());
    if (outcomes.empty()) outcomes.emplace_back();
    for (const auto& outcome : outcomes) read_attempts(outcome);
  }

  void read_links() {
    static const std::string all = join({link_columns, "login_tokens t", link_conditions});
    static const std::string of_customers =
        join({link_columns, people, "login_tokens t ON t.customer_id = p.person", link_conditions});
    const auto& [ids, from, until, limit] = bounds_;
    const auto& key = filter_.api_key;
    if (!filter_.people) {
      add(db_.query(all, {before_, ids.first, ids.last, from, until, key, key, limit}), link_of);
    } else if (!filter_.people->customers.empty()) {
      add(db_.query(of_customers,
                    {hex_list(filter_.people->customers), before_, ids.first, ids.last, from, until, key, key, limit}),
          link_of);
    }
  }

  std::vector<LoginEvent> finish() {
    std::ranges::sort(events_, std::ranges::greater(), &LoginEvent::id);
    const auto is_same = [](const LoginEvent& one, const LoginEvent& other) { return one.id == other.id; };
    events_.erase(std::unique(events_.begin(), events_.end(), is_same), events_.end());
    if (events_.size() > bounds_.limit) events_.resize(bounds_.limit);
    return std::move(events_);
  }

 private:
  void read_attempts(const std::optional<std::string>& outcome) {
    static const std::string all = join({attempt_columns, "sign_in_attempts a", attempt_conditions});
    static const std::string of_customers =
        join({attempt_columns, people, "sign_in_attempts a ON a.customer_id = p.person", attempt_conditions});
    static const std::string of_accounts =
        join({attempt_columns, people, "sign_in_attempts a ON a.account_hash = p.person", attempt_conditions});
    const auto& [ids, from, until, limit] = bounds_;
    const auto& key = filter_.api_key;
    if (!filter_.people) {
      add(db_.query(all, {before_, ids.first, ids.last, from, until, outcome, outcome, key, key, limit}), attempt_of);
      return;
    }
    for (const auto& [sql, list] : {std::pair(&of_customers, hex_list(filter_.people->customers)),
                                    std::pair(&of_accounts, hex_list(filter_.people->account_hashes))}) {
      if (list == "[]") continue;
      add(db_.query(*sql, {list, before_, ids.first, ids.last, from, until, outcome, outcome, key, key, limit}),
          attempt_of);
    }
  }

  void add(const db::Rows& rows, LoginEvent (*event_of)(const db::Row&)) {
    std::ranges::transform(rows, std::back_inserter(events_), event_of);
  }

  db::Connection& db_;
  const LoginFilter& filter_;
  const Bounds bounds_;
  std::string before_;
  std::vector<LoginEvent> events_;
};

}  // namespace

std::vector<LoginEvent> list_login_events(db::Connection& db, const LoginFilter& filter, std::size_t limit) {
  EventReader reader(db, filter, limit);
  if (filter.shows_attempts) reader.read_attempts();
  if (filter.shows_links) reader.read_links();
  return reader.finish();
}

}  // namespace latchkey::admin
