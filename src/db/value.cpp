#include "db/value.hpp"

#include <charconv>
#include <stdexcept>

namespace latchkey::db {

const std::string& Row::text(std::size_t column) const {
  const auto& value = columns_.at(column);
  if (!value) throw std::logic_error("column " + std::to_string(column) + " is NULL");
  return *value;
}

std::string Row::text_or(std::size_t column, std::string_view fallback) const {
  const auto& value = columns_.at(column);
  return value ? *value : std::string(fallback);
}

std::optional<Uuid> Row::optional_uuid(std::size_t column) const {
  if (is_null(column)) return std::nullopt;
  return uuid(column);
}

std::int64_t Row::integer(std::size_t column) const {
  const std::string& digits = text(column);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || end != digits.data() + digits.size()) {
    throw std::logic_error("column " + std::to_string(column) + " is no 64-bit integer");
  }
  return number;
}

}  // namespace latchkey::db
