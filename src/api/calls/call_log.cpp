#include "api/calls/call_log.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/log.hpp"

namespace latchkey::api {
namespace {

using nlohmann::json;

std::string hex_of(const Uuid& id) {
  std::string text = id.text();
  std::erase(text, '-');
  return text;
}

json hex_or_null(const std::optional<Uuid>& id) { return id ? json(hex_of(*id)) : json(nullptr); }

json row_of(const CallFacts& facts, std::chrono::steady_clock::time_point now) {
  const auto age = std::chrono::duration_cast<std::chrono::microseconds>(now - facts.ended_at);
  return {hex_of(Uuid::make()),
          facts.request_id,
          age.count(),
          hex_of(facts.api_key_id),
          facts.route,
          facts.status,
          facts.code ? json(*facts.code) : json(nullptr),
          json(facts.pointers).dump(),
          facts.taken.count(),
          facts.address,
          hex_or_null(facts.subject.lead_id),
          hex_or_null(facts.subject.customer_id)};
}

}  // namespace

bool CallLog::is_due() const {
  static constexpr std::size_t many = 200;
  static constexpr auto longest = std::chrono::seconds{1};
  const auto now = std::chrono::steady_clock::now();
  if (!is_waiting() || now < next_try_) return false;
  return waiting_.size() >= many || now - waiting_.front().ended_at >= longest;
}

void CallLog::insert() {
  auto rows = json::array();
  const auto now = std::chrono::steady_clock::now();
  for (const auto& facts : waiting_) rows.push_back(row_of(facts, now));
  // The rows come as JSON, so that one prepared statement does for any number of them.
  db_.execute(
      R"sql(
      INSERT INTO api_calls (id, request_id, called_at, api_key_id, route, status, code, pointers, milliseconds, address,
          lead_id, customer_id)
      SELECT UNHEX(c.id), c.request_id, UTC_TIMESTAMP(6) - INTERVAL c.age MICROSECOND, UNHEX(c.api_key_id), c.route,
          c.status, c.code, c.pointers, c.milliseconds, c.address, UNHEX(c.lead_id), UNHEX(c.customer_id)
      FROM JSON_TABLE(?, '$[*]' COLUMNS (
          id CHAR(32) PATH '$[0]',
          request_id VARCHAR(64) PATH '$[1]',
          age BIGINT PATH '$[2]',
          api_key_id CHAR(32) PATH '$[3]',
          route VARCHAR(60) PATH '$[4]',
          status INT PATH '$[5]',
          code VARCHAR(40) PATH '$[6]',
          pointers TEXT PATH '$[7]',
          milliseconds BIGINT PATH '$[8]',
          address VARCHAR(45) PATH '$[9]',
          lead_id CHAR(32) PATH '$[10]',
          customer_id CHAR(32) PATH '$[11]')) AS c)sql",
      {rows.dump()});
}

void CallLog::write() {
  static constexpr std::size_t most = 2000;
  static constexpr auto pause = std::chrono::seconds{5};
  const auto now = std::chrono::steady_clock::now();
  if (!is_waiting() || now < next_try_) return;
  try {
    insert();
    waiting_.clear();
  } catch (const Unavailable& error) {
    log(LogLevel::notice, "calls_not_written", {{"why", error.what()}});
    next_try_ = now + pause;
    if (waiting_.size() > most) waiting_.clear();
  } catch (const std::exception& error) {
    log(LogLevel::error, "calls_not_written", {{"why", error.what()}});
    waiting_.clear();
  }
}

}  // namespace latchkey::api
