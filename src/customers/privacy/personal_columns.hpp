// The one map of what is stored about a person: which tables and columns, how the rows are found, and what erasing
// makes of them. Export, erasing and preview go by it, and a test compares it with the schema.
#pragma once
#include <span>
#include <string_view>

namespace latchkey::customers {

// How a column stands in an export.
enum class Form {
  id,    // 16 bytes, as a UUID
  time,  // ISO 8601 in UTC
  text,  // as it is
  number,
  flag,    // true or false
  json,    // checked text, as the value that it is
  hidden,  // left out: a secret, a hash, or what is about somebody else
};

// `erased`: what the column becomes, an SQL expression in which the row is called x; empty: it stays as it is.
struct Column {
  std::string_view name;
  Form form;
  std::string_view erased = {};
};

// By what of a person rows are found; it stands for the one `?` of the condition.
enum class Key { lead, customer, email, phone, last_name };

// One way to find a person's rows: the table as x, with what has to be joined, and a condition. The rows of a table's
// ways may overlap.
struct Way {
  Key key;
  std::string_view from;
  std::string_view condition;
};

struct PersonalTable {
  std::string_view name;
  std::string_view holds;  // for people who read a preview
  std::span<const Way> ways;
  std::span<const Column> columns;  // all that the table has
  enum class Rows { stay, go } rows = Rows::stay;

  [[nodiscard]] bool is_erasable() const;  // whether erasing makes anything of it
};

// In the order in which they are erased: the lead first, since a creation begins with it too, then the customer, since
// a sign-in writes it.
[[nodiscard]] std::span<const PersonalTable> personal_tables();

}  // namespace latchkey::customers
