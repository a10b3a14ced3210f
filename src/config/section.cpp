#include "config/section.hpp"

#include <sys/stat.h>

#include <fstream>

#include "base/clock_text.hpp"
#include "base/nearest.hpp"
#include "config/config.hpp"

namespace latchkey {

Section::Section(const std::string& file, std::string path, const toml::table* table)
    : file_(file), path_(std::move(path)), table_(table) {}

void Section::refuse(const std::string& key, const std::string& problem) const {
  throw ConfigError(file_ + ": " + (path_.empty() ? key : path_ + "." + key) + " " + problem);
}

Section Section::child(const std::string& name) {
  const toml::node* node = take(name);
  const std::string path = path_.empty() ? name : path_ + "." + name;
  if (node == nullptr) return {file_, path, nullptr};
  if (!node->is_table()) refuse(name, "must be a table: write [" + path + "]");
  return {file_, path, node->as_table()};
}

bool Section::has(const std::string& key) const { return table_ != nullptr && table_->contains(key); }

const toml::node* Section::take(const std::string& key) {
  known_.insert(key);
  return table_ == nullptr ? nullptr : table_->get(key);
}

void Section::read(const std::string& key, std::string& value) {
  const toml::node* node = take(key);
  if (node == nullptr) return;
  if (!node->is_string()) refuse(key, "must be a text in quotes");
  value = node->as_string()->get();
}

void Section::read(const std::string& key, bool& value) {
  const toml::node* node = take(key);
  if (node == nullptr) return;
  if (!node->is_boolean()) refuse(key, "must be true or false");
  value = node->as_boolean()->get();
}

void Section::read(const std::string& key, std::vector<std::string>& value) {
  static constexpr const char* wanted = R"(must be a list of texts, such as ["a", "b"])";
  const toml::node* node = take(key);
  if (node == nullptr) return;
  if (!node->is_array()) refuse(key, wanted);
  value.clear();
  for (const toml::node& entry : *node->as_array()) {
    if (!entry.is_string()) refuse(key, wanted);
    value.push_back(entry.as_string()->get());
  }
}

void Section::read_number(const std::string& key, std::uint64_t& value, std::uint64_t least, std::uint64_t most) {
  const toml::node* node = take(key);
  if (node == nullptr) return;
  const bool fits = node->is_integer() && node->as_integer()->get() >= 0 &&
                    static_cast<std::uint64_t>(node->as_integer()->get()) >= least &&
                    static_cast<std::uint64_t>(node->as_integer()->get()) <= most;
  if (!fits) refuse(key, "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  value = static_cast<std::uint64_t>(node->as_integer()->get());
}

void Section::read_duration(const std::string& key, std::chrono::milliseconds& value, std::chrono::milliseconds least,
                            std::chrono::milliseconds most) {
  const toml::node* node = take(key);
  if (node == nullptr) return;
  const auto parsed = node->is_string() ? parse_duration(node->as_string()->get()) : std::nullopt;
  if (!parsed) refuse(key, R"(must be a duration such as "500ms", "2s", "30m", "12h" or "7d")");
  if (*parsed < least || *parsed > most) {
    refuse(key, "must be from " + std::to_string(least.count()) + "ms to " + std::to_string(most.count()) + "ms");
  }
  value = *parsed;
}

void Section::read_duration(const std::string& key, std::chrono::seconds& value, std::chrono::seconds least,
                            std::chrono::seconds most) {
  std::chrono::milliseconds exact = value;
  read_duration(key, exact, least, most);
  value = std::chrono::duration_cast<std::chrono::seconds>(exact);
  if (exact != value) refuse(key, "must be in whole seconds");
}

void Section::require(const std::string& key) const {
  const auto* text = table_ == nullptr || table_->get(key) == nullptr ? nullptr : table_->get(key)->as_string();
  if (text == nullptr || text->get().empty()) refuse(key, "is missing; see the configuration table in the README");
}

void Section::refuse_unknown_keys() const {
  if (table_ == nullptr) return;
  for (const auto& [name, node] : *table_) {
    const std::string key(name.str());
    if (known_.contains(key)) continue;
    const std::vector<std::string_view> known(known_.begin(), known_.end());
    const std::string nearest = find_nearest(key, known);
    refuse(key, nearest.empty() ? "is not a known key" : "is not a known key; did you mean " + nearest + "?");
  }
}

std::string read_password_file(const Section& section, const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) section.refuse("password_file", "cannot be read: " + path);
  if ((status.st_mode & S_IRWXO) != 0) {
    section.refuse("password_file", "may be read by everybody: chmod 0640 " + path);
  }
  std::ifstream input(path);
  std::string password;
  if (!std::getline(input, password) || password.empty()) {
    section.refuse("password_file", "cannot be read or is empty: " + path);
  }
  return password;
}

}  // namespace latchkey
