#include "admin/frame/form.hpp"

#include "base/utf8.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "staff/password_rules.hpp"

namespace latchkey::admin {

std::string Visit::asked(std::string_view name) const {
  const auto* value = find_field(query, name);
  return value == nullptr ? std::string() : *value;
}

std::string Visit::typed(std::string_view name) const {
  const auto* value = find_field(form, name);
  return value == nullptr ? std::string() : *value;
}

std::string read_label(const Visit& visit, const std::string& name, Errors& errors) {
  static constexpr std::size_t longest = 100;
  std::string text(trim(visit.typed(name)));
  if (text.empty()) {
    errors[name] = "Please fill this in.";
  } else if (count_characters(text) > longest) {
    errors[name] = "At most 100 characters.";
  } else if (has_control_characters(text)) {
    errors[name] = "This has invisible control characters; please type it again.";
  }
  return text;
}

std::vector<std::string> read_ticks(const Visit& visit, std::string_view name) {
  const std::string prefix = std::string(name) + ".";
  std::vector<std::string> values;
  for (const auto& [field, value] : visit.form) {
    if (field.starts_with(prefix)) values.push_back(field.substr(prefix.size()));
  }
  return values;
}

void check_new_password(const Visit& visit, const std::string& field, const std::vector<std::string>& own,
                        Errors& errors) {
  const std::string password = visit.typed(field);
  auto names = own;
  names.insert(names.end(), {"latchkey", visit.config.site_name, visit.config.base_url});
  if (const auto problem = staff::find_password_problem(password, names)) errors[field] = *problem;
  static constexpr std::size_t shortest = 12;
  static constexpr std::size_t longest = 128;
  const std::size_t length = count_characters(password);
  if (length < shortest) errors[field] = "At least 12 characters; a few words are easy to remember.";
  if (length > longest) errors[field] = "At most 128 characters.";
}

void tell(std::vector<Field>& fields, const Errors& errors) {
  for (auto& field : fields) {
    if (const auto found = errors.find(field.name); found != errors.end()) field.error = found->second;
  }
}

std::string fingerprint(const std::vector<std::string>& values) {
  std::string text;
  for (const auto& value : values) text += std::to_string(value.size()) + ":" + value;
  return crypto::hex(crypto::sha256(text)).substr(0, 32);
}

std::string last_change(const Visit& visit, const Uuid& subject) {
  const auto rows = visit.db.query(
      "SELECT actor FROM audit_log WHERE subject_id = ? ORDER BY happened_at DESC, id DESC LIMIT 1", {subject});
  const std::string who = rows.empty() ? "somebody" : rows.front().text(0);
  return "This was changed by " + who + " since you opened it. Look at it again, then make your change.";
}

}  // namespace latchkey::admin
