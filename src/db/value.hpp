// Values that go into statements and rows that come out of them.
#pragma once
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/uuid.hpp"

namespace latchkey::db {

// One `?` of a statement. Binary columns take their bytes as a string.
class Value {
 public:
  using Stored = std::variant<std::nullptr_t, std::int64_t, std::uint64_t, std::string>;

  // Implicit on purpose: a parameter list reads as the values themselves.
  Value(std::nullptr_t) : stored_(nullptr) {}                     // NOLINT(google-explicit-constructor)
  Value(std::string text) : stored_(std::move(text)) {}           // NOLINT(google-explicit-constructor)
  Value(std::string_view text) : stored_(std::string(text)) {}    // NOLINT(google-explicit-constructor)
  Value(const char* text) : stored_(std::string(text)) {}         // NOLINT(google-explicit-constructor)
  Value(const Uuid& id) : stored_(id.bytes()) {}                  // NOLINT(google-explicit-constructor)
  Value(bool flag) : stored_(static_cast<std::int64_t>(flag)) {}  // NOLINT(google-explicit-constructor)
  template <std::signed_integral T>
  Value(T number) : stored_(static_cast<std::int64_t>(number)) {}  // NOLINT(google-explicit-constructor)
  template <std::unsigned_integral T>
  Value(T number) : stored_(static_cast<std::uint64_t>(number)) {}  // NOLINT(google-explicit-constructor)
  template <class T>
  Value(const std::optional<T>& value)  // NOLINT(google-explicit-constructor)
      : stored_(value ? Value(*value).stored_ : Stored(nullptr)) {}

  [[nodiscard]] const Stored& stored() const { return stored_; }

 private:
  Stored stored_;
};

// One row, columns from 0 in the order of the SELECT. Reading a NULL as a value throws std::logic_error, as does a text
// that is no number: ask is_null first, or read the optional form.
class Row {
 public:
  explicit Row(std::vector<std::optional<std::string>> columns) : columns_(std::move(columns)) {}

  [[nodiscard]] bool is_null(std::size_t column) const { return !columns_.at(column).has_value(); }
  [[nodiscard]] const std::string& text(std::size_t column) const;
  [[nodiscard]] std::string text_or(std::size_t column, std::string_view fallback) const;
  [[nodiscard]] std::optional<std::string> optional_text(std::size_t column) const { return columns_.at(column); }
  [[nodiscard]] Uuid uuid(std::size_t column) const { return Uuid::from_bytes(text(column)); }
  [[nodiscard]] std::optional<Uuid> optional_uuid(std::size_t column) const;
  [[nodiscard]] std::int64_t integer(std::size_t column) const;
  [[nodiscard]] bool flag(std::size_t column) const { return integer(column) != 0; }

 private:
  std::vector<std::optional<std::string>> columns_;
};

using Rows = std::vector<Row>;

}  // namespace latchkey::db
