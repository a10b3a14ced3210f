#include "customers/privacy/erased_file.hpp"

#include <sys/resource.h>
#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "support/command.hpp"

using namespace latchkey;
using namespace latchkey::customers;

namespace {

struct File {
  [[nodiscard]] std::string path() const { return (folder.path() / "erased").string(); }
  test::TemporaryFolder folder;
};

// As a full disk does it: the file can grow no further than this.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  FullDisk(FullDisk&&) = delete;
  FullDisk& operator=(FullDisk&&) = delete;

 private:
  rlimit before_{};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(erased_file, File)

BOOST_AUTO_TEST_CASE(what_was_added_is_read) {
  BOOST_TEST(read_erased_file(path()).empty());
  const Uuid first = Uuid::make();
  const Uuid second = Uuid::make();
  append_to_erased_file(path(), first);
  append_to_erased_file(path(), second);
  append_to_erased_file(path(), first);
  BOOST_TEST((read_erased_file(path()) == std::set<Uuid>{first, second}));
}

BOOST_AUTO_TEST_CASE(the_world_may_not_read_a_new_file) {
  append_to_erased_file(path(), Uuid::make());
  struct stat status {};
  BOOST_REQUIRE(::stat(path().c_str(), &status) == 0);
  BOOST_TEST((status.st_mode & 07) == 0U);
}

BOOST_AUTO_TEST_CASE(a_line_that_was_cut_off_takes_no_other_id_with_it) {
  const Uuid first = Uuid::make();
  append_to_erased_file(path(), first);
  std::ofstream(path(), std::ios::app) << Uuid::make().text().substr(0, 20);
  const Uuid second = Uuid::make();
  append_to_erased_file(path(), second);
  BOOST_TEST((read_erased_file(path()) == std::set<Uuid>{first, second}));
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_told_and_leaves_what_was_there) {
  const Uuid first = Uuid::make();
  append_to_erased_file(path(), first);
  {
    const FullDisk full(50);  // room for a part of the next line
    BOOST_CHECK_THROW(append_to_erased_file(path(), Uuid::make()), ErasedFileError);
  }
  BOOST_TEST((read_erased_file(path()) == std::set<Uuid>{first}));
  BOOST_TEST(std::filesystem::file_size(path()) == 37U);
  append_to_erased_file(path(), Uuid::make());
  BOOST_TEST(read_erased_file(path()).size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_file_in_no_folder_cannot_be_written) {
  const std::string nowhere = (folder.path() / "none/erased").string();
  BOOST_CHECK_THROW(append_to_erased_file(nowhere, Uuid::make()), ErasedFileError);
  BOOST_CHECK_THROW(check_erased_file(nowhere), ErasedFileError);
  BOOST_CHECK_NO_THROW(check_erased_file(path()));
}

BOOST_AUTO_TEST_SUITE_END()
