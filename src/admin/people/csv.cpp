#include "admin/people/csv.hpp"

#include <algorithm>
#include <string_view>

namespace latchkey::admin {
namespace {

bool is_formula(std::string_view value) {
  if (value.empty() || std::string_view("=+-@\t\r").find(value.front()) == std::string_view::npos) return false;
  const bool is_phone = value.front() == '+' && value.size() > 1 &&
                        std::ranges::all_of(value.substr(1), [](char c) { return c >= '0' && c <= '9'; });
  return !is_phone;
}

std::string quoted(const std::string& value) {
  std::string text = is_formula(value) ? "'" + value : value;
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string result = "\"";
  for (const char c : text) result += c == '"' ? std::string("\"\"") : std::string(1, c);
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
