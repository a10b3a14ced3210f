#include "admin/parts/csv.hpp"

#include <algorithm>
#include <array>

namespace latchkey::admin {
namespace {

constexpr std::string_view separators = ";,|\t\r\n\"'";
constexpr char blank = ' ';

// The signs that begin a formula, with their full-width forms, which some spreadsheets take as well.
constexpr std::array<std::string_view, 8> signs{"=", "+", "-", "@", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};

bool is_any_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

// The length of the sign at the beginning of the text; 0 when there is none, and for a `+` with digits alone behind it.
std::size_t measure_sign(std::string_view text) {
  const auto found = std::ranges::find_if(signs, [&](std::string_view sign) { return text.starts_with(sign); });
  if (found == signs.end()) return 0;
  const auto rest = text.substr(found->size());
  const auto end = std::ranges::find_if(rest, [](char c) { return is_any_of(c, separators) || c == blank; });
  const std::string_view word(rest.begin(), end);
  const bool is_number = !word.empty() && std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
  return *found == "+" && is_number ? 0 : found->size();
}

// Behind a blank within a text a lone sign is a dash between words.
bool is_lone(std::string_view behind) { return behind.empty() || behind.front() == blank; }

std::string neutral(const std::string& value) {
  enum class Place { start, behind_blank, inside };
  Place place = Place::start;
  std::string text;
  const std::string_view whole = value;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    const std::size_t sign = place == Place::inside ? 0 : measure_sign(whole.substr(i));
    const bool is_dash = place == Place::behind_blank && is_lone(whole.substr(i + sign));
    if (sign > 0 && !is_dash) text += '\'';
    text += whole[i];
    if (is_any_of(whole[i], separators)) {
      place = Place::start;
    } else if (whole[i] != blank) {
      place = Place::inside;
    } else if (place == Place::inside) {
      place = Place::behind_blank;
    }
  }
  const bool is_changed = text.size() != value.size() || (!value.empty() && is_any_of(value.front(), "\t\r\n"));
  return is_changed && !text.starts_with('\'') ? "'" + text : text;
}

std::string quoted(const std::string& value) {
  std::string result = "\"";
  for (const char c : neutral(value)) {
    if (c == '"') result += '"';
    result += c;
  }
  return result + '"';
}

}  // namespace

std::string csv_line(const std::vector<std::string>& values) {
  std::string line;
  const char* separator = "";
  for (const auto& value : values) {
    line += separator + quoted(value);
    separator = ",";
  }
  return line + "\r\n";
}

}  // namespace latchkey::admin
