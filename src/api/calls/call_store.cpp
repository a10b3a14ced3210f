#include "api/calls/call_store.hpp"

#include <nlohmann/json.hpp>

#include "base/clock_text.hpp"

namespace latchkey::api {
namespace {

constexpr std::string_view select_calls =
    R"sql(
    SELECT c.id, c.request_id, c.called_at, k.name AS key_name, c.route, c.status, c.code, c.pointers, c.milliseconds,
        c.address, c.lead_id, c.customer_id
    FROM api_calls c
    JOIN api_keys k ON k.id = c.api_key_id
    )sql";

KeptCall call_of(const db::Row& row) {
  return {.id = row.uuid("id"),
          .request_id = row.text("request_id"),
          .called_at = iso8601_from_database(row.text("called_at")),
          .key_name = row.text("key_name"),
          .route = row.text("route"),
          .status = row.integer("status"),
          .code = row.optional_text("code"),
          .pointers = nlohmann::json::parse(row.text("pointers")).get<std::vector<std::string>>(),
          .milliseconds = row.integer("milliseconds"),
          .address = row.text("address"),
          .lead_id = row.optional_uuid("lead_id"),
          .customer_id = row.optional_uuid("customer_id")};
}

// Where the next page begins: the time of the last call of the page before, or a time after all.
std::string find_time(db::Connection& db, const std::optional<Uuid>& id) {
  static constexpr auto after_all = "9999-12-31";
  if (!id) return after_all;
  const auto rows = db.query("SELECT called_at FROM api_calls WHERE id = ?", {*id});
  return rows.empty() ? after_all : rows.front().text("called_at");
}

}  // namespace

std::optional<KeptCall> find_call(db::Connection& db, const Uuid& first_key, const std::string& request_id) {
  static const std::string sql = std::string(select_calls) + R"sql(
    WHERE c.request_id = ?
      AND (k.id = ? OR k.first_key_id = ?)
    ORDER BY c.called_at DESC, c.id DESC
    LIMIT 1)sql";
  const auto rows = db.query(sql, {request_id, first_key, first_key});
  if (rows.empty()) return std::nullopt;
  return call_of(rows.front());
}

CallPage list_calls(db::Connection& db, const CallFilter& filter, std::size_t page_size) {
  static const std::string sql = std::string(select_calls) + R"sql(
    WHERE c.api_key_id = ?
      AND c.called_at >= ?
      AND c.called_at < ?
      AND c.called_at <= ?
      AND (c.called_at < ? OR c.id < ?)
      AND c.status = COALESCE(?, c.status)
      AND COALESCE(c.code, '') = COALESCE(?, c.code, '')
      AND c.request_id = COALESCE(?, c.request_id)
    ORDER BY c.called_at DESC, c.id DESC
    LIMIT ?)sql";
  const std::string time = find_time(db, filter.after);
  const auto rows =
      db.query(sql, {filter.key, filter.from.value_or("1000-01-01"), filter.to.value_or("9999-12-31"), time, time,
                     filter.after.value_or(Uuid()), filter.status, filter.code, filter.request_id, page_size + 1});
  CallPage page;
  for (const auto& row : rows) {
    page.has_more = page.calls.size() == page_size;
    if (!page.has_more) page.calls.push_back(call_of(row));
  }
  return page;
}

}  // namespace latchkey::api
