#include "api/reports/lead_page.hpp"

#include <algorithm>
#include <string>

#include "api/limits/zone_clock.hpp"
#include "customers/statuses/lead_status.hpp"

namespace latchkey::api {
namespace {

// How many leads a filter looks at in one statement, and in how many statements for one page.
constexpr std::size_t slice_leads = 5000;
constexpr int most_slices = 8;

// The leads of one statement, and the bytes of touches at which a page ends though more leads were wanted: a touch may
// have 200 kB.
constexpr std::size_t rows_at_once = 100;
constexpr std::size_t most_bytes = 4'000'000;

// Transactions end long before: a handler's caller is gone by then.
constexpr std::chrono::microseconds longest_transaction = std::chrono::seconds(60);

// The statements about leads that have one value in `owner`, by the index of that column and the order of changes. In
// that of a page, `o` is the status that is stored: a lead that does not fit is left out by it before its customer and
// its touches are read. `s` is the status that counts.
struct Statements {
  Statements(const std::string& owner, const std::string& index) {
    const std::string leads = "FROM leads l FORCE INDEX (" + index + ")\n";
    const std::string later = " WHERE l." + owner +
                              " = ? AND l.updated_at >= ? AND (l.updated_at > ? OR l.id > ?)"
                              " AND l.updated_at <= ?\n";
    slice_end = "SELECT l.updated_at, l.id " + leads + later + " ORDER BY l.updated_at, l.id LIMIT 1 OFFSET ?";
    wait = "SELECT COUNT(*) AS leads " + leads + " WHERE l." + owner +
           " = ? AND l.updated_at >= ? AND l.updated_at <= ? LOCK IN SHARE MODE";
    page = std::string(R"sql(
      SELECT STRAIGHT_JOIN l.id, c.id AS customer_id, l.email, l.source_user_id, l.source_name, l.created_at,
          l.updated_at, l.first_deposit_at, s.name AS status, s.group_name,
          COALESCE(c.first_name, l.first_name) AS first_name, COALESCE(c.last_name, l.last_name) AS last_name,
          COALESCE(c.phone, l.phone) AS phone, COALESCE(c.language, l.language) AS language,
          COALESCE(c.phone_country_code, l.phone_country_code) AS phone_country_code,
          f.api_key_name, f.touched_at AS first_at, f.utm_details AS first_utm, f.metadata AS first_metadata,
          t.touched_at AS latest_at, t.utm_details AS latest_utm, t.metadata AS latest_metadata,
          CAST((SELECT JSON_ARRAYAGG(JSON_ARRAY(a.created_at, p.name, a.status, a.login))
                FROM trading_accounts a
                JOIN trading_platforms p ON p.id = a.platform_id
                WHERE a.customer_id = c.id) AS CHAR) AS accounts
      )sql") +
           leads + R"sql(
      LEFT JOIN lead_statuses o ON o.id = l.status_id
      LEFT JOIN customers c ON c.email = l.email
      LEFT JOIN touches f ON f.id = l.first_touch_id
      LEFT JOIN touches t ON t.id = l.latest_touch_id AND l.latest_touch_id <> l.first_touch_id
      LEFT JOIN lead_statuses s ON s.id = COALESCE(l.status_id, IF(c.id IS NULL, ?, ?))
      )sql" +
           later +
           R"sql(
        AND (l.updated_at < ? OR l.id <= ?)
        AND l.created_at >= ? AND l.created_at <= ?
        AND (l.status_id IS NULL OR ((? = '' OR o.name = ?) AND (? = '' OR o.group_name = ?)))
        AND (? = '' OR s.name = ?) AND (? = '' OR s.group_name = ?)
      ORDER BY l.updated_at, l.id
      LIMIT ?)sql";
  }

  std::string slice_end;
  std::string wait;
  std::string page;
};

struct Owner {
  const Statements& statements;
  Uuid id;
};

Owner owner_of(const ApiKey& key) {
  static const Statements of_source("source_user_id", "leads_by_source_change");
  static const Statements of_key("first_api_key_id", "leads_by_first_key_change");
  if (key.source && key.source->user_id) return {of_source, *key.source->user_id};
  return {of_key, key.first_id()};
}

std::size_t bytes_of_touches(const db::Row& row) {
  std::size_t bytes = 0;
  for (const char* column : {"first_utm", "first_metadata", "latest_utm", "latest_metadata"}) {
    if (!row.is_null(column)) bytes += row.text(column).size();
  }
  return bytes;
}

ChangePosition position_of(const db::Row& row) { return {row.text("updated_at"), row.uuid("id")}; }

// Leads that the version before has made while the schema was the present one do not know their first key yet. They
// count as changed, since pages may have passed them.
void fill_in_first_keys(db::Connection& db) {
  static constexpr std::size_t most = 100;
  const auto rows = db.query(
      "SELECT id FROM leads FORCE INDEX (leads_by_first_key_change) WHERE first_api_key_id IS NULL LIMIT ?", {most});
  for (const auto& row : rows) {
    db.execute(
        R"sql(
        UPDATE leads l
        JOIN touches t ON t.id = l.first_touch_id
        LEFT JOIN api_keys k ON k.id = t.api_key_id
        SET l.first_api_key_id = COALESCE(k.first_key_id, t.api_key_id), l.updated_at = UTC_TIMESTAMP(6)
        WHERE l.id = ? AND l.first_api_key_id IS NULL)sql",
        {row.uuid("id")});
  }
}

class PageReader {
 public:
  PageReader(db::Connection& db, const ApiKey& key, const LeadQuery& query, std::chrono::microseconds age)
      : db_(db), owner_(owner_of(key)), query_(query), filter_(query.filter) {
    const auto statuses = customers::list_lead_statuses(db);
    fresh_ = customers::default_status(statuses, customers::StatusGroup::fresh).id;
    converted_ = customers::default_status(statuses, customers::StatusGroup::converted).id;
    const auto now = parse_database_time(db.query("SELECT UTC_TIMESTAMP(6) AS now").at(0).text("now"));
    settled_to_ = database_text(now - age);
    surely_settled_to_ = database_text(now - age - longest_transaction);
  }

  LeadPage read() {
    LeadPage page;
    ChangePosition after = begin();
    const std::string to = std::min(settled_to_, filter_.modified.to);
    for (int slice = 0; slice < most_slices; ++slice) {
      const auto end = find_slice_end(after, to);
      const ChangePosition last = end.value_or(ChangePosition{to, largest_id()});
      if (!wait_for_transactions(after, last)) return {};
      const bool is_full = read_slice(after, last, page.leads);
      if (is_full || (!end && !page.leads.empty())) {
        page.next = position_of(page.leads.back());
        return page;
      }
      if (!end) return {};
      page.next = end;
      if (!page.leads.empty()) return page;
      after = *end;
    }
    return page;
  }

 private:
  static Uuid largest_id() { return Uuid::from_bytes(std::string(Uuid::size, '\xFF')); }

  // A lead has been registered before it has changed.
  [[nodiscard]] ChangePosition begin() const {
    const std::string from = std::max(filter_.modified.from, filter_.registered.from);
    if (query_.after && query_.after->modified_at >= from) return *query_.after;
    return {from, Uuid()};
  }

  // The last of so many leads as the page, or a slice of a filtered one, has at most; nothing when there are fewer.
  [[nodiscard]] std::optional<ChangePosition> find_slice_end(const ChangePosition& after, const std::string& to) const {
    const auto leads = filter_.narrows() ? slice_leads : query_.limit;
    const auto rows = db_.query(owner_.statements.slice_end,
                                {owner_.id, after.modified_at, after.modified_at, after.lead_id, to, leads - 1});
    if (rows.empty()) return std::nullopt;
    return position_of(rows.front());
  }

  // False when one is still under way. The statement reads an index alone, so that it holds nothing that a writer, for
  // whom it waits, would need.
  [[nodiscard]] bool wait_for_transactions(const ChangePosition& after, const ChangePosition& last) const {
    if (last.modified_at <= surely_settled_to_) return true;
    const std::string from = std::max(after.modified_at, surely_settled_to_);
    try {
      static_cast<void>(db_.query(owner_.statements.wait, {owner_.id, from, last.modified_at}));
    } catch (const db::Conflict&) {
      return false;
    }
    return true;
  }

  // Reads the leads of the slice, and says whether the page is full before its end.
  [[nodiscard]] bool read_slice(ChangePosition after, const ChangePosition& last, db::Rows& leads) const {
    std::size_t bytes = 0;
    while (true) {
      const auto wanted = std::min<std::uint64_t>(query_.limit - leads.size(), rows_at_once);
      auto rows = read_rows(after, last, wanted);
      for (auto& row : rows) {
        bytes += bytes_of_touches(row);
        leads.push_back(std::move(row));
        if (leads.size() == query_.limit || bytes >= most_bytes) return true;
      }
      if (rows.size() < wanted) return false;
      after = position_of(leads.back());
    }
  }

  [[nodiscard]] db::Rows read_rows(const ChangePosition& after, const ChangePosition& last, std::uint64_t most) const {
    return db_.query(owner_.statements.page, {fresh_,
                                              converted_,
                                              owner_.id,
                                              after.modified_at,
                                              after.modified_at,
                                              after.lead_id,
                                              last.modified_at,
                                              last.modified_at,
                                              last.lead_id,
                                              filter_.registered.from,
                                              filter_.registered.to,
                                              filter_.status,
                                              filter_.status,
                                              filter_.status_group,
                                              filter_.status_group,
                                              filter_.status,
                                              filter_.status,
                                              filter_.status_group,
                                              filter_.status_group,
                                              most});
  }

  db::Connection& db_;
  Owner owner_;
  const LeadQuery& query_;
  const LeadFilter& filter_;
  Uuid fresh_;
  Uuid converted_;
  std::string settled_to_;
  std::string surely_settled_to_;
};

}  // namespace

LeadPage read_lead_page(db::Connection& db, const ApiKey& key, const LeadQuery& query, std::chrono::microseconds age) {
  if (!key.source) fill_in_first_keys(db);
  return PageReader(db, key, query, age).read();
}

}  // namespace latchkey::api
