#include "cli/probes/identity.hpp"

#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "support/command.hpp"

using namespace latchkey::cli;
using latchkey::test::TemporaryFolder;
using latchkey::test::write_file;
namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(identities)

BOOST_AUTO_TEST_CASE(this_process_is_known) {
  const auto own = find_identity_of_process("/proc/self");
  BOOST_REQUIRE(own.has_value());
  BOOST_TEST(own->user == ::geteuid());
  BOOST_TEST(own->groups.front() == ::getegid());
  BOOST_TEST(!find_identity_of_process("/proc/0").has_value());
  BOOST_TEST(!find_identity("no-such-user").has_value());
}

BOOST_AUTO_TEST_CASE(the_obstacle_is_the_file_or_a_folder_on_the_way) {
  const TemporaryFolder folder;
  const auto own = find_identity_of_process("/proc/self");
  const auto nobody = find_identity("nobody");
  BOOST_REQUIRE((own && nobody));
  const fs::path file = folder.path() / "inner/file";
  fs::create_directory(folder.path() / "inner");
  write_file(file, "text");
  BOOST_TEST((ask_permission(*own, file, Access::read).answer == Answer::yes));
  const auto missing = ask_permission(*own, folder.path() / "nothing", Access::read);
  BOOST_TEST((missing.answer == Answer::no));
  BOOST_TEST(missing.obstacle == folder.path() / "nothing");
  const bool may_become_others = ::geteuid() == 0;
  if (!may_become_others) {
    BOOST_TEST((ask_permission(*nobody, file, Access::read).answer == Answer::unknown));
    return;
  }
  fs::permissions(folder.path(), fs::perms{0755});
  fs::permissions(file, fs::perms{0640});
  BOOST_TEST(ask_permission(*nobody, file, Access::read).obstacle == file);
  fs::permissions(file, fs::perms{0644});
  BOOST_TEST((ask_permission(*nobody, file, Access::read).answer == Answer::yes));
  BOOST_TEST((ask_permission(*nobody, file, Access::write).answer == Answer::no));
  fs::permissions(file.parent_path(), fs::perms{0700});
  BOOST_TEST(ask_permission(*nobody, file, Access::read).obstacle == file.parent_path());
  BOOST_TEST(ask_as(*nobody, [] { return std::to_string(::geteuid()); }).value() == std::to_string(nobody->user));
  BOOST_TEST(!ask_as(*nobody, []() -> std::string { throw std::runtime_error("x"); }).has_value());
  BOOST_TEST(::geteuid() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
