#include "db/value.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace latchkey::db {
namespace {

[[noreturn]] void refuse(std::string_view column, std::string_view what) {
  throw std::logic_error("column " + std::string(column) + " " + std::string(what));
}

}  // namespace

const std::optional<std::string>& Row::value(std::string_view column) const {
  const auto found = std::ranges::find(*columns_, column);
  if (found == columns_->end()) refuse(column, "is not in the SELECT");
  return values_.at(static_cast<std::size_t>(found - columns_->begin()));
}

const std::string& Row::text(std::string_view column) const {
  const auto& text = value(column);
  if (!text) refuse(column, "is NULL");
  return *text;
}

std::string Row::text_or(std::string_view column, std::string_view fallback) const {
  const auto& text = value(column);
  return text ? *text : std::string(fallback);
}

Uuid Row::uuid(std::string_view column) const {
  static constexpr std::size_t uuid_bytes = 16;
  const std::string& bytes = text(column);
  if (bytes.size() != uuid_bytes) refuse(column, "is no id");
  return Uuid::from_bytes(bytes);
}

std::optional<Uuid> Row::optional_uuid(std::string_view column) const {
  if (is_null(column)) return std::nullopt;
  return uuid(column);
}

std::int64_t Row::integer(std::string_view column) const {
  const std::string& digits = text(column);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || end != digits.data() + digits.size()) refuse(column, "is no 64-bit integer");
  return number;
}

bool Row::flag(std::string_view column) const {
  const std::int64_t number = integer(column);
  if (number != 0 && number != 1) refuse(column, "is neither 0 nor 1");
  return number == 1;
}

const std::optional<std::string>& Row::only_value() const {
  if (values_.size() != 1) throw std::logic_error("the SELECT has more than one column");
  return values_.front();
}

}  // namespace latchkey::db
