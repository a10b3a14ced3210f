#include <algorithm>
#include <charconv>
#include <optional>

#include "languages/languages.hpp"

namespace latchkey::languages {
namespace {

// Nobody speaks so many, and a header may be long.
constexpr std::size_t most_tags = 50;

bool is_tag(std::string_view text) {
  return !text.empty() && text.size() <= 35 && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
}

// In thousandths: `1`, `0.8`, `0.125`; nothing when it is no quality.
std::optional<int> parse_quality(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  if (text.size() > 1 && text[1] != '.') return std::nullopt;
  std::string digits(text.substr(0, 1));
  digits += text.substr(std::min<std::size_t>(2, text.size()));
  digits.resize(4, '0');
  int quality = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), quality);
  if (problem != std::errc() || end != digits.data() + digits.size() || quality > 1000) return std::nullopt;
  return quality;
}

std::optional<int> read_quality(std::string_view parameters) {
  if (parameters.empty()) return 1000;
  const auto equals = parameters.find('=');
  if (equals == std::string_view::npos || lower_ascii(trim(parameters.substr(0, equals))) != "q") return std::nullopt;
  return parse_quality(trim(parameters.substr(equals + 1)));
}

}  // namespace

std::vector<std::string> parse_accepted_languages(std::string_view header) {
  struct Wanted {
    std::string tag;
    int quality;
  };
  std::vector<Wanted> wanted;
  while (!header.empty() && wanted.size() < most_tags) {
    const auto end = std::min(header.find(','), header.size());
    const auto item = header.substr(0, end);
    header.remove_prefix(std::min(end + 1, header.size()));
    const auto semicolon = std::min(item.find(';'), item.size());
    const auto tag = trim(item.substr(0, semicolon));
    const auto quality = read_quality(trim(item.substr(std::min(semicolon + 1, item.size()))));
    if (is_tag(tag) && quality && *quality > 0) wanted.push_back({std::string(tag), *quality});
  }
  std::ranges::stable_sort(wanted, std::greater{}, &Wanted::quality);
  std::vector<std::string> tags;
  tags.reserve(wanted.size());
  for (auto& [tag, quality] : wanted) tags.push_back(std::move(tag));
  return tags;
}

}  // namespace latchkey::languages
