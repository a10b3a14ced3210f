// Who follows the cursor of the report while others write misses nothing and ends with the true state.
#include "api/reports/lead_ledger.hpp"

#include <boost/test/unit_test.hpp>

#include "api/reports/lead_page.hpp"
#include "support/throwaway_server.hpp"

using namespace latchkey;
using test::SharedDatabase;

namespace {

// How many leads a follower knows wrongly at the end.
int count_wrong(std::chrono::microseconds age) {
  const auto result = test::keep_ledger(
      {[](int /*writer*/) { return SharedDatabase::connect(); }, [] { return SharedDatabase::connect(); }}, age);
  BOOST_TEST_MESSAGE(result.writes_a_second << " writes a second, " << result.wrong << " leads known wrongly");
  BOOST_TEST(result.writes_a_second >= 200);
  BOOST_TEST(result.leads == 1000);
  BOOST_TEST(result.unavailable == 0);
  return result.wrong;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(lead_ledger)

BOOST_AUTO_TEST_CASE(a_follower_misses_nothing_while_200_changes_a_second_are_written) {
  BOOST_TEST(count_wrong(api::settling) == 0);
}

BOOST_AUTO_TEST_CASE(one_who_is_told_of_changes_at_once_misses_some) {
  int wrong = 0;
  for (int run = 0; run < 5 && wrong == 0; ++run) wrong = count_wrong(std::chrono::microseconds(0));
  BOOST_TEST(wrong > 0);
}

BOOST_AUTO_TEST_SUITE_END()
