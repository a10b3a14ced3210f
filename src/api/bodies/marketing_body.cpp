#include "api/bodies/marketing_body.hpp"

#include "base/json_reader.hpp"
#include "base/utf8.hpp"

namespace latchkey::api {
namespace {

using nlohmann::json;

constexpr std::size_t utm_key_limit = 40;
constexpr std::size_t metadata_key_limit = 50;
constexpr std::size_t metadata_name_limit = 64;
constexpr std::size_t value_limit = 1000;

const json* find_object(const json& body, const std::string& field, std::size_t key_limit, FieldErrors& errors) {
  const json* value = find_member(body, field);
  if (value == nullptr) return nullptr;
  if (!value->is_object()) {
    errors.add("/" + field, "type", "This must be an object.");
    return nullptr;
  }
  if (value->size() > key_limit) {
    errors.add("/" + field, "too_many_keys", "At most " + std::to_string(key_limit) + " keys.");
  }
  return value;
}

void check_text(const std::string& pointer, const std::string& text, FieldErrors& errors) {
  if (count_characters(text) > value_limit) errors.add(pointer, "too_long", "At most 1000 characters.");
  if (text.find('\0') != std::string::npos) errors.add(pointer, "control_characters", "A NUL is not allowed.");
}

void check_metadata_value(const std::string& pointer, const json& value, FieldErrors& errors) {
  if (is_oversized_number(value)) {
    errors.add(pointer, "number_out_of_range", "The number does not fit 64 bits; send it as a string.");
  } else if (value.is_string()) {
    check_text(pointer, value.get_ref<const std::string&>(), errors);
  } else if (value.is_null()) {
    errors.add(pointer, "null_value", "null is not allowed here; leave the key out.");
  } else if (value.is_structured()) {
    errors.add(pointer, "nested_value", "A value must be a string, a number or a boolean.");
  }
}

json parse_utm_details(const json& body, FieldErrors& errors) {
  json details = json::object();
  const json* object = find_object(body, "utmDetails", utm_key_limit, errors);
  if (object == nullptr) return details;
  for (const auto& [name, value] : object->items()) {
    const std::string pointer = "/utmDetails/" + http::pointer_token(name);
    if (value.is_null()) continue;
    if (!value.is_string()) {
      errors.add(pointer, "type", "This must be a string.");
      continue;
    }
    check_text(pointer, value.get_ref<const std::string&>(), errors);
    details[name] = value;
  }
  return details;
}

json parse_metadata(const json& body, FieldErrors& errors) {
  const json* object = find_object(body, "metadata", metadata_key_limit, errors);
  if (object == nullptr) return json::object();
  for (const auto& [name, value] : object->items()) {
    const std::string pointer = "/metadata/" + http::pointer_token(name);
    if (name.empty()) errors.add(pointer, "too_short", "A key must not be empty.");
    if (count_characters(name) > metadata_name_limit) {
      errors.add(pointer, "too_long", "A key has at most 64 characters.");
    }
    if (has_control_characters(name)) {
      errors.add(pointer, "control_characters", "Control characters are not allowed in a key.");
    }
    check_metadata_value(pointer, value, errors);
  }
  return *object;
}

}  // namespace

customers::Marketing parse_marketing(const json& body, FieldErrors& errors) {
  return {parse_utm_details(body, errors), parse_metadata(body, errors)};
}

}  // namespace latchkey::api
