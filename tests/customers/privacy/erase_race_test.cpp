// Erasing beside a creation, a sign-in and an import of the same person at the same moment, on one server.
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

using Count = int (*)(Two& two, int rounds, test::Erase erase);

void check(Count count, test::Erase without_care) {
  Two two;
  BOOST_TEST(count(two, rounds, test::erase_with_care) == 0);
  BOOST_TEST(two.unavailable == 0);
  const int control = count(two, rounds, without_care);
  BOOST_TEST_MESSAGE("control: " << control << " of " << rounds);
  BOOST_TEST(control > 0);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(erasing_at_the_same_moment)

BOOST_AUTO_TEST_CASE(as_a_creation_leaves_one_whole_person) {
  check(test::count_torn_people<Two>, test::erase_customer_then_lead);
}

BOOST_AUTO_TEST_CASE(as_a_sign_in_leaves_nobody_signed_in) {
  check(test::count_signed_in<Two>, test::erase_sessions_then_customer);
}

BOOST_AUTO_TEST_CASE(as_an_import_leaves_nothing_of_the_person) {
  check(test::count_left_of_erased<Two>, test::erase_touches_then_lead);
}

BOOST_AUTO_TEST_SUITE_END()
