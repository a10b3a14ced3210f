// Encryption at rest by libsodium's secretbox (XSalsa20-Poly1305), with keys from a file outside the database.
//
// The key file has one line per key, `ID HEX`: an id of 8 hex digits and the 32 bytes of the key. The first line's key
// seals, and all of them open, so that a key can be replaced while secrets under the old one are still stored. A
// program reads the file again when it was replaced, so a new key needs no restart. It keeps the keys that it has read
// before, since it may just have read a secret that was sealed with one of them.
#pragma once
#include <sys/types.h>

#include <ctime>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret_keeper.hpp"

namespace latchkey::crypto {

class SecretBox : public SecretKeeper {
 public:
  // Reads the key file. Throws std::runtime_error, saying what to do, when it is missing, malformed or open to
  // everybody.
  explicit SecretBox(const std::string& key_file);

  [[nodiscard]] SealedSecret seal(std::string_view secret) const override;
  [[nodiscard]] std::string open(const SealedSecret& sealed) const override;

  // The id of the key that seals.
  [[nodiscard]] const std::string& current_key() const { return keys().front().id; }

  // All that open, the current one first.
  [[nodiscard]] std::vector<std::string> key_ids() const;

 private:
  struct Key {
    std::string id;
    std::string bytes;
  };
  // Which file was read: a replaced one has another number or time.
  struct FileState {
    ino_t number;
    timespec changed;
  };
  [[nodiscard]] const std::vector<Key>& keys() const;
  [[nodiscard]] std::vector<Key> read_keys() const;
  std::string key_file_;
  mutable FileState state_{};
  mutable std::vector<Key> keys_;
};

// Puts a new key before those of the file. A file that is not there is made: mode 0600 and, by root, with the folder's
// owner. The file is replaced whole. Throws std::runtime_error when it cannot be read or written.
void add_secret_key(const std::string& key_file);

// Removes every key from the file but the first one and those `in_use`.
void drop_old_secret_keys(const std::string& key_file, const std::set<std::string>& in_use = {});

}  // namespace latchkey::crypto
