#include "crypto/secret_box.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "base/files/whole_file.hpp"
#include "crypto/encoding.hpp"
#include "crypto/random.hpp"
#include "crypto/sodium_bytes.hpp"

namespace latchkey::crypto {
namespace {

constexpr std::size_t id_digits = 8;

// The bytes of a key; empty when the digits are not those of one.
std::string parse_key(std::string_view digits) {
  const auto bytes = parse_hex(digits);
  return bytes && bytes->size() == crypto_secretbox_KEYBYTES ? *bytes : "";
}

[[noreturn]] void refuse(const std::string& path, const std::string& problem) {
  throw std::runtime_error("the key file " + problem + ": " + path);
}

// Throws when the file cannot be read, so that nobody takes it for an empty one.
std::string read_whole(const std::string& path) {
  auto text = read_whole_file(path);
  if (!text) refuse(path, "cannot be read");
  return std::move(*text);
}

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

// Gives a file that is to stand at `path` the owner and mode of the one that stands there. If there is none: mode 0600
// and, by root, the folder's owner.
bool set_owner(int fd, const std::string& path) {
  struct stat like {};
  if (::stat(path.c_str(), &like) == 0) {
    return ::fchown(fd, like.st_uid, like.st_gid) == 0 && ::fchmod(fd, like.st_mode & 07777U) == 0;
  }
  if (::stat(folder_of(path).c_str(), &like) != 0 || ::fchmod(fd, 0600) != 0) return false;
  return ::geteuid() != 0 || ::fchown(fd, like.st_uid, like.st_gid) == 0;
}

bool write_and_flush(int fd, const std::string& text) {
  return ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(fd) == 0;
}

void flush_folder(const std::string& path) {
  const int fd = ::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);
  ::close(fd);
}

// Writes the text beside the file, flushes it, then puts it in the file's place: after a crash the old file or the new
// one is there.
void replace_file(const std::string& path, const std::string& text) {
  const std::string fresh = path + ".new";
  ::unlink(fresh.c_str());  // left by a run that was cut off
  const int fd = ::open(fresh.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0) refuse(fresh, "cannot be written");
  const bool is_written = set_owner(fd, path) && write_and_flush(fd, text);
  ::close(fd);
  if (!is_written || ::rename(fresh.c_str(), path.c_str()) != 0) {
    ::unlink(fresh.c_str());
    refuse(path, "cannot be written");
  }
  flush_folder(path);
}

bool exists(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0;
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
  if (is_same) return keys_;
  auto fresh = read_keys();
  for (auto& key : keys_) {
    if (std::ranges::find(fresh, key.id, &Key::id) == fresh.end()) fresh.push_back(std::move(key));
  }
  keys_ = std::move(fresh);
  state_ = {status.st_ino, status.st_mtim};
  return keys_;
}

std::vector<SecretBox::Key> SecretBox::read_keys() const {
  std::vector<Key> keys;
  std::istringstream lines(read_whole(key_file_));
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue;
    const std::string id = line.substr(0, std::min(line.find(' '), line.size()));
    Key key{id, parse_key(line.substr(std::min(id.size() + 1, line.size())))};
    if (id.size() != id_digits || key.bytes.empty()) refuse(key_file_, "has a malformed line");
    keys.push_back(std::move(key));
  }
  if (keys.empty()) refuse(key_file_, "is empty");
  return keys;
}

std::vector<std::string> SecretBox::key_ids() const {
  std::vector<std::string> ids;
  for (const auto& key : keys()) ids.push_back(key.id);
  return ids;
}

SealedSecret SecretBox::seal(std::string_view secret) const {
  const Key& key = keys().front();
  const std::string nonce = make_random_bytes(crypto_secretbox_NONCEBYTES);
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
  std::string old;
  if (exists(key_file)) {
    static_cast<void>(SecretBox(key_file));  // throws when the file is malformed: it is then left as it is
    old = read_whole(key_file);
  }
  const std::string line =
      hex(make_random_bytes(id_digits / 2)) + " " + hex(make_random_bytes(crypto_secretbox_KEYBYTES)) + "\n";
  replace_file(key_file, line + old);
}

void drop_old_secret_keys(const std::string& key_file, const std::set<std::string>& in_use) {
  std::istringstream lines(read_whole(key_file));
  std::string kept;
  for (std::string line; std::getline(lines, line);) {
    if (kept.empty() || in_use.contains(line.substr(0, id_digits))) kept += line + "\n";
  }
  replace_file(key_file, kept);
}

}  // namespace latchkey::crypto
