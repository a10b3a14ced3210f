#include "base/files/long_work.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <filesystem>
#include <vector>

#include "support/command.hpp"

using namespace latchkey;

namespace {

// Processes of one program: each has the file open, and so is there, until it is killed.
class Processes {
 public:
  explicit Processes(const std::string& file, int count, bool works = false) {
    for (int i = 0; i < count; ++i) {
      int ready[2];
      BOOST_REQUIRE(::pipe(ready) == 0);
      const pid_t child = ::fork();
      if (child == 0) {
        const auto own = std::make_unique<LongWork>(file);
        const auto place = works ? own->begin() : std::nullopt;
        const char answer = place ? 'y' : 'n';
        static_cast<void>(!::write(ready[1], &answer, 1));
        for (;;) ::pause();
      }
      char answer = 0;
      BOOST_REQUIRE(::read(ready[0], &answer, 1) == 1);
      working_ += answer == 'y' ? 1 : 0;
      ::close(ready[0]);
      ::close(ready[1]);
      children_.push_back(child);
    }
  }
  ~Processes() {
    while (!children_.empty()) kill_one();
  }
  Processes(const Processes&) = delete;
  Processes& operator=(const Processes&) = delete;
  Processes(Processes&&) = delete;
  Processes& operator=(Processes&&) = delete;

  void kill_one() {
    ::kill(children_.back(), SIGKILL);
    ::waitpid(children_.back(), nullptr, 0);
    children_.pop_back();
  }
  [[nodiscard]] int working() const { return working_; }

 private:
  std::vector<pid_t> children_;
  int working_ = 0;
};

struct Folder {
  test::TemporaryFolder folder;
  std::string file = folder.path() / "customers.processes";
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(long_work, Folder)

BOOST_AUTO_TEST_CASE(half_of_the_processes_may_be_at_it) {
  const Processes idle(file, 4);
  BOOST_TEST(Processes(file, 4, true).working() == 4);  // of eight
  const Processes first(file, 2, true);
  BOOST_TEST(first.working() == 2);
  BOOST_TEST(Processes(file, 3, true).working() == 2);  // the sixth process found 6 / 2 = 3, the eighth 8 / 2 = 4
}

BOOST_AUTO_TEST_CASE(a_program_of_one_process_has_none_to_spare) {
  LongWork alone(file);
  BOOST_TEST(!alone.begin());
}

BOOST_AUTO_TEST_CASE(what_can_be_done_in_no_other_way_may_be_done_alone_and_uncounted) {
  LongWork alone(file, LongWork::Denial::harmful);
  BOOST_TEST(alone.begin().has_value());
  Processes worker(file, 1, true);  // one of two
  BOOST_TEST(worker.working() == 1);
  BOOST_TEST(!alone.begin());
  LongWork unusable(folder.path() / "no such folder/x", LongWork::Denial::harmful);
  BOOST_TEST(unusable.begin().has_value());
}

BOOST_AUTO_TEST_CASE(a_place_is_free_again_when_the_work_ends_or_its_process_is_killed) {
  LongWork one(file);
  const Processes other(file, 1);
  {
    const auto place = one.begin();
    BOOST_TEST(place.has_value());
    BOOST_TEST(Processes(file, 1, true).working() == 0);  // three processes: one place
  }
  Processes worker(file, 1, true);
  BOOST_TEST(worker.working() == 1);
  BOOST_TEST(!one.begin());
  worker.kill_one();
  BOOST_TEST(one.begin().has_value());
}

BOOST_AUTO_TEST_CASE(without_a_name_everybody_may_and_without_a_usable_file_nobody) {
  LongWork cgi("");
  const auto first = cgi.begin();
  BOOST_TEST((first && cgi.begin()));
  LongWork unusable(folder.path() / "no such folder/x");
  BOOST_TEST(!unusable.begin());
}

BOOST_AUTO_TEST_CASE(the_file_is_open_to_its_owner_alone) {
  const LongWork one(file);
  BOOST_TEST((std::filesystem::status(file).permissions() ==
              (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write)));
}

BOOST_AUTO_TEST_SUITE_END()
