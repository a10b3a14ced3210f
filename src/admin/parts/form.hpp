// Forms: what they show, and reading what was typed into them.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "admin/parts/cell.hpp"
#include "admin/parts/visit.hpp"
#include "html/render.hpp"

namespace latchkey::admin {

struct Choice {
  std::string value;
  std::string label;  // of a select it may be empty: then the value, in which no blanks may be, stands for both
  bool is_chosen = false;
};

struct Field {
  enum class Kind { line, email, password, date, number, text, search, choices, select, code, file };
  std::string name;
  std::string label;
  Kind kind = Kind::line;
  std::string value = {};
  std::string hint = {};
  std::string error = {};
  std::vector<Choice> choices = {};
  enum class Need { optional, required } need = Need::optional;
  std::string autocomplete = "off";
  std::string id = {};  // of the element; empty: `f-NAME`, which must be the only one of the page
};

// What passkeys.js does when the form is sent: it asks the browser to make a passkey, or to answer with one, and adds
// what the browser says as fields of the names that read_passkey_fields() knows.
struct PasskeyCeremony {
  enum class Deed { create, get } deed;
  std::string challenge;  // base64url; empty: it is fetched from `challenge_from` when the form is sent
  std::string site;       // the relying party's id
  std::string known;      // credential ids in hex, with spaces: those that may answer, or that are not made again
  std::string user = {};  // of a new one: the user's id in hex
  std::string name = {};  // of a new one: the user's e-mail
  std::string challenge_from = {};  // an address that takes a POST
  std::string unless = {};  // a field of the form: when something is typed into it, that takes the passkey's place
};

struct Form {
  std::string title = {};
  std::string action;  // below /admin
  std::string submit;
  std::vector<Field> fields = {};
  std::vector<std::pair<std::string, std::string>> hidden = {};
  std::string text = {};    // above the fields
  std::string cancel = {};  // where "Cancel" leads; empty: none
  Tone tone = Tone::plain;  // bad: what cannot be undone
  enum class Method { post, get } method = Method::post;
  enum class Shape { card, row } shape = Shape::card;  // row: a search above a table, buttons side by side
  std::optional<PasskeyCeremony> passkey = std::nullopt;
  // With a title, all fields but the first stand in a part that is opened.
  struct Folded {
    std::string title = {};
    bool is_open = false;
  } folded = {};
  bool quiet = false;  // its button is for what is done now and then
};

// Puts the form where a template says `{{>FORM}}`. `form_value` is the visit's; only a POST carries it.
void add_form(html::Values& values, const Form& form, std::string_view form_value);

// What is wrong, by field name; the page shows it beside the field. What is wrong with the form as a whole stands under
// the empty name.
using Errors = std::map<std::string, std::string>;

// Puts the errors into the fields of the same names.
void tell(std::vector<Field>& fields, const Errors& errors);

// Makes the fields show what was typed, passwords aside.
void keep_typed(const Visit& visit, std::vector<Field>& fields);

// The typed text trimmed; an error when it is empty, over 100 characters, or has control characters.
[[nodiscard]] std::string read_label(const Visit& visit, const std::string& name, Errors& errors);

// The whole number that the text is, in digits with or without a `-`. Nothing for any other text, and for a number of
// more than 64 bits.
[[nodiscard]] std::optional<std::int64_t> parse_number(std::string_view text);

// The values of a group of ticks: fields `NAME.VALUE`.
[[nodiscard]] std::vector<std::string> read_ticks(const Visit& visit, std::string_view name);
[[nodiscard]] bool is_ticked(const Visit& visit, std::string_view name, std::string_view value);

}  // namespace latchkey::admin
