#include "system/site/operations_page.hpp"

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "support/folders.hpp"
#include "support/stack.hpp"

namespace latchkey::test {
namespace {

void write_program(const std::string& path, const std::string& command) {
  write_file(path, "#!/bin/sh\nexec " + command + " \"$@\"\n");
  std::filesystem::permissions(path, std::filesystem::perms{0755});
}

std::string value_behind(const std::string& text, const std::string& key, std::size_t from) {
  const auto begin = text.find(key + " = \"", from) + key.size() + 4;
  return text.substr(begin, text.find('"', begin) - begin);
}

}  // namespace

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

std::vector<std::string> blocks_below(const std::string& heading) {
  const std::string page = read_file(source_folder() + "/docs/operations.md");
  const auto begin = page.find("\n" + heading + "\n");
  BOOST_REQUIRE_MESSAGE(begin != std::string::npos, heading);
  const auto end = std::min(page.find("\n## ", begin + 1), page.find("\n### ", begin + 1));
  const std::string section = page.substr(begin, end - begin);
  std::vector<std::string> blocks;
  for (std::size_t at = 0; (at = section.find("```sh\n", at)) != std::string::npos;) {
    const auto close = section.find("```", at + 6);
    blocks.push_back(section.substr(at + 6, close - at - 6));
    at = close + 3;
  }
  BOOST_REQUIRE_MESSAGE(!blocks.empty(), heading);
  return blocks;
}

Machine::Machine(const std::string& socket, const std::string& config) : config_(config) {
  const std::string bin = folder_.path() / "bin";
  std::filesystem::create_directories(bin);
  std::filesystem::create_directories(folder_.path() / "backups");
  for (const std::string& program : {std::string("mariadb"), std::string("mariadb-dump")}) {
    const std::string real = run("command -v " + program).output;
    write_program(bin + "/" + program,
                  real.substr(0, real.size() - 1) + " --no-defaults --socket=" + quoted(socket) + " -u root");
  }
  write_program(bin + "/latchkey", "env LATCHKEY_CONFIG=" + quoted(config) +
                                       " SSL_CERT_FILE=" + quoted(Stack::shared().env("CA_FILE")) + " " +
                                       quoted(Stack::shared().env("BIN_DIR") + "/latchkey"));
}

CommandResult Machine::run_block(std::string commands) const {
  const std::filesystem::path config(config_);
  replace_all(commands, "/var/backups", backups());
  replace_all(commands, "-C /etc latchkey", "-C " + quoted(config.parent_path()) + " " + config.filename().string());
  replace_all(commands, "sql/grants.sql", source_folder() + "/sql/grants.sql");
  return run("set -e; PATH=" + quoted(folder_.path() / "bin") + ":$PATH\n" + commands);
}

void Machine::run_all(const std::vector<std::string>& blocks) const {
  for (const std::string& block : blocks) {
    const auto done = run_block(block);
    BOOST_TEST(done.exit_code == 0, block + done.output + done.errors);
  }
}

void make_owner(db::Connection& root, const std::string& config) {
  const std::string text = read_file(config);
  const auto section = text.find("[database.owner]");
  BOOST_REQUIRE(section != std::string::npos);
  const std::string user = value_behind(text, "user", section) + "@localhost";
  root.execute_text("CREATE USER " + user + " IDENTIFIED BY '" + value_behind(text, "password", section) + "'");
  root.execute_text("GRANT ALL ON latchkey.* TO " + user);
}

std::string copy_configuration(const std::string& folder, const std::string& socket) {
  const Stack& stack = Stack::shared();
  std::string text = read_file(stack.env("CONFIG"));
  replace_all(text, stack.env("DB_SOCKET"), socket);
  write_file(folder + "/latchkey.toml", text);
  std::filesystem::permissions(folder + "/latchkey.toml", std::filesystem::perms{0600});
  std::filesystem::copy(stack.folder() / "secrets.key", std::filesystem::path(folder) / "secrets.key");
  return folder + "/latchkey.toml";
}

}  // namespace latchkey::test
