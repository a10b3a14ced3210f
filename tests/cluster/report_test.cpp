// Who follows the report on one node while leads are changed on two others misses nothing.
#include <boost/test/unit_test.hpp>

#include "api/reports/lead_ledger.hpp"
#include "api/reports/lead_page.hpp"
#include "cluster/support/race.hpp"

using namespace latchkey;

namespace {

// The two writers who change the same leads are on different nodes.
test::LedgerResult follow_on_the_third_node(std::chrono::microseconds age) {
  const auto result = test::keep_ledger(
      {[](int writer) { return test::shared_cluster().connect(static_cast<std::size_t>(writer % 2)); },
       [] { return test::shared_cluster().connect(2); }},
      age);
  BOOST_TEST_MESSAGE(result.writes_a_second << " writes a second on two nodes, told after " << age.count()
                                            << " us: " << result.wrong << " of " << result.leads
                                            << " leads known wrongly on the third, " << result.unavailable
                                            << " changes unavailable");
  BOOST_TEST(result.leads == 1000);
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(report_on_a_cluster)

BOOST_AUTO_TEST_CASE(a_follower_misses_nothing) { BOOST_TEST(follow_on_the_third_node(api::settling).wrong == 0); }

BOOST_AUTO_TEST_CASE(one_who_is_told_of_changes_at_once_misses_some) {
  int wrong = 0;
  for (int run = 0; run < 5 && wrong == 0; ++run) {
    wrong = follow_on_the_third_node(std::chrono::microseconds(0)).wrong;
  }
  BOOST_TEST(wrong > 0);
}

BOOST_AUTO_TEST_SUITE_END()
