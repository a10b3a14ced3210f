#include "cli/restore/epoch.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "support/throwaway_server.hpp"

using namespace latchkey;
using cli::EpochKind;
using cli::Memory;
using test::SharedDatabase;

namespace latchkey::cli {

static std::ostream& operator<<(std::ostream& out, Memory memory) {
  return out << (memory == Memory::whole ? "whole" : memory == Memory::forgotten ? "forgotten" : "unknown");
}

}  // namespace latchkey::cli

namespace {

// Two machines on one database. A restore takes the database back to the epochs of a moment.
struct TwoMachines {
  TwoMachines() {
    db->execute_text("DELETE FROM epochs");
    db->execute_text(
        "INSERT IGNORE INTO users (id, email, first_name, last_name, created_at) "
        "VALUES (REPEAT('u', 16), 'epoch@example.com', 'a', 'b', UTC_TIMESTAMP(6))");
  }
  void dump() const {
    db->execute_text("DROP TABLE IF EXISTS dumped_epochs");
    db->execute_text("CREATE TABLE dumped_epochs SELECT * FROM epochs");
  }
  void restore() const {
    db->execute_text("DELETE FROM epochs");
    db->execute_text("INSERT INTO epochs SELECT * FROM dumped_epochs");
    db->execute_text("DROP TABLE dumped_epochs");
  }
  void begin(const std::string& file, EpochKind kind = EpochKind::back_up) const { cli::begin_epoch(*db, file, kind); }
  Memory memory(const std::string& file) const { return cli::compare_epoch(*db, file); }
  std::unique_ptr<db::Connection> db = SharedDatabase::connect();
  test::TemporaryFolder folder;
  std::string here = folder.path() / "here";
  std::string there = folder.path() / "there";
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(epoch, TwoMachines)

BOOST_AUTO_TEST_CASE(a_restore_of_what_was_dumped_before_the_mark_is_seen) {
  BOOST_TEST(memory(here) == Memory::unknown);
  begin(here);
  BOOST_TEST(memory(here) == Memory::whole);
  dump();
  BOOST_TEST(memory(here) == Memory::whole);
  begin(here);
  BOOST_TEST(memory(here) == Memory::whole);
  restore();
  BOOST_TEST(memory(here) == Memory::forgotten);
  begin(here, EpochKind::restore);
  BOOST_TEST(memory(here) == Memory::whole);
}

// Neither by the mark of another machine, nor does the other one ask again.
BOOST_AUTO_TEST_CASE(it_is_hidden_by_nobody_and_put_in_order_once_for_all_machines) {
  begin(there);
  dump();
  begin(here);
  restore();
  begin(there);
  BOOST_TEST(memory(here) == Memory::forgotten);
  BOOST_TEST(memory(there) == Memory::whole);
  begin(there, EpochKind::restore);
  BOOST_TEST(memory(here) == Memory::whole);
  begin(here);
  BOOST_TEST(memory(here) == Memory::whole);
}

// It was made anew, by whoever sets up again.
BOOST_AUTO_TEST_CASE(a_database_without_anybody_was_not_restored) {
  begin(here);
  db->execute_text("DELETE FROM epochs");
  BOOST_TEST(memory(here) == Memory::forgotten);
  db->execute_text("DELETE FROM users");
  db->execute_text("DELETE FROM leads");
  BOOST_TEST(memory(here) == Memory::unknown);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_damaged_says_nothing_and_one_that_cannot_be_written_is_told) {
  test::write_file(here, "no epoch\n");
  BOOST_TEST(memory(here) == Memory::unknown);
  begin(here);
  BOOST_TEST(memory(here) == Memory::whole);
  BOOST_TEST(test::read_file(here).size() == 37U);
  struct stat status {};
  const mode_t before = ::umask(0077);
  begin(there);
  ::umask(before);
  BOOST_REQUIRE(::stat(there.c_str(), &status) == 0);
  BOOST_TEST((status.st_mode & 0777U) == 0644U);
  BOOST_CHECK_THROW(begin(folder.path() / "missing/epoch"), cli::EpochFileError);
  BOOST_TEST(cli::epoch_file("/etc/latchkey/secrets.key") == "/etc/latchkey/restore-epoch");
}

BOOST_AUTO_TEST_SUITE_END()
