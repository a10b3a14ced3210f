#include "auth/secret_box.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "auth/secret.hpp"
#include "auth/sodium_bytes.hpp"

namespace latchkey::auth {
namespace {

constexpr std::size_t id_digits = 8;

std::string random_bytes(std::size_t count) {
  start_sodium();
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

std::string parse_key(const std::string& digits) {
  std::string bytes(crypto_secretbox_KEYBYTES, '\0');
  std::size_t length = 0;
  const bool is_hex =
      sodium_hex2bin(as_bytes(bytes), bytes.size(), digits.data(), digits.size(), nullptr, &length, nullptr) == 0;
  return is_hex && length == bytes.size() && digits.size() == 2 * bytes.size() ? bytes : "";
}

std::string read_whole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Written beside it, flushed, then put in its place: a crash leaves the old file or the new one. Owner and mode stay.
void replace_file(const std::string& path, const std::string& text) {
  struct stat old {};
  const bool has_old = ::stat(path.c_str(), &old) == 0;
  const std::string fresh = path + ".new";
  const int fd = ::open(fresh.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0) throw std::runtime_error("the key file cannot be written: " + fresh);
  bool is_written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (has_old)
    is_written = ::fchown(fd, old.st_uid, old.st_gid) == 0 && ::fchmod(fd, old.st_mode & 07777U) == 0 && is_written;
  is_written = ::fsync(fd) == 0 && is_written;
  ::close(fd);
  if (!is_written || ::rename(fresh.c_str(), path.c_str()) != 0) {
    throw std::runtime_error("the key file cannot be written: " + path);
  }
}

}  // namespace

SecretBox::SecretBox(const std::string& key_file) : key_file_(key_file) {
  start_sodium();
  static_cast<void>(keys());
}

const std::vector<SecretBox::Key>& SecretBox::keys() const {
  struct stat status {};
  if (::stat(key_file_.c_str(), &status) != 0) {
    throw std::runtime_error("no key file " + key_file_ + ": run `latchkey secrets rotate` once to make it");
  }
  if ((status.st_mode & S_IRWXO) != 0) {
    throw std::runtime_error("the key file may be read by everybody: chmod 0640 " + key_file_);
  }
  const bool is_same = state_.number == status.st_ino && state_.changed.tv_sec == status.st_mtim.tv_sec &&
                       state_.changed.tv_nsec == status.st_mtim.tv_nsec;
  if (!is_same) {
    keys_ = read_keys();
    state_ = {status.st_ino, status.st_mtim};
  }
  return keys_;
}

std::vector<SecretBox::Key> SecretBox::read_keys() const {
  std::vector<Key> keys;
  std::istringstream lines(read_whole(key_file_));
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue;
    const std::string id = line.substr(0, std::min(line.find(' '), line.size()));
    Key key{id, parse_key(line.substr(std::min(id.size() + 1, line.size())))};
    if (id.size() != id_digits || key.bytes.empty())
      throw std::runtime_error("a line of the key file is malformed: " + key_file_);
    keys.push_back(std::move(key));
  }
  if (keys.empty()) throw std::runtime_error("the key file is empty or cannot be read: " + key_file_);
  return keys;
}

SealedSecret SecretBox::seal(std::string_view secret) const {
  const Key& key = keys().front();
  const std::string nonce = random_bytes(crypto_secretbox_NONCEBYTES);
  std::string box(secret.size() + crypto_secretbox_MACBYTES, '\0');
  crypto_secretbox_easy(as_bytes(box), as_bytes(secret), secret.size(), as_bytes(std::string_view(nonce)),
                        as_bytes(std::string_view(key.bytes)));
  return {nonce + box, key.id};
}

std::string SecretBox::open(const SealedSecret& sealed) const {
  static constexpr std::size_t head = crypto_secretbox_NONCEBYTES;
  const auto& known = keys();
  const auto key = std::ranges::find(known, sealed.key_id, &Key::id);
  if (key == known.end()) throw std::runtime_error("the key file lacks key " + sealed.key_id + ": " + key_file_);
  if (sealed.bytes.size() < head + crypto_secretbox_MACBYTES) throw std::runtime_error("a sealed secret is cut off");
  const std::string_view nonce = std::string_view(sealed.bytes).substr(0, head);
  const std::string_view box = std::string_view(sealed.bytes).substr(head);
  std::string secret(box.size() - crypto_secretbox_MACBYTES, '\0');
  if (crypto_secretbox_open_easy(as_bytes(secret), as_bytes(box), box.size(), as_bytes(nonce),
                                 as_bytes(std::string_view(key->bytes))) != 0) {
    throw std::runtime_error("a sealed secret does not open with key " + sealed.key_id +
                             ": it was changed, or the key was");
  }
  return secret;
}

void add_secret_key(const std::string& key_file) {
  const std::string line = hex(random_bytes(id_digits / 2)) + " " + hex(random_bytes(crypto_secretbox_KEYBYTES)) + "\n";
  replace_file(key_file, line + read_whole(key_file));
}

void drop_old_secret_keys(const std::string& key_file) {
  const std::string text = read_whole(key_file);
  replace_file(key_file, text.substr(0, std::min(text.find('\n'), text.size())) + "\n");
}

}  // namespace latchkey::auth
