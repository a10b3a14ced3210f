// Who a process of this machine runs as, and which files it may open.
#pragma once
#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace latchkey::cli {

struct Identity {
  std::string name;  // of the user; the number of one without a name
  uid_t user = 0;
  std::vector<gid_t> groups;  // the first one is the process's own
};

// A user of this machine, with the groups of a new process.
[[nodiscard]] std::optional<Identity> find_identity(const std::string& user);

// The effective user and groups of a process; nothing when it is gone. `process` is its folder in /proc.
[[nodiscard]] std::optional<Identity> find_identity_of_process(const std::filesystem::path& process);

// What `ask` returns (at most some kilobytes) when it is run by a process of its own that has taken the identity on.
// Nothing when it throws, or when this process may not take it on: only root may become others.
[[nodiscard]] std::optional<std::string> ask_as(const Identity& identity, const std::function<std::string()>& ask);

enum class Access { search, read, write };

enum class Answer { yes, no, unknown };

struct Permission {
  Answer answer = Answer::unknown;   // unknown: only root may find out about others
  std::filesystem::path obstacle{};  // of `no`: the file itself, or the folder on the way that may not be searched
};

// Whether the identity may do this with the file, as the kernel says, so that access lists and mounts count, too. A
// file that is not there is a `no`.
[[nodiscard]] Permission ask_permission(const Identity& identity, const std::filesystem::path& file, Access access);

}  // namespace latchkey::cli
