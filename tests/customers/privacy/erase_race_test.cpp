// Erasing beside a creation and beside a sign-in of the same person at the same moment, on one server.
#include <barrier>
#include <boost/test/unit_test.hpp>
#include <future>
#include <random>
#include <thread>

#include "customers/privacy/erase_races.hpp"
#include "support/throwaway_server.hpp"

using namespace latchkey;
using test::SharedDatabase;

namespace {

constexpr int rounds = 120;

class Two {
 public:
  [[nodiscard]] db::Connection& db(std::size_t which) { return *connections_.at(which); }

  // Runs both within a millisecond of one another.
  template <class First, class Second>
  void run(First first, Second second) {
    std::barrier start(2);
    const auto act = [&](std::chrono::microseconds wait, const auto& deed, db::Connection& db) {
      start.arrive_and_wait();
      std::this_thread::sleep_for(wait);
      try {
        deed(db);
      } catch (const Unavailable&) {
        ++unavailable;
      }
    };
    auto rival = std::async(std::launch::async, [&, wait = jitter()] { act(wait, second, db(1)); });
    act(jitter(), first, db(0));
    rival.get();
  }

  std::atomic<int> unavailable = 0;

 private:
  std::chrono::microseconds jitter() {
    return std::chrono::microseconds{std::uniform_int_distribution<int>{0, 3000}(random_)};
  }

  std::array<std::unique_ptr<db::Connection>, 2> connections_{SharedDatabase::connect(), SharedDatabase::connect()};
  std::mt19937 random_{7};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(erasing_at_the_same_moment, Two)

BOOST_AUTO_TEST_CASE(as_a_creation_leaves_one_whole_person) {
  BOOST_TEST(test::count_torn_people(*this, rounds, test::erase_with_care) == 0);
  BOOST_TEST(unavailable == 0);
  const int control = test::count_torn_people(*this, rounds, test::erase_one_by_one);
  BOOST_TEST_MESSAGE("control: " << control << " of " << rounds);
  BOOST_TEST(control > 0);
}

BOOST_AUTO_TEST_CASE(as_a_sign_in_leaves_nobody_signed_in) {
  BOOST_TEST(test::count_signed_in(*this, rounds, test::erase_with_care) == 0);
  BOOST_TEST(unavailable == 0);
  const int signed_in = test::count_signed_in(*this, rounds, test::erase_one_by_one);
  BOOST_TEST_MESSAGE("control: " << signed_in << " of " << rounds);
  BOOST_TEST(signed_in > 0);
}

BOOST_AUTO_TEST_CASE(as_an_import_leaves_nothing_of_the_person) {
  BOOST_TEST(test::count_left_of_erased(*this, rounds, test::erase_with_care) == 0);
  BOOST_TEST(unavailable == 0);
  const int left = test::count_left_of_erased(*this, rounds, test::erase_loosely);
  BOOST_TEST_MESSAGE("control: " << left << " of " << rounds);
  BOOST_TEST(left > 0);
}

BOOST_AUTO_TEST_SUITE_END()
