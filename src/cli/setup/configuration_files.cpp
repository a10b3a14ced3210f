#include "cli/setup/configuration_files.hpp"

#include <fcntl.h>
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <optional>

#include "cli/context.hpp"
#include "crypto/encoding.hpp"
#include "crypto/random.hpp"

namespace latchkey::cli {
namespace {

namespace fs = std::filesystem;

// Nothing when files are not given away.
std::optional<gid_t> find_group(const std::string& name) {
  if (::geteuid() != 0) return std::nullopt;
  const group* entry = ::getgrnam(name.c_str());  // NOLINT(concurrency-mt-unsafe): single-threaded
  return entry == nullptr ? std::nullopt : std::optional(entry->gr_gid);
}

bool write_all(int fd, const std::string& text) {
  return ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(fd) == 0;
}

// Writes the text beside the file, for its group alone, and returns the name: rename() puts it in its place.
fs::path write_beside(const fs::path& file, const std::string& text, const std::string& group) {
  fs::path fresh = file.string() + ".new";
  ::unlink(fresh.c_str());  // left by a run that was cut off
  const int fd = ::open(fresh.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);  // NOLINT(*-vararg)
  if (fd < 0) throw Refusal("cannot write into " + file.parent_path().string() + ": run this as root");
  const auto gid = find_group(group);
  const bool is_given = !gid || (::fchown(fd, 0, *gid) == 0 && ::fchmod(fd, 0640) == 0);
  const bool is_written = is_given && write_all(fd, text);
  ::close(fd);
  if (is_written) return fresh;
  ::unlink(fresh.c_str());
  throw Refusal("cannot write " + file.string());
}

std::string group_of(Program program) { return "latchkey-" + std::string(section_name(program)); }

fs::path password_file(const fs::path& folder, Program program) {
  return folder / (std::string(section_name(program)) + ".password");
}

std::string quote(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

std::string describe_server(const DatabaseConfig& database) {
  if (!database.socket.empty()) return "socket = " + quote(database.socket) + "\n";
  std::string text;
  for (const auto& server : database.hosts) text += (text.empty() ? "" : ", ") + quote(write_database_address(server));
  text = database.hosts.empty() ? "host = " + quote(database.host) + "\nport = " + std::to_string(database.port) + "\n"
                                : "hosts = [" + text + "]\n";
  if (!database.ca_file.empty()) text += "ca_file = " + quote(database.ca_file) + "\n";
  if (database.allow_cleartext) text += "allow_cleartext = true\n";
  return text;
}

std::string make_text(const NewConfiguration& made) {
  std::string text =
      "# Made by `latchkey setup`, yours to change; latchkey.toml.example shows what else may stand here. Secrets "
      "have\n"
      "# files of their own, each readable by its program alone.\n\n[site]\nbase_url = " +
      quote(made.base_url) + "\n";
  if (!made.site_name.empty()) text += "name = " + quote(made.site_name) + "\n";
  text += "\n[database]\n" + describe_server(made.database) + "name = " + quote(made.database.name) + "\n";
  for (const Program program : all_programs) {
    const std::string name(section_name(program));
    text += "\n[database." + name + "]\nuser = " + quote(account_name(made, program)) +
            "\npassword_file = " + quote(name + ".password") + "\n";
  }
  return text + "\n[session]\ncache_folder = \"/run/latchkey/session\"\n";
}

}  // namespace

std::string account_name(const NewConfiguration& made, Program program) {
  return made.single_user.empty() ? "latchkey_" + std::string(section_name(program)) : made.single_user;
}

void check_configuration(const fs::path& file, const NewConfiguration& made) {
  const fs::path fresh = write_beside(file, make_text(made), "latchkey");
  try {
    static_cast<void>(load_config(fresh, Program::owner));
    ::unlink(fresh.c_str());
  } catch (const ConfigError&) {
    ::unlink(fresh.c_str());
    throw;
  }
}

void write_configuration(const fs::path& file, const NewConfiguration& made) {
  fs::rename(write_beside(file, make_text(made), "latchkey"), file);
}

std::string require_password(const fs::path& folder, Program program) {
  static constexpr std::size_t random_bytes = 24;
  const fs::path file = password_file(folder, program);
  if (!fs::exists(file)) write_password(folder, program, crypto::base64url(crypto::make_random_bytes(random_bytes)));
  std::ifstream input(file);
  std::string password;
  if (!std::getline(input, password) || password.empty()) throw Refusal(file.string() + " is empty or cannot be read");
  return password;
}

void write_password(const fs::path& folder, Program program, const std::string& password) {
  const fs::path file = password_file(folder, program);
  fs::rename(write_beside(file, password + "\n", group_of(program)), file);
}

void share_key_file(const fs::path& key_file) {
  const auto gid = find_group("latchkey-keys");
  struct stat status {};
  if (!gid || ::stat(key_file.c_str(), &status) != 0 || status.st_gid != 0) return;
  if (::chown(key_file.c_str(), 0, *gid) != 0 || ::chmod(key_file.c_str(), 0640) != 0) {
    throw Refusal("cannot give " + key_file.string() + " to the group latchkey-keys");
  }
}

}  // namespace latchkey::cli
