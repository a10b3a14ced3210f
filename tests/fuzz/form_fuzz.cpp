// The query of a URL and the body of a form.
#include <algorithm>
#include <set>
#include <string>

#include "base/percent.hpp"
#include "base/utf8.hpp"
#include "fuzz/expect.hpp"

namespace latchkey::fuzz {
namespace {

FormFields fields_of(std::string_view text) {
  const auto parsed = parse_form(text);
  const auto* fields = std::get_if<FormFields>(&parsed);
  expect(fields != nullptr, "what was taken once is taken in parts and anew");
  return *fields;
}

std::string write_form(const FormFields& fields) {
  std::string text;
  for (const auto& [name, value] : fields) text += percent_encode(name) + '=' + percent_encode(value) + '&';
  return text;
}

void check_fields(const FormFields& fields) {
  expect(fields.size() <= max_form_fields, "a form has at most max_form_fields fields");
  std::set<std::string_view> names;
  for (const auto& [name, value] : fields) {
    expect(names.insert(name).second, "no name stands twice");
    expect(find_field(fields, name) == &value, "a field is found by its name");
    for (const auto& text : {name, value}) {
      expect(is_valid_utf8(text) && text.find('\0') == std::string::npos, "names and values are UTF-8 without NUL");
    }
  }
}

void check_halves(std::string_view text, const FormFields& fields) {
  const auto middle = text.find('&', text.size() / 2);
  if (middle == std::string_view::npos) return;
  FormFields joined = fields_of(text.substr(0, middle));
  for (auto& field : fields_of(text.substr(middle + 1))) joined.push_back(std::move(field));
  expect(joined == fields, "a form is the sum of its parts");
}

void check_escapes(std::string_view bytes) {
  const std::string encoded = percent_encode(bytes);
  expect(percent_decode(encoded) == bytes, "every byte survives encoding and decoding");
  expect(encoded.find_first_of("&=+?#/ ") == std::string::npos, "what is encoded separates nothing");
  if (const auto decoded = percent_decode(bytes)) {
    const auto escapes = static_cast<std::size_t>(std::ranges::count(bytes, '%'));
    expect(decoded->size() + 2 * escapes == bytes.size(), "every % begins an escape of three bytes");
  }
}

}  // namespace

void check_input(std::string_view input) {
  check_escapes(input);
  const auto parsed = parse_form(input);
  const auto* fields = std::get_if<FormFields>(&parsed);
  if (fields == nullptr) return;
  check_fields(*fields);
  check_halves(input, *fields);
  expect(fields_of(write_form(*fields)) == *fields, "a form that is written anew reads the same");
}

}  // namespace latchkey::fuzz
