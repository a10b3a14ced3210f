// What is to be said about a request body: everything that is wrong with it, so that the caller hears it all at once,
// and what was taken although it looks odd.
#pragma once
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/problem.hpp"

namespace latchkey::customers {

class Findings {
 public:
  // The call is refused (422).
  void refuse(std::string pointer, std::string_view code, std::string message) {
    errors_.push_back({std::move(pointer), std::string(code), std::move(message)});
  }
  // Says more about what is wrong with a member, if that is.
  void explain(std::string_view pointer, std::string_view code, std::string_view more);
  // The call goes on, and its answer says this under `warnings`.
  void warn(std::string pointer, std::string_view code, std::string message) {
    warnings_.push_back({std::move(pointer), std::string(code), std::move(message)});
  }
  [[nodiscard]] bool has_errors() const { return !errors_.empty(); }
  [[nodiscard]] const std::vector<http::FieldError>& errors() const { return errors_; }
  [[nodiscard]] const std::vector<http::FieldError>& warnings() const { return warnings_; }

 private:
  std::vector<http::FieldError> errors_;
  std::vector<http::FieldError> warnings_;
};

// One error per member of `object` that is not in `known`, with the nearest known name in the message. `parent` is the
// object's own pointer.
void refuse_unknown_members(const nlohmann::json& object, const std::string& parent,
                            std::span<const std::string_view> known, Findings& findings);

// The member, or null when it is absent or JSON null: an optional member that is null counts as absent.
[[nodiscard]] const nlohmann::json* find_member(const nlohmann::json& object, std::string_view name);

// The text of an optional string member: null when absent; an error `type` and null when it is no string.
[[nodiscard]] const std::string* read_text(const nlohmann::json& object, const std::string& parent,
                                           std::string_view name, Findings& findings);

}  // namespace latchkey::customers
