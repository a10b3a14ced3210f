#include "cli/restore/epoch.hpp"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <system_error>

namespace latchkey::cli {
namespace {

std::optional<Uuid> read_epoch(const std::string& file) {
  std::ifstream input(file);
  std::string line;
  std::getline(input, line);
  return Uuid::parse(line);
}

// The timer's user may not make files in the folder of the key file, but may write to this one.
void give_to_timer(int fd) {
  if (::geteuid() != 0) return;
  const passwd* user = ::getpwnam("latchkey-owner");  // NOLINT(concurrency-mt-unsafe): single-threaded
  if (user != nullptr) static_cast<void>(::fchown(fd, user->pw_uid, static_cast<gid_t>(-1)));
}

// In place, because the timer's user may not put another file there. All texts are of one length.
bool write_in_place(int fd, const std::string& text) {
  return ::pwrite(fd, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()) &&
         ::ftruncate(fd, static_cast<off_t>(text.size())) == 0 && ::fsync(fd) == 0;
}

void write_epoch(const std::string& file, const Uuid& epoch) {
  static constexpr mode_t readable_by_all = 0644;
  const bool is_new = !std::filesystem::exists(file);
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, readable_by_all);
  if (fd >= 0 && is_new) {
    static_cast<void>(::fchmod(fd, readable_by_all));
    give_to_timer(fd);
  }
  const bool is_written = fd >= 0 && write_in_place(fd, epoch.text() + "\n");
  const int reason = errno;
  if (fd >= 0) ::close(fd);
  if (!is_written) {
    throw EpochFileError(file + " cannot be written: " + std::generic_category().message(reason) +
                         "; once as root: latchkey backed-up");
  }
}

}  // namespace

std::string epoch_file(const std::string& key_file) {
  return std::filesystem::path(key_file).replace_filename("restore-epoch");
}

Memory compare_epoch(db::Connection& db, const std::string& file) {
  const auto epoch = read_epoch(file);
  if (!epoch) return Memory::unknown;
  const auto row = db.query(
                         R"sql(
                         SELECT EXISTS (SELECT 1 FROM epochs WHERE id = ? OR (id > ? AND is_restore)) AS is_known,
                             EXISTS (SELECT 1 FROM users) OR EXISTS (SELECT 1 FROM leads) AS has_people)sql",
                         {*epoch, *epoch})
                       .at(0);
  if (row.flag("is_known")) return Memory::whole;
  return row.flag("has_people") ? Memory::forgotten : Memory::unknown;
}

void begin_epoch(db::Connection& db, const std::string& file, EpochKind kind) {
  const Uuid epoch = Uuid::make();
  db.execute("INSERT INTO epochs (id, is_restore) VALUES (?, ?)", {epoch, kind == EpochKind::restore});
  write_epoch(file, epoch);
}

void require_epoch(Context& context) {
  const std::string file = epoch_file(context.config().key_file);
  if (compare_epoch(context.db(), file) == Memory::forgotten) throw Refusal(restored_words);
  begin_epoch(context.db(), file, EpochKind::back_up);
}

void keep_epoch(Context& context) {
  const auto warn = [](const std::exception& error) { std::cerr << "warning: " << error.what() << '\n'; };
  try {
    require_epoch(context);
  } catch (const Refusal& refusal) {
    warn(refusal);
  } catch (const EpochFileError& error) {
    warn(error);
  }
}

}  // namespace latchkey::cli
