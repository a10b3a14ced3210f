// The commands of docs/operations.md, run as they stand. Only the places differ: names of programs lead to a server of
// the test's, and a back-up goes into a folder of the test's.
#pragma once
#include <string>
#include <vector>

#include "support/command.hpp"
#include "support/throwaway_server.hpp"

namespace latchkey::test {

void replace_all(std::string& text, const std::string& from, const std::string& to);

// The commands below a heading (`## Upgrades`, `### Point in time`), one text for each block, up to the next heading.
[[nodiscard]] std::vector<std::string> blocks_below(const std::string& heading);

// Where the commands find their programs: in front of PATH stand `mariadb`, `mariadb-dump` and `latchkey`, which speak
// as root to the server at `socket` and read the configuration `config`.
class Machine {
 public:
  Machine(const std::string& socket, const std::string& config);
  [[nodiscard]] CommandResult run_block(std::string commands) const;
  // All of them have to end well.
  void run_all(const std::vector<std::string>& blocks) const;
  [[nodiscard]] std::string backups() const { return folder_.path() / "backups"; }

 private:
  TemporaryFolder folder_;
  std::string config_;
};

// Makes the account of [database.owner] in the configuration `config`, as it stands there.
void make_owner(db::Connection& root, const std::string& config);

// A copy of the shared stack's configuration in `folder`, whose database is the one at `socket`; with the key file
// beside it. Returns the path of the copy.
[[nodiscard]] std::string copy_configuration(const std::string& folder, const std::string& socket);

}  // namespace latchkey::test
