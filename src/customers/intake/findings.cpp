#include "customers/intake/findings.hpp"

#include <algorithm>

#include "base/nearest.hpp"

namespace latchkey::customers {

void Findings::explain(std::string_view pointer, std::string_view code, std::string_view more) {
  for (auto& error : errors_) {
    if (error.pointer == pointer && error.code == code) error.message += more;
  }
}

void refuse_unknown_members(const nlohmann::json& object, const std::string& parent,
                            std::span<const std::string_view> known, Findings& findings) {
  for (const auto& [name, value] : object.items()) {
    if (std::ranges::find(known, name) != known.end()) continue;
    const std::string nearest = find_nearest(name, known);
    findings.refuse(parent + "/" + http::pointer_token(name), "unknown_field",
                    nearest.empty() ? "There is no field of this name."
                                    : "There is no field of this name; did you mean " + nearest + "?");
  }
}

const nlohmann::json* find_member(const nlohmann::json& object, std::string_view name) {
  const auto found = object.find(std::string(name));
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

const std::string* read_text(const nlohmann::json& object, const std::string& parent, std::string_view name,
                             Findings& findings) {
  const auto* value = find_member(object, name);
  if (value == nullptr) return nullptr;
  if (!value->is_string()) {
    findings.refuse(parent + "/" + std::string(name), "type", "This must be a string.");
    return nullptr;
  }
  return value->get_ptr<const std::string*>();
}

}  // namespace latchkey::customers
