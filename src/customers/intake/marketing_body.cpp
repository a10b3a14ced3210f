#include "customers/intake/marketing_body.hpp"

#include "base/json_reader.hpp"
#include "base/utf8.hpp"

namespace latchkey::customers {
namespace {

using nlohmann::json;

constexpr std::size_t utm_key_limit = 40;
constexpr std::size_t metadata_key_limit = 50;
constexpr std::size_t name_limit = 64;
constexpr std::size_t value_limit = 1000;

const json* find_object(const json& body, const std::string& field, std::size_t key_limit, Findings& findings) {
  const json* value = find_member(body, field);
  if (value == nullptr) return nullptr;
  if (!value->is_object()) {
    findings.refuse("/" + field, "type", "This must be an object.");
    return nullptr;
  }
  if (value->size() > key_limit) {
    findings.refuse("/" + field, "too_many_keys", "At most " + std::to_string(key_limit) + " keys.");
  }
  return value;
}

void check_metadata_value(const std::string& pointer, const json& value, Findings& findings) {
  if (is_oversized_number(value)) {
    findings.refuse(pointer, "number_out_of_range", "The number does not fit 64 bits; send it as a string.");
  } else if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    if (count_characters(text) > value_limit) findings.refuse(pointer, "too_long", "At most 1000 characters.");
    if (text.find('\0') != std::string::npos) findings.refuse(pointer, "control_characters", "A NUL is not allowed.");
  } else if (value.is_null()) {
    findings.refuse(pointer, "null_value", "null is not allowed here; leave the key out.");
  } else if (value.is_structured()) {
    findings.refuse(pointer, "nested_value", "A value must be a string, a number or a boolean.");
  }
}

void check_name(const std::string& pointer, const std::string& name, Findings& findings) {
  if (name.empty()) findings.refuse(pointer, "too_short", "A key must not be empty.");
  if (count_characters(name) > name_limit) findings.refuse(pointer, "too_long", "A key has at most 64 characters.");
  if (has_control_characters(name)) {
    findings.refuse(pointer, "control_characters", "Control characters are not allowed in a key.");
  }
}

// The first `value_limit` characters.
std::string cut(const std::string& text) {
  std::size_t end = 0;
  for (std::size_t characters = 0; end < text.size(); ++end) {
    const bool is_first_byte = (static_cast<unsigned char>(text[end]) & 0xc0U) != 0x80;
    if (is_first_byte && ++characters > value_limit) break;
  }
  return text.substr(0, end);
}

// A marketing value as text. Numbers and booleans are taken as they were written, and a text that is too long is cut:
// what a link has collected on its way must not cost a customer.
std::optional<std::string> read_utm_value(const std::string& pointer, const json& value, Findings& findings) {
  if (value.is_structured()) {
    findings.refuse(pointer, "nested_value", "A value must be a string, a number or a boolean.");
    return std::nullopt;
  }
  if (is_oversized_number(value)) return oversized_digits(value);
  if (!value.is_string()) return value.dump();
  std::string text = value.get<std::string>();
  if (text.find('\0') != std::string::npos) {
    findings.refuse(pointer, "control_characters", "A NUL is not allowed.");
    return std::nullopt;
  }
  if (count_characters(text) <= value_limit) return text;
  findings.warn(pointer, "value_cut", "Only the first 1000 characters were kept.");
  return cut(text);
}

json parse_utm_details(const json& body, Findings& findings) {
  json details = json::object();
  const json* object = find_object(body, "utmDetails", utm_key_limit, findings);
  if (object == nullptr) return details;
  for (const auto& [name, value] : object->items()) {
    const std::string pointer = "/utmDetails/" + http::pointer_token(name);
    check_name(pointer, name, findings);
    if (value.is_null()) continue;
    if (auto text = read_utm_value(pointer, value, findings)) details[name] = std::move(*text);
  }
  return details;
}

json parse_metadata(const json& body, Findings& findings) {
  const json* object = find_object(body, "metadata", metadata_key_limit, findings);
  if (object == nullptr) return json::object();
  for (const auto& [name, value] : object->items()) {
    const std::string pointer = "/metadata/" + http::pointer_token(name);
    check_name(pointer, name, findings);
    check_metadata_value(pointer, value, findings);
  }
  return *object;
}

}  // namespace

Marketing parse_marketing(const json& body, Findings& findings) {
  return {parse_utm_details(body, findings), parse_metadata(body, findings)};
}

}  // namespace latchkey::customers
