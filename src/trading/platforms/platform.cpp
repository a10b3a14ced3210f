#include "trading/platforms/platform.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "db/value.hpp"

namespace latchkey::trading {

std::string_view name_of(PlatformKind kind) { return kind == PlatformKind::mt4 ? "mt4" : "mt5"; }

std::optional<PlatformKind> parse_platform_kind(std::string_view name) {
  if (name == "mt4") return PlatformKind::mt4;
  if (name == "mt5") return PlatformKind::mt5;
  return std::nullopt;
}

PlatformKind read_platform_kind(const db::Row& row) {
  const auto kind = parse_platform_kind(row.text("kind"));
  if (!kind) throw std::logic_error("a platform of an unknown kind is stored: " + row.text("kind"));
  return *kind;
}

bool is_reached_alike(const Platform& a, const Platform& b) {
  return a.id == b.id && a.kind == b.kind && a.host == b.host && a.port == b.port && a.ca_file == b.ca_file &&
         a.pinned_fingerprint == b.pinned_fingerprint && a.manager_login == b.manager_login &&
         a.secret.bytes == b.secret.bytes && a.agent == b.agent && a.code_page == b.code_page &&
         a.connect_timeout == b.connect_timeout && a.request_timeout == b.request_timeout;
}

std::vector<std::uint64_t> parse_leverages(std::string_view text) {
  std::vector<std::uint64_t> numbers;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + comma, number);
    if (error == std::errc{} && end == text.data() + comma) numbers.push_back(number);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return numbers;
}

std::string join_leverages(const std::vector<std::uint64_t>& leverages) {
  std::string text;
  for (const auto leverage : leverages) text += (text.empty() ? "" : ",") + std::to_string(leverage);
  return text;
}

}  // namespace latchkey::trading
