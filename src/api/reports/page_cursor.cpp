#include "api/reports/page_cursor.hpp"

#include <cstdint>

#include "api/limits/zone_clock.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"

namespace latchkey::api {
namespace {

// The time, the lead's id, the mark of the filters and the code over the three.
constexpr std::size_t time_bytes = 8;
constexpr std::size_t filter_bytes = 8;
constexpr std::size_t code_bytes = 16;
constexpr std::size_t told_bytes = time_bytes + Uuid::size + filter_bytes;

std::string number_bytes(std::uint64_t number) {
  std::string bytes;
  for (std::size_t i = time_bytes; i-- > 0;) bytes += static_cast<char>(number >> (8 * i) & 0xFFU);
  return bytes;
}

std::uint64_t number_of(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes) number = number << 8U | static_cast<unsigned char>(byte);
  return number;
}

std::string filter_mark(const LeadFilter& filter) {
  std::string text;
  for (const auto& part : {filter.registered.from, filter.registered.to, filter.modified.from, filter.modified.to,
                           filter.status, filter.status_group}) {
    text += part + '\0';
  }
  return crypto::sha256(text).substr(0, filter_bytes);
}

std::string code_of(const ApiKey& key, const std::string& told) {
  return crypto::hmac_sha256(key.value.reveal(), "cursor of /api/v1/reports/leads\n" + told).substr(0, code_bytes);
}

}  // namespace

std::string make_cursor(const ApiKey& key, const LeadFilter& filter, const ChangePosition& position) {
  const auto time = parse_database_time(position.modified_at).time_since_epoch().count();
  const std::string told =
      number_bytes(static_cast<std::uint64_t>(time)) + position.lead_id.bytes() + filter_mark(filter);
  return crypto::hex(told + code_of(key, told));
}

std::variant<ChangePosition, CursorProblem> parse_cursor(const ApiKey& key, const LeadFilter& filter,
                                                         std::string_view cursor) {
  const auto bytes = crypto::parse_hex(cursor);
  if (!bytes || bytes->size() != told_bytes + code_bytes || crypto::hex(*bytes) != cursor)
    return CursorProblem::unknown;
  const std::string told = bytes->substr(0, told_bytes);
  if (!crypto::equal_in_constant_time(bytes->substr(told_bytes), code_of(key, told))) return CursorProblem::unknown;
  if (told.substr(time_bytes + Uuid::size) != filter_mark(filter)) return CursorProblem::other_filters;
  const auto time = static_cast<std::int64_t>(number_of(told.substr(0, time_bytes)));
  return ChangePosition{database_text(DatabaseTime(std::chrono::microseconds(time))),
                        Uuid::from_bytes(told.substr(time_bytes, Uuid::size))};
}

}  // namespace latchkey::api
