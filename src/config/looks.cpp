#include "config/looks.hpp"

#include <algorithm>
#include <cmath>

#include "base/utf8.hpp"
#include "config/colour.hpp"

namespace latchkey {
namespace {

constexpr std::size_t address_limit_bytes = 2000;

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool is_language_tag(std::string_view text) {
  return text.size() >= 2 && text.size() <= 35 && is_letter_or_digit(text.front()) && is_letter_or_digit(text.back()) &&
         std::ranges::all_of(text, [](char c) { return is_letter_or_digit(c) || c == '-'; });
}

// Rounded down, so that no ratio is told as one that would do.
std::string ratio_text(double ratio) {
  const auto tenths = static_cast<int>(std::floor(ratio * 10));
  return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10);
}

void read_accent(Section& section, std::string& accent) {
  section.read("accent", accent);
  if (accent.empty()) return;
  const auto colour = parse_colour(accent);
  if (!colour) section.refuse("accent", "must be a colour such as \"#1d4fd8\"");
  const double ratio = contrast(*colour, white);
  if (ratio < readable_contrast) {
    section.refuse("accent", "is \"" + accent + "\", on which white text has a contrast of " + ratio_text(ratio) +
                                 ":1, and 4.5:1 is the least: take a darker one, such as \"" +
                                 colour_text(make_readable(*colour, white, black)) + '"');
  }
  accent = colour_text(*colour);
}

bool is_web_address(std::string_view url) {
  const std::string lower = lower_ascii(url);
  const std::size_t scheme = lower.starts_with("https://") ? 8 : lower.starts_with("http://") ? 7 : 0;
  if (scheme == 0 || url.size() > address_limit_bytes) return false;
  const auto host = url.substr(scheme, url.find_first_of("/?#", scheme) - scheme);
  return !host.empty() && host.find('@') == std::string_view::npos && std::ranges::all_of(url, [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7f &&
           std::string_view("\"'<>\\^`{|}").find(c) == std::string_view::npos;
  });
}

void read_address(Section& section, const std::string& key, std::string& url) {
  section.read(key, url);
  if (!url.empty() && !is_web_address(url)) {
    section.refuse(key, "must be the address of a page, such as \"https://www.example.com/page\"");
  }
}

}  // namespace

void read_looks(Section& section, const std::filesystem::path& folder, SiteConfig& site) {
  section.read("language", site.language);
  if (!is_language_tag(site.language)) section.refuse("language", R"(must be a language tag, such as "de" or "pt-BR")");
  section.read("language_folder", site.language_folder);
  if (!site.language_folder.empty()) site.language_folder = folder / site.language_folder;
  for (const auto& [key, file] : {std::pair{"logo", &site.logo}, std::pair{"style", &site.style}}) {
    section.read(key, *file);
    if (!file->empty()) *file = folder / *file;
  }
  read_accent(section, site.accent);
  read_address(section, "home_url", site.home_url);
  read_address(section, "terms_url", site.terms_url);
  read_address(section, "forgot_url", site.forgot_url);
}

}  // namespace latchkey
