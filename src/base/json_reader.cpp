#include "base/json_reader.hpp"

#include <cstdint>
#include <vector>

namespace latchkey {
namespace {

using nlohmann::json;

// The parser alone would take the last of two equal keys, and round integers beyond 64 bits to a double. This consumer
// of its SAX interface (https://json.nlohmann.me/features/parsing/sax_interface/) sees both.
class StrictBuilder : public nlohmann::json_sax<json> {
 public:
  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const string_t& digits) override {
    const bool is_integer = digits.find_first_of(".eE") == std::string::npos;
    return is_integer ? add(json::binary({digits.begin(), digits.end()})) : add(value);
  }
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t& value) override { return add(json::binary(value)); }
  bool start_object(std::size_t /*elements*/) override { return open(json::object()); }
  bool start_array(std::size_t /*elements*/) override { return open(json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    if (open_.back()->contains(name)) return refuse("a key stands twice in one object");
    key_ = std::move(name);
    return true;
  }

  bool parse_error(std::size_t position, const std::string& /*token*/, const json::exception& error) override {
    static constexpr int number_overflow = 406;
    if (error.id == number_overflow) return refuse("a number is out of range");
    return refuse("not valid JSON near byte " + std::to_string(position));
  }

  [[nodiscard]] std::variant<json, JsonProblem> take_result() {
    if (!problem_.empty()) return JsonProblem{problem_};
    if (!root_.is_object()) return JsonProblem{"the body must be a JSON object"};
    return std::move(root_);
  }

 private:
  bool refuse(std::string detail) {
    problem_ = std::move(detail);
    return false;
  }

  json& place(json value) {
    if (open_.empty()) return root_ = std::move(value);
    if (open_.back()->is_array()) {
      open_.back()->push_back(std::move(value));
      return open_.back()->back();
    }
    return (*open_.back())[key_] = std::move(value);
  }

  bool add(json value) {
    place(std::move(value));
    return true;
  }

  // The pointers in open_ stay valid: a container gets no other element while one of its elements is open.
  bool open(json value) {
    if (open_.size() == json_depth_limit) {
      return refuse("nested deeper than " + std::to_string(json_depth_limit) + " levels");
    }
    open_.push_back(&place(std::move(value)));
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  json root_;
  std::vector<json*> open_;
  std::string key_;
  std::string problem_;
};

}  // namespace

bool is_oversized_number(const json& value) { return value.is_binary(); }

std::string oversized_digits(const json& value) {
  const auto& digits = value.get_binary();
  return {digits.begin(), digits.end()};
}

std::variant<json, JsonProblem> read_json_object(std::string_view text) {
  // The parser takes a NUL for the end and would leave what follows unread.
  if (text.find('\0') != std::string_view::npos) return JsonProblem{"it has a NUL byte"};
  StrictBuilder builder;
  json::sax_parse(text, &builder);
  return builder.take_result();
}

}  // namespace latchkey
