#include "base/files/whole_file.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <string>

#include "support/command.hpp"

using namespace latchkey;

BOOST_AUTO_TEST_SUITE(whole_file)

BOOST_AUTO_TEST_CASE(every_byte_is_read) {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "file";
  for (const std::size_t size : {0U, 1U, 4095U, 4096U, 4097U, 100'000U}) {
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i % 251);
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
    BOOST_TEST((read_whole_file(path) == bytes), size);
  }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_nothing) {
  const test::TemporaryFolder folder;
  BOOST_TEST(!read_whole_file(folder.path() / "absent"));
  BOOST_TEST(!read_whole_file(folder.path()), "a folder can be opened, and no more");
}

// Its files in /proc can be opened until its parent has waited for it, and fail in the reading.
BOOST_AUTO_TEST_CASE(a_process_that_has_ended_is_nothing) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  const std::string process = "/proc/" + std::to_string(child);
  siginfo_t ended{};
  BOOST_REQUIRE(::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT) == 0);
  BOOST_TEST(read_whole_file(process + "/stat").value_or("").find(") Z ") != std::string::npos);
  BOOST_REQUIRE(::waitpid(child, nullptr, 0) == child);
  BOOST_TEST(!read_whole_file(process + "/stat"));
}

BOOST_AUTO_TEST_SUITE_END()
