// One table of the configuration file. It remembers which keys were read, and refuses those that nobody has asked for.
#pragma once
#include <toml++/toml.h>

#include <chrono>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace latchkey {

class Section {
 public:
  // `path` is the table's name for the administrator, e.g. "database.login" ("" for the whole file). `table` is null
  // when the file does not have it; otherwise it must outlive the section.
  Section(const std::string& file, std::string path, const toml::table* table);

  [[nodiscard]] Section child(const std::string& name);
  [[nodiscard]] bool has(const std::string& key) const;

  // Each leaves `value` as it is when the key is absent. Throws ConfigError when its value has the wrong type or is out
  // of range.
  void read(const std::string& key, std::string& value);
  void read(const std::string& key, bool& value);
  void read(const std::string& key, std::vector<std::string>& value);
  void read_number(const std::string& key, std::uint64_t& value, std::uint64_t least, std::uint64_t most);
  void read_duration(const std::string& key, std::chrono::milliseconds& value, std::chrono::milliseconds least,
                     std::chrono::milliseconds most);
  void read_duration(const std::string& key, std::chrono::seconds& value, std::chrono::seconds least,
                     std::chrono::seconds most);

  // Throws ConfigError unless the key is there and not empty.
  void require(const std::string& key) const;

  // Throws ConfigError for the first key that was neither read nor opened as a child; its text proposes the known key
  // with the nearest name.
  void refuse_unknown_keys() const;

  // Marks a key as known that only another program reads.
  void ignore(const std::string& key) { known_.insert(key); }

  [[noreturn]] void refuse(const std::string& key, const std::string& problem) const;

 private:
  [[nodiscard]] const toml::node* take(const std::string& key);

  std::string file_;
  std::string path_;
  const toml::table* table_;
  std::set<std::string> known_;
};

// The first line of a file that not everybody may read. Throws ConfigError, which names password_file of the section.
[[nodiscard]] std::string read_password_file(const Section& section, const std::string& path);

}  // namespace latchkey
