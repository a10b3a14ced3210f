// The manual pages and completions that the build has made.
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <set>
#include <sstream>

#include "support/command.hpp"
#include "support/folders.hpp"

using namespace latchkey::test;
namespace fs = std::filesystem;

namespace {

// What bash offers at the end of the line.
std::set<std::string> complete(const std::vector<std::string>& words) {
  std::string list;
  for (const auto& word : words) list += " " + quoted(word);
  const auto result = run("bash -euc " + quoted("source " + quoted(build_folder() + "/completions/latchkey") +
                                                "; COMP_WORDS=(latchkey" + list +
                                                "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _latchkey; "
                                                "printf '%s\\n' \"${COMPREPLY[@]}\""));
  BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.errors);
  std::set<std::string> offers;
  std::istringstream lines(result.output);
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty()) offers.insert(line);
  }
  return offers;
}

using Offers = std::set<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(documents)

BOOST_AUTO_TEST_CASE(bash_completes_commands_options_and_known_values) {
  BOOST_TEST((complete({"doc"}) == Offers{"doctor"}));
  BOOST_TEST((complete({"api-key", ""}).contains("rotate")));
  BOOST_TEST((complete({"api-key", "cr"}) == Offers{"create"}));
  BOOST_TEST((complete({"api-key", "create", "--na"}) == Offers{"--name"}));
  BOOST_TEST((complete({"platform", "group", "a"}) == Offers{"add"}));
  BOOST_TEST((complete({"platform", "add", "--kind", ""}) == Offers{"mt4", "mt5"}));
  BOOST_TEST((complete({"platform", "add", "--kind", "mt5", "--ho"}) == Offers{"--host"}));
  // A value is not a command, even when it is spelled like one.
  BOOST_TEST((complete({"api-key", "create", "--name", "list", "--exp"}) == Offers{"--expires"}));
  BOOST_TEST((complete({"api-key", "create", "--name", "c"}).empty()));
  BOOST_TEST((complete({"doctor", "--ca", "--j"}).empty()));  // bash's own completion of files takes over
  BOOST_TEST((complete({"doctor", "--j"}) == Offers{"--json"}));
}

BOOST_AUTO_TEST_CASE(zsh_takes_its_completion) {
  const std::string file = quoted(build_folder() + "/completions/_latchkey");
  BOOST_TEST(run("zsh -nf " + file).exit_code == 0);
  const auto loaded =
      run("zsh -fc " + quoted("autoload -U compinit; compinit -D; fpath=(" + quoted(build_folder() + "/completions") +
                              " $fpath); autoload -U _latchkey; whence -v _latchkey"));
  BOOST_TEST(loaded.exit_code == 0, loaded.errors);
}

BOOST_AUTO_TEST_CASE(every_command_and_program_has_a_page_that_roff_takes) {
  const fs::path folder = build_folder() + "/man";
  for (const char* page : {"latchkey.1", "latchkey-doctor.1", "latchkey-api-key.1", "latchkey-api-key-create.1",
                           "latchkey-migrate.1", "latchkey-platform-group-add.1", "latchkey-customers.8",
                           "latchkey-login.8", "latchkey-session.8", "latchkey-admin.8", "latchkey-provisioner.8",
                           "latchkey-courier.8", "latchkey-webhook-add.1", "latchkey-postback-replay.1"}) {
    BOOST_TEST(fs::exists(folder / page), page);
  }
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto checked = run("groff -man -Tutf8 -Kutf8 -ww -z " + quoted(entry.path()));
    BOOST_TEST(checked.exit_code == 0, entry.path());
    BOOST_TEST(checked.errors == "", entry.path());
  }
}

BOOST_AUTO_TEST_CASE(a_page_says_what_help_says) {
  const auto shown =
      run("groff -man -Tascii -Kutf8 -P-cbou -rLL=200n " + quoted(build_folder() + "/man/latchkey-api-key-create.1"));
  for (const char* text : {"latchkey-api-key-create - Make a key and print its value, this once", "--name TEXT",
                           "What the key is for; must be given.", "latchkey-api-key(1)", "LATCHKEY_CONFIG"}) {
    BOOST_TEST(shown.output.find(text) != std::string::npos, text << " in " << shown.output);
  }
}

BOOST_AUTO_TEST_SUITE_END()
