// Collects everything that is wrong with a request body, so that the caller hears it all at once.
#pragma once
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/problem.hpp"

namespace latchkey::api {

class FieldErrors {
 public:
  void add(std::string pointer, std::string_view code, std::string message) {
    errors_.push_back({std::move(pointer), std::string(code), std::move(message)});
  }
  [[nodiscard]] bool empty() const { return errors_.empty(); }
  [[nodiscard]] const std::vector<http::FieldError>& all() const { return errors_; }

 private:
  std::vector<http::FieldError> errors_;
};

// One error per member of `object` that is not in `known`, with the nearest known name in the message. `parent` is the
// object's own pointer.
void refuse_unknown_members(const nlohmann::json& object, const std::string& parent,
                            std::span<const std::string_view> known, FieldErrors& errors);

// The member, or null when it is absent or JSON null: an optional member that is null counts as absent.
[[nodiscard]] const nlohmann::json* find_member(const nlohmann::json& object, std::string_view name);

// The text of an optional string member: null when absent; an error `type` and null when it is no string.
[[nodiscard]] const std::string* read_text(const nlohmann::json& object, const std::string& parent,
                                           std::string_view name, FieldErrors& errors);

}  // namespace latchkey::api
