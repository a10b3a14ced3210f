#include "members/sessions/session_table.hpp"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <system_error>

#include "support/command.hpp"
#include "support/run_together.hpp"

using namespace latchkey;
using namespace latchkey::crypto;
using namespace latchkey::members;
using namespace std::chrono_literals;

namespace {

struct Folder {
  test::TemporaryFolder folder;
  std::string file = folder.path() / "sessions";
};

TokenHash new_hash() { return SecretToken::make().hash(); }

SessionTable::Entry entry_for(const std::string& email, DatabaseTime good_until = DatabaseTime(1h)) {
  return {{Uuid::make(), email, true}, good_until};
}

// 32 bytes that lie in one part with all others of the same `part`.
TokenHash hash_in_part(char part, int number) {
  std::string bytes(32, '\0');
  bytes[0] = part;
  bytes[31] = static_cast<char>(number);
  return TokenHash(bytes);
}

std::string email_at(SessionTable& table, const TokenHash& hash) {
  const auto entry = table.find(hash);
  return entry ? entry->member.email : "";
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(session_table, Folder)

BOOST_AUTO_TEST_CASE(what_one_process_puts_another_finds) {
  SessionTable one(file);
  SessionTable other(file);
  const auto hash = new_hash();
  const SessionTable::Entry entry{{Uuid::make(), "maria@example.com", false}, DatabaseTime(123456789us)};
  BOOST_TEST(!other.find(hash));
  one.put(hash, entry);
  const auto found = other.find(hash);
  BOOST_REQUIRE(found);
  BOOST_TEST((found->member.customer_id == entry.member.customer_id));
  BOOST_TEST(found->member.email == "maria@example.com");
  BOOST_TEST(!found->member.shows_status_popup);
  BOOST_TEST((found->good_until == entry.good_until));
  BOOST_TEST(other.end(hash, false));
  BOOST_TEST(!one.find(hash));
  one.set_last_look({LocalTime(42s), DatabaseTime(43s)});
  BOOST_TEST((other.last_look().begun == LocalTime(42s)));
  BOOST_TEST((other.last_look().answered == DatabaseTime(43s)));
}

BOOST_AUTO_TEST_CASE(an_entry_put_again_replaces_the_first) {
  SessionTable table(file);
  const auto hash = new_hash();
  table.put(hash, entry_for("a-longer-address@example.com"));
  table.put(hash, entry_for("a@b.example"));
  BOOST_TEST(email_at(table, hash) == "a@b.example");
  BOOST_TEST(table.end(hash, false));
  BOOST_TEST(!table.find(hash));
}

// A process has read the session's row before it ended and comes to store it only now.
BOOST_AUTO_TEST_CASE(a_session_that_has_ended_cannot_be_stored_again) {
  SessionTable table(file);
  const auto hash = new_hash();
  table.put(hash, entry_for("a@b.example"));
  BOOST_TEST(!table.is_end_told(hash));
  BOOST_TEST(table.end(hash, false));
  BOOST_TEST(!table.find(hash));
  SessionTable(file).put(hash, entry_for("a@b.example"));
  BOOST_TEST(!table.find(hash));
  BOOST_TEST(!table.is_end_told(hash));
  BOOST_TEST(table.end(hash, true));
  BOOST_TEST(table.end(hash, false));  // told once is told
  BOOST_TEST(table.is_end_told(hash));
}

BOOST_AUTO_TEST_CASE(a_part_remembers_its_last_sixteen_ends) {
  SessionTable table(file);
  for (int i = 0; i < 17; ++i) BOOST_TEST(table.end(hash_in_part('x', i), true));
  for (int i = 0; i < 17; ++i) BOOST_TEST(table.is_end_told(hash_in_part('x', i)) == (i > 0), i);
  const auto session = hash_in_part('x', 20);  // ends take no place from sessions
  table.put(session, entry_for("a@b.example"));
  BOOST_TEST(email_at(table, session) == "a@b.example");
}

BOOST_AUTO_TEST_CASE(of_nine_in_one_part_the_one_that_ends_first_gives_way) {
  SessionTable table(file);
  for (int i = 0; i < 8; ++i) table.put(hash_in_part('a', i), entry_for("x@y.example", DatabaseTime(100s + i * 1s)));
  table.put(hash_in_part('b', 0), entry_for("other@part.example", DatabaseTime(1s)));
  table.put(hash_in_part('a', 8), entry_for("x@y.example", DatabaseTime(200s)));
  BOOST_TEST(!table.find(hash_in_part('a', 0)));
  for (int i = 1; i <= 8; ++i) BOOST_TEST(table.find(hash_in_part('a', i)).has_value(), i);
  BOOST_TEST(table.find(hash_in_part('b', 0)).has_value());
}

BOOST_AUTO_TEST_CASE(the_longest_address_is_kept_and_a_longer_one_is_not) {
  SessionTable table(file);
  const auto hash = new_hash();
  table.put(hash, entry_for(std::string(254, 'x')));
  BOOST_TEST(email_at(table, hash) == std::string(254, 'x'));
  const auto other = new_hash();
  table.put(other, entry_for(std::string(255, 'x')));
  BOOST_TEST(!table.find(other));
}

BOOST_AUTO_TEST_CASE(the_file_is_open_to_its_owner_alone_and_has_all_of_its_memory) {
  const SessionTable table(file);
  struct stat status {};
  BOOST_REQUIRE(::stat(file.c_str(), &status) == 0);
  BOOST_TEST((status.st_mode & 07777U) == 0600U);
  BOOST_TEST(status.st_blocks * 512 >= status.st_size);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_its_own_is_replaced) {
  const auto hash = new_hash();
  for (const char* spoil : {"truncate -s 100", "truncate -s +1", "chmod 0640",
                            "sh -c 'printf x | dd of=\"$0\" conv=notrunc status=none'"}) {
    BOOST_TEST_CONTEXT(spoil) {
      {
        SessionTable table(file);
        table.put(hash, entry_for("maria@example.com"));
        BOOST_TEST(SessionTable(file).find(hash).has_value());
      }
      BOOST_REQUIRE(test::run(std::string(spoil) + " " + test::quoted(file)).exit_code == 0);
      SessionTable table(file);
      BOOST_TEST(!table.find(hash));
      table.put(hash, entry_for("maria@example.com"));
      BOOST_TEST(SessionTable(file).find(hash).has_value());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_symbolic_link_is_replaced_and_its_target_left_alone) {
  const std::string target = folder.path() / "target";
  test::write_file(target, "precious");
  BOOST_REQUIRE(::symlink(target.c_str(), file.c_str()) == 0);
  SessionTable table(file);
  table.put(new_hash(), entry_for("maria@example.com"));
  BOOST_TEST(test::read_file(target) == "precious");
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_missing_and_a_full_disk_are_told) {
  BOOST_CHECK_THROW(SessionTable(folder.path() / "none/sessions"), std::system_error);
  rlimit old{};
  ::getrlimit(RLIMIT_FSIZE, &old);
  const rlimit small{1UL << 20U, old.rlim_max};
  ::signal(SIGXFSZ, SIG_IGN);
  ::setrlimit(RLIMIT_FSIZE, &small);
  BOOST_CHECK_THROW(SessionTable{file}, std::system_error);
  ::setrlimit(RLIMIT_FSIZE, &old);
  BOOST_TEST(!std::filesystem::exists(file));
}

BOOST_AUTO_TEST_CASE(one_process_at_a_time_has_the_turn) {
  SessionTable one(file);
  SessionTable other(file);
  int done = 0;
  BOOST_TEST(one.in_turn([&] {
    ++done;
    BOOST_TEST(!other.in_turn([&] { ++done; }));
  }));
  BOOST_CHECK_THROW(static_cast<void>(one.in_turn([] { throw std::runtime_error("away"); })), std::runtime_error);
  BOOST_TEST(other.in_turn([&] { ++done; }));
  BOOST_TEST(done == 2);
}

BOOST_AUTO_TEST_CASE(the_turn_of_a_process_that_is_killed_is_free_again) {
  SessionTable table(file);
  const pid_t child = ::fork();
  if (child == 0) {
    static_cast<void>(table.in_turn([] { ::kill(::getpid(), SIGKILL); }));
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  BOOST_TEST(WIFSIGNALED(status));
  for (int i = 0; i < 2; ++i) BOOST_TEST(table.in_turn([] {}));
}

// Writers that are killed at any moment: whoever is found is found whole, and every part can be used afterwards.
BOOST_AUTO_TEST_CASE(writers_that_are_killed_leave_no_half_entry) {
  SessionTable table(file);
  const auto email_of = [](int number) {
    return std::string(static_cast<std::size_t>(1 + number * 7), static_cast<char>('a' + number));
  };
  int found = 0;
  for (int round = 0; round < 40; ++round) {
    const pid_t child = ::fork();
    if (child == 0) {
      for (int i = 0;; i = (i + 1) % 16) table.put(hash_in_part('a', i), entry_for(email_of(i)));
    }
    const auto end = std::chrono::steady_clock::now() + 2ms;
    while (std::chrono::steady_clock::now() < end) {
      for (int i = 0; i < 16; ++i) {
        const auto email = email_at(table, hash_in_part('a', i));
        if (!email.empty()) ++found;
        if (!email.empty() && email != email_of(i)) BOOST_TEST(email == email_of(i));
      }
    }
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    table.put(hash_in_part('a', 0), entry_for(email_of(0)));
    BOOST_TEST(email_at(table, hash_in_part('a', 0)) == email_of(0));
  }
  BOOST_TEST(found > 0);
}

// Sixteen that start at once share one table.
BOOST_AUTO_TEST_CASE(many_that_start_at_once_share_one_file) {
  for (int round = 0; round < 5; ++round) {
    std::filesystem::remove(file);
    std::vector<std::unique_ptr<SessionTable>> tables(16);
    test::run_together(16, [&](int i) { tables[static_cast<std::size_t>(i)] = std::make_unique<SessionTable>(file); });
    const auto hash = new_hash();
    tables.front()->put(hash, entry_for("maria@example.com"));
    for (const auto& table : tables) BOOST_TEST(email_at(*table, hash) == "maria@example.com");
  }
}

BOOST_AUTO_TEST_SUITE_END()
