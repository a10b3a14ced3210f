// Values that go into statements and rows that come out of them.
#pragma once
#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/uuid.hpp"

namespace latchkey::db {

// What stands for one `?` of a statement. For a binary column it is the bytes, as a string.
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

// The names of a result's columns, as the SELECT gives them: `email`, or what stands behind AS.
using Columns = std::vector<std::string>;

// One row, read by the names of its columns. All readers throw std::logic_error when the SELECT has no such column,
// when the value is NULL and the reader gives a plain value, and when the value is not of the reader's type. Where NULL
// can stand, ask is_null() first or use one of the optional readers.
class Row {
 public:
  Row(std::shared_ptr<const Columns> columns, std::vector<std::optional<std::string>> values)
      : columns_(std::move(columns)), values_(std::move(values)) {}

  [[nodiscard]] bool is_null(std::string_view column) const { return !value(column).has_value(); }
  [[nodiscard]] const std::string& text(std::string_view column) const;
  [[nodiscard]] std::string text_or(std::string_view column, std::string_view fallback) const;
  [[nodiscard]] const std::optional<std::string>& optional_text(std::string_view column) const { return value(column); }
  [[nodiscard]] Uuid uuid(std::string_view column) const;
  [[nodiscard]] std::optional<Uuid> optional_uuid(std::string_view column) const;
  [[nodiscard]] std::int64_t integer(std::string_view column) const;
  // 0 or 1, as the database answers a condition and stores a BOOLEAN.
  [[nodiscard]] bool flag(std::string_view column) const;

  // The value of a row that has one column; throws std::logic_error when it has more.
  [[nodiscard]] const std::optional<std::string>& only_value() const;

 private:
  [[nodiscard]] const std::optional<std::string>& value(std::string_view column) const;

  std::shared_ptr<const Columns> columns_;
  std::vector<std::optional<std::string>> values_;
};

using Rows = std::vector<Row>;

}  // namespace latchkey::db
