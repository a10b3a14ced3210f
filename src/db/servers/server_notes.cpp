#include "db/servers/server_notes.hpp"

#include <sys/stat.h>

#include <array>
#include <atomic>
#include <fstream>
#include <functional>
#include <system_error>

#include "base/log.hpp"

namespace latchkey::db {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_servers = 16;
constexpr std::int64_t forgotten_after = std::chrono::nanoseconds{1min}.count();
constexpr std::int64_t never = 0;

static_assert(std::atomic<std::int64_t>::is_always_lock_free, "it is shared by processes");

std::int64_t count_of(std::chrono::steady_clock::time_point moment) {
  return std::chrono::nanoseconds{moment.time_since_epoch()}.count();
}

std::int64_t now() { return count_of(std::chrono::steady_clock::now()); }

// The list of servers and the machine's present start: notes of other servers, or by the clock of an earlier start, are
// of no meaning.
std::string make_tag(const DatabaseConfig& config) {
  std::string list;
  for (const auto& server : list_servers(config)) list += write_database_address(server) + ' ';
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string boot_id;
  std::getline(file, boot_id);
  return "latchkey servers 1 " + std::to_string(std::hash<std::string>{}(list + boot_id));
}

}  // namespace

struct ServerNotes::Note {
  std::atomic<std::int64_t> failed_at;   // the last time, or never
  std::atomic<std::int64_t> well_since;  // after that failure, or never
  std::atomic<std::int64_t> probed_at;
};

struct ServerNotes::Image {
  std::array<char, shared_file_tag_bytes> tag;
  std::array<Note, most_servers> notes;
};

ServerNotes::ServerNotes(const DatabaseConfig& config)
    : count_(list_servers(config).size()),
      well_before_return_(config.well_before_return),
      probe_every_(config.probe_every) {
  if (!config.memory_file.empty()) {
    try {
      const SharedFileForm form{make_tag(config), sizeof(Image), S_IRUSR | S_IWUSR, nullptr};
      file_ = std::make_unique<SharedFile>(config.memory_file, form);
    } catch (const std::system_error& error) {
      log(LogLevel::notice, "servers_not_shared", {{"why", error.what()}});
    }
  }
  if (!file_) own_ = std::make_unique<Image>();
  image_ = file_ ? static_cast<Image*>(file_->memory()) : own_.get();
}

ServerNotes::~ServerNotes() = default;

ServerNotes::Note& ServerNotes::note(std::size_t server) const { return image_->notes.at(server); }

bool ServerNotes::is_trusted(std::size_t server) const {
  const std::int64_t failed_at = note(server).failed_at;
  if (failed_at == never) return true;
  const std::int64_t well_since = note(server).well_since;
  if (well_since != never) return now() - well_since >= well_before_return_.count();
  return now() - failed_at > forgotten_after;
}

bool ServerNotes::has_failed_since(std::size_t server, std::chrono::steady_clock::time_point moment) const {
  return note(server).failed_at > count_of(moment);
}

void ServerNotes::note_failure(std::size_t server) {
  note(server).failed_at = now();
  note(server).well_since = never;
}

void ServerNotes::note_well(std::size_t server) {
  std::int64_t unset = never;
  note(server).well_since.compare_exchange_strong(unset, now());
}

bool ServerNotes::claim_probe(std::size_t server) {
  const std::int64_t at = now();
  std::int64_t last = note(server).probed_at;
  return at - last >= probe_every_.count() && note(server).probed_at.compare_exchange_strong(last, at);
}

std::vector<std::size_t> ServerNotes::list_by_trust() const {
  std::vector<std::size_t> trusted;
  std::vector<std::size_t> others;
  for (std::size_t server = 0; server < count_; ++server) {
    (is_trusted(server) ? trusted : others).push_back(server);
  }
  trusted.insert(trusted.end(), others.begin(), others.end());
  return trusted;
}

}  // namespace latchkey::db
