#include "courier/delivery_store.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "crypto/encoding.hpp"

namespace latchkey::courier {
namespace {

using nlohmann::json;

constexpr std::size_t longest_text_bytes = 200;  // of an error and of a reason
constexpr long gone = 410;

std::optional<SealedSecret> secret_of(const db::Row& row, std::string_view column, std::string_view key_column) {
  if (row.is_null(column)) return std::nullopt;
  return SealedSecret{row.text(column), row.text_or(key_column, "")};
}

std::int64_t microseconds(std::chrono::steady_clock::duration duration) {
  return std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
}

std::string_view state_of(const Result& result) {
  if (result.answer.is_success()) return "delivered";
  return result.wait ? "waiting" : "failed";
}

// What libcurl says may quote what a server has sent: only ASCII fits every column.
std::string cut(const std::string& text) {
  std::string copy = text.substr(0, longest_text_bytes);
  std::ranges::replace_if(
      copy, [](char c) { return c < ' ' || c > '~'; }, '?');
  return copy;
}

// Bytes as hex: an answer may hold anything.
json row_of(const Result& result, std::chrono::steady_clock::time_point now) {
  const auto& answer = result.answer;
  const auto or_null = [](bool has_value, json value) { return has_value ? std::move(value) : json(nullptr); };
  const auto wait = result.wait.value_or(std::chrono::milliseconds(0));
  return {{"id", crypto::hex(result.delivery_id.bytes())},
          {"tries", result.tries},
          {"state", state_of(result)},
          {"wait", microseconds(wait - (now - answer.ended_at))},
          {"age", microseconds(now - answer.begun_at)},
          {"duration", microseconds(answer.ended_at - answer.begun_at) / 1000},
          {"status", or_null(answer.status != 0, answer.status)},
          {"answer", or_null(answer.status != 0, crypto::hex(answer.body))},
          {"error", or_null(!answer.error.empty(), cut(answer.error))}};
}

// In the order of their ids, so that no two transactions wait for one another.
std::string rows_of(std::vector<const Result*> results) {
  std::ranges::sort(results, {}, [](const Result* result) { return result->delivery_id; });
  const auto now = std::chrono::steady_clock::now();
  auto rows = json::array();
  for (const auto* result : results) rows.push_back(row_of(*result, now));
  return rows.dump();
}

// A row counts while its delivery stands as it was when the try began.
void insert_tries(db::Connection& db, const std::string& rows) {
  db.execute(
      R"sql(
      INSERT INTO delivery_tries (delivery_id, number, tried_at, status, duration_ms, answer, error)
      SELECT d.id, COALESCE((SELECT MAX(t.number) FROM delivery_tries t WHERE t.delivery_id = d.id), 0) + 1,
          UTC_TIMESTAMP(6) - INTERVAL r.age MICROSECOND, r.status, r.duration, UNHEX(r.answer), r.error
      FROM JSON_TABLE(?, '$[*]' COLUMNS (
          id CHAR(32) PATH '$.id',
          tries INT PATH '$.tries',
          age BIGINT PATH '$.age',
          duration BIGINT PATH '$.duration',
          status INT PATH '$.status',
          answer VARCHAR(2048) PATH '$.answer',
          error VARCHAR(200) PATH '$.error')) AS r
      STRAIGHT_JOIN deliveries d ON d.id = UNHEX(r.id)
      WHERE d.state = 'waiting' AND d.tries = r.tries)sql",
      {rows});
}

void update_deliveries(db::Connection& db, const std::string& rows) {
  db.execute(
      R"sql(
      UPDATE JSON_TABLE(?, '$[*]' COLUMNS (
          id CHAR(32) PATH '$.id',
          tries INT PATH '$.tries',
          state VARCHAR(9) PATH '$.state',
          wait BIGINT PATH '$.wait')) AS r
      STRAIGHT_JOIN deliveries d ON d.id = UNHEX(r.id)
      SET d.next_at = UTC_TIMESTAMP(6) + INTERVAL r.wait MICROSECOND,
          d.ended_at = IF(r.state = 'waiting', NULL, UTC_TIMESTAMP(6)),
          d.tries = d.tries + 1,
          d.state = r.state
      WHERE d.state = 'waiting' AND d.tries = r.tries)sql",
      {rows});
}

std::string reason_of(const Answer& answer) {
  return cut(answer.status != 0 ? "the answer was " + std::to_string(answer.status) : answer.error);
}

void set_state(db::Connection& db, const Uuid& endpoint_id, std::string_view state,
               const std::optional<std::string>& reason) {
  db.execute(
      R"sql(
      UPDATE endpoints
      SET state = ?, state_reason = ?, updated_at = UTC_TIMESTAMP(6)
      WHERE id = ? AND state <> 'disabled' AND state <> ?)sql",
      {state, reason, endpoint_id, state});
}

// What the results of one endpoint say of it. A success after a failure ends the failing.
struct Verdict {
  std::string_view state;  // empty: as it is
  std::optional<std::string> reason;
};

std::map<Uuid, Verdict> judge(const std::vector<const Result*>& results) {
  std::map<Uuid, Verdict> verdicts;
  for (const auto* result : results) {
    auto& verdict = verdicts[result->endpoint_id];
    if (verdict.state == "disabled") continue;
    if (result->answer.status == gone) {
      verdict = {"disabled", reason_of(result->answer)};
    } else if (result->answer.is_success()) {
      verdict = {"enabled", std::nullopt};
    } else if (!result->wait) {
      verdict = {"failing", reason_of(result->answer)};
    }
  }
  return verdicts;
}

}  // namespace

// The first of an endpoint's waiting deliveries is one look into deliveries_due.
std::vector<DueEndpoint> list_due_endpoints(db::Connection& db, const Uuid& holder) {
  std::vector<DueEndpoint> endpoints;
  for (const auto& row : db.query(
           R"sql(
           SELECT f.id, f.kind, f.url, f.secret, f.secret_key_id, f.former_secret, f.former_secret_key_id, f.is_due
           FROM (SELECT e.id, e.kind, e.url, e.secret, e.secret_key_id,
                     IF(e.former_secret_until > UTC_TIMESTAMP(6), e.former_secret, NULL) AS former_secret,
                     e.former_secret_key_id,
                     COALESCE(e.holder = ? AND e.held_until > UTC_TIMESTAMP(6), FALSE) AS is_held,
                     COALESCE((SELECT d.next_at
                               FROM deliveries d
                               WHERE d.endpoint_id = e.id AND d.state = 'waiting'
                               ORDER BY d.next_at
                               LIMIT 1) <= UTC_TIMESTAMP(6), FALSE) AS is_due
                 FROM endpoints e
                 LEFT JOIN users u ON u.id = e.user_id
                 WHERE e.state <> 'disabled' AND u.disabled_at IS NULL AND u.removed_at IS NULL
                     AND (e.holder IS NULL OR e.holder = ? OR e.held_until <= UTC_TIMESTAMP(6))) AS f
           WHERE f.is_due OR f.is_held)sql",
           {holder, holder})) {
    const bool is_postback = row.text("kind") == name_of(endpoints::Kind::postback);
    endpoints.push_back({.id = row.uuid("id"),
                         .kind = is_postback ? endpoints::Kind::postback : endpoints::Kind::webhook,
                         .url = row.text("url"),
                         .secret = secret_of(row, "secret", "secret_key_id"),
                         .former_secret = secret_of(row, "former_secret", "former_secret_key_id"),
                         .is_due = row.flag("is_due")});
  }
  return endpoints;
}

bool hold_endpoint(db::Connection& db, const Uuid& endpoint_id, const Uuid& holder, std::chrono::milliseconds lease) {
  return db.execute(
             R"sql(
             UPDATE endpoints
             SET holder = ?, held_until = UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND
             WHERE id = ? AND state <> 'disabled'
                 AND (holder IS NULL OR holder = ? OR held_until <= UTC_TIMESTAMP(6)))sql",
             {holder, microseconds(lease), endpoint_id, holder}) == 1;
}

void release_endpoints(db::Connection& db, const Uuid& holder) {
  db.execute("UPDATE endpoints SET holder = NULL, held_until = NULL WHERE holder = ?", {holder});
}

std::vector<DueDelivery> list_due_deliveries(db::Connection& db, const Uuid& endpoint_id, std::size_t most) {
  std::vector<DueDelivery> deliveries;
  for (const auto& row : db.query(
           R"sql(
           SELECT id, payload, tries, CAST(UNIX_TIMESTAMP(UTC_TIMESTAMP(6)) AS SIGNED) AS unix_seconds
           FROM deliveries
           WHERE endpoint_id = ? AND state = 'waiting' AND next_at <= UTC_TIMESTAMP(6)
           ORDER BY next_at
           LIMIT ?)sql",
           {endpoint_id, most})) {
    deliveries.push_back({.id = row.uuid("id"),
                          .payload = row.text("payload"),
                          .tries = static_cast<std::uint64_t>(row.integer("tries")),
                          .unix_seconds = row.integer("unix_seconds")});
  }
  return deliveries;
}

void write_results(db::Connection& db, const std::vector<Result>& results) {
  std::vector<const Result*> pointers;
  pointers.reserve(results.size());
  for (const auto& result : results) pointers.push_back(&result);
  const auto rows = rows_of(pointers);
  const auto verdicts = judge(pointers);
  db.in_transaction([&](db::Transaction&) {
    insert_tries(db, rows);
    update_deliveries(db, rows);
    for (const auto& [endpoint_id, verdict] : verdicts) {
      if (!verdict.state.empty()) set_state(db, endpoint_id, verdict.state, verdict.reason);
    }
  });
}

void mark_failing(db::Connection& db, const Uuid& endpoint_id, const std::string& reason) {
  set_state(db, endpoint_id, "failing", cut(reason));
}

}  // namespace latchkey::courier
