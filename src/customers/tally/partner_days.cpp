#include "customers/tally/partner_days.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <tuple>
#include <utility>

namespace latchkey::customers {
namespace {

// What is counted: the rows, with their ids and days, and in which column. Made from constants alone.
struct Kind {
  std::string_view name;
  std::string_view table;   // as x
  std::string_view source;  // what joins the lead as l
  std::string_view day;     // DATETIME(6)
  std::string_view where;
  std::string_view column;
};

constexpr std::array<Kind, 3> kinds{{
    {"leads", "leads x", "JOIN leads l ON l.id = x.id", "x.created_at", "", "leads"},
    {"customers", "customers x", "JOIN leads l ON l.id = x.lead_id", "x.created_at", "", "customers"},
    {"deposits", "deposits x", "JOIN leads l ON l.id = x.lead_id", "x.occurred_at", "AND x.is_first = TRUE",
     "first_deposits"},
}};

constexpr std::string_view nobody = "REPEAT(CHAR(0), 16)";

// The least id of the moment; ids carry their time in milliseconds.
constexpr std::string_view settled_id =
    "UNHEX(CONCAT(LPAD(HEX(CAST((UNIX_TIMESTAMP(UTC_TIMESTAMP()) - 600) * 1000 AS UNSIGNED)), 12, '0'),"
    " REPEAT('0', 20)))";

std::string text_of(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const auto part : parts) text += part;
  return text;
}

struct Statements {
  std::string end;     // how far to count: not beyond the settled id, nor beyond `most` rows
  std::string insert;  // between two ids
};

Statements make_statements(const Kind& kind) {
  return {
      text_of({"SELECT COALESCE((SELECT x.id FROM ", kind.table, " WHERE x.id > ? AND x.id <= ", settled_id,
               " ORDER BY x.id LIMIT 1 OFFSET ?), ", settled_id, ") AS end"}),
      text_of({"INSERT INTO partner_days (day, source_user_id, ", kind.column, ") SELECT DATE_FORMAT(", kind.day,
               ", '%Y-%m-%d') AS counted_day, COALESCE(l.source_user_id, ", nobody,
               ") AS source, COUNT(*) AS number FROM ", kind.table, " ", kind.source, " WHERE x.id > ? AND x.id <= ? ",
               kind.where, " GROUP BY counted_day, source ON DUPLICATE KEY UPDATE ", kind.column, " = partner_days.",
               kind.column, " + VALUES(", kind.column, ")"})};
}

const Statements& statements_of(const Kind& kind) {
  static const std::array<Statements, kinds.size()> all = [] {
    std::array<Statements, kinds.size()> made;
    std::ranges::transform(kinds, made.begin(), make_statements);
    return made;
  }();
  return all.at(static_cast<std::size_t>(&kind - kinds.data()));
}

// True when there is more.
bool count_kind(db::Connection& db, const Kind& kind, std::uint64_t most) {
  const auto rows = db.query("SELECT counted_to FROM partner_day_marks WHERE kind = ?", {kind.name});
  if (rows.empty()) return false;
  const Uuid from = rows.front().uuid("counted_to");
  const auto& sql = statements_of(kind);
  const Uuid end = db.query(sql.end, {from, most}).at(0).uuid("end");
  if (end <= from) return false;
  // The mark is written first, and only from where it was read: of two who count at the same moment one counts.
  db.in_transaction([&](db::Transaction&) {
    const auto moved = db.execute("UPDATE partner_day_marks SET counted_to = ? WHERE kind = ? AND counted_to = ?",
                                  {end, kind.name, from});
    if (moved == 1) db.execute(sql.insert, {from, end});
  });
  return !db.query(text_of({"SELECT 1 FROM ", kind.table, " WHERE x.id > ? AND x.id <= ", settled_id, " LIMIT 1"}),
                   {end})
              .empty();
}

// Where figures stand: what was counted, or what has come since one of the marks. Each is grouped by itself, since a
// group over all of them would copy every row, and all are asked in one statement, which sees one state of the marks.
struct Origin {
  std::string from;                               // the tables, with the condition
  std::string day;                                // YYYY-MM-DD
  std::string source;                             // 16 bytes
  std::array<std::string, kinds.size()> numbers;  // leads, customers, first_deposits
};

const std::vector<Origin>& origins() {
  static const std::vector<Origin> all = [] {
    std::vector<Origin> made{
        {"partner_days x WHERE TRUE", "x.day", "x.source_user_id", {"x.leads", "x.customers", "x.first_deposits"}}};
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      const Kind& kind = kinds.at(i);
      Origin origin{text_of({kind.table, " ", kind.source, " WHERE x.id > (SELECT counted_to FROM partner_day_marks",
                             " WHERE kind = '", kind.name, "') ", kind.where}),
                    text_of({"DATE_FORMAT(", kind.day, ", '%Y-%m-%d')"}),
                    text_of({"COALESCE(l.source_user_id, ", nobody, ")"}),
                    {"0", "0", "0"}};
      origin.numbers.at(i) = "1";
      made.push_back(std::move(origin));
    }
    return made;
  }();
  return all;
}

// The statement that `make` gives for each origin, all as one.
template <class Make>
std::string from_all_origins(Make make) {
  std::string sql;
  for (const auto& origin : origins()) sql += (sql.empty() ? "" : " UNION ALL ") + make(origin);
  return sql;
}

std::string day_before(db::Connection& db, int days) {
  return db.query("SELECT DATE_FORMAT(UTC_DATE() - INTERVAL ? DAY, '%Y-%m-%d') AS day", {days}).at(0).text("day");
}

// Days after `first`, which is YYYY-MM-DD.
std::string day_after(const std::string& first, int days) {
  const auto number = [&](std::size_t at, std::size_t count) { return std::stoi(first.substr(at, count)); };
  const std::chrono::sys_days begin = std::chrono::year(number(0, 4)) / number(5, 2) / number(8, 2);
  const std::chrono::year_month_day day(begin + std::chrono::days(days));
  const auto two = [](unsigned value) { return (value < 10 ? "0" : "") + std::to_string(value); };
  return std::to_string(static_cast<int>(day.year())) + "-" + two(static_cast<unsigned>(day.month())) + "-" +
         two(static_cast<unsigned>(day.day()));
}

// With their names, those with the most customers first; who has brought nobody is left out.
std::vector<PartnerSums> in_order(db::Connection& db, std::map<Uuid, PartnerSums> found) {
  std::vector<PartnerSums> sums;
  for (auto& entry : found) {
    PartnerSums& partner = entry.second;
    if (partner.customers == 0 && partner.first_deposits == 0) continue;
    if (entry.first != Uuid()) partner.user_id = entry.first;
    sums.push_back(std::move(partner));
  }
  std::map<Uuid, std::string> names;
  for (const auto& row : db.query("SELECT id, CONCAT(first_name, ' ', last_name) AS name FROM users")) {
    names[row.uuid("id")] = row.text("name");
  }
  for (auto& partner : sums) {
    if (partner.user_id) partner.name = names[*partner.user_id];
  }
  std::ranges::sort(sums, [](const PartnerSums& a, const PartnerSums& b) {
    return std::tie(b.customers, a.name) < std::tie(a.customers, b.name);
  });
  return sums;
}

}  // namespace

bool count_partner_days(db::Connection& db, std::uint64_t most) {
  bool has_more = false;
  for (const auto& kind : kinds) has_more = count_kind(db, kind, most) || has_more;
  return has_more;
}

void count_all_partner_days(db::Connection& db) {
  static constexpr std::uint64_t rows_at_once = 20'000;
  while (count_partner_days(db, rows_at_once)) continue;
}

bool is_count_due(db::Connection& db) {
  return !db.query(
                "SELECT 1 FROM partner_day_marks WHERE counted_to < "
                "UNHEX(CONCAT(LPAD(HEX(CAST((UNIX_TIMESTAMP(UTC_TIMESTAMP()) - 3600) * 1000 AS UNSIGNED)), 12, '0'), "
                "REPEAT('0', 20))) LIMIT 1")
              .empty();
}

std::vector<PartnerSums> list_partner_sums(db::Connection& db, const Periods& periods) {
  static const std::string sql = from_all_origins([](const Origin& origin) {
    const auto& [leads, customers, deposits] = origin.numbers;
    return text_of({"SELECT ", origin.source, " AS source, SUM(", customers, ") AS customers, SUM(", deposits,
                    ") AS first_deposits, SUM(IF(", origin.day, " >= ?, ", customers,
                    ", 0)) AS recent_customers, SUM(IF(", origin.day, " >= ?, ", deposits,
                    ", 0)) AS recent_first_deposits FROM ", origin.from, " AND ", origin.day, " >= ? GROUP BY source"});
  });
  const std::string recent = day_before(db, periods.recent - 1);
  const std::string first = day_before(db, periods.all - 1);
  std::map<Uuid, PartnerSums> found;
  for (const auto& row :
       db.query(sql, {recent, recent, first, recent, recent, first, recent, recent, first, recent, recent, first})) {
    auto& sums = found[row.uuid("source")];
    sums.customers += row.integer("customers");
    sums.first_deposits += row.integer("first_deposits");
    sums.recent_customers += row.integer("recent_customers");
    sums.recent_first_deposits += row.integer("recent_first_deposits");
  }
  return in_order(db, std::move(found));
}

std::vector<DaySums> list_day_sums(db::Connection& db, int days, const std::vector<std::optional<Uuid>>& partners) {
  static constexpr std::size_t places = 5;
  static const std::string sql = from_all_origins([](const Origin& origin) {
    const auto& [leads, customers, deposits] = origin.numbers;
    return text_of({"SELECT ", origin.day, " AS day, FIELD(", origin.source, ", ?, ?, ?, ?, ?) AS place, SUM(", leads,
                    ") AS leads, SUM(", customers, ") AS customers, SUM(", deposits, ") AS first_deposits FROM ",
                    origin.from, " AND ", origin.day, " >= ? GROUP BY day, place"});
  });
  std::array<std::string, places> ids;
  ids.fill("none");  // no id has four bytes
  for (std::size_t i = 0; i < std::min(places, partners.size()); ++i) ids.at(i) = partners[i].value_or(Uuid()).bytes();
  const std::string first = day_before(db, days - 1);
  std::vector<DaySums> sums;
  std::map<std::string, std::size_t> place_of_day;
  for (int i = 0; i < days; ++i) {
    std::vector<std::int64_t> none(partners.size() + 1, 0);
    sums.push_back({.day = day_after(first, i), .customers = none, .first_deposits = none});
    place_of_day[sums.back().day] = sums.size() - 1;
  }
  const auto& [a, b, c, d, e] = ids;
  for (const auto& row : db.query(sql, {a, b, c, d, e, first, a, b, c, d, e, first,  //
                                        a, b, c, d, e, first, a, b, c, d, e, first})) {
    const auto known = place_of_day.find(row.text("day"));
    if (known == place_of_day.end()) continue;  // a deposit may be told of some minutes ahead
    auto& day = sums[known->second];
    const auto place = static_cast<std::size_t>(row.integer("place"));  // 0: none of them
    const std::size_t column = place == 0 ? partners.size() : place - 1;
    day.leads += row.integer("leads");
    day.customers.at(column) += row.integer("customers");
    day.first_deposits.at(column) += row.integer("first_deposits");
  }
  return sums;
}

}  // namespace latchkey::customers
