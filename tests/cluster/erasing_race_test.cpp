// A person is erased on one node while he is created, signs in, or comes with a file of leads, on another: no customer
// is left on a lead without his e-mail, nobody who was erased is signed in, and nothing of him is left.
#include <boost/test/unit_test.hpp>

#include "cluster/support/race.hpp"
#include "customers/privacy/erase_races.hpp"

using namespace latchkey;
using test::Race;

namespace {

constexpr int rounds = 300;

using Count = int (*)(Race& race, int rounds, test::Erase erase);

void check(const char* name, Count count, test::Erase without_care) {
  Race race;
  const int left = count(race, rounds, test::erase_with_care);
  Race other;
  const int control = count(other, rounds, without_care);
  BOOST_TEST_MESSAGE(name << ": " << rounds << " races, " << left << " wrong, " << race.failures()
                          << " deeds unavailable; control " << control << " wrong");
  BOOST_TEST(left == 0, name);
  BOOST_TEST(race.failures() == 0, name);
  BOOST_TEST(control > 0, name);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(erasing_race)

BOOST_AUTO_TEST_CASE(as_a_creation_leaves_one_whole_person) {
  check("erasing against a creation", test::count_torn_people<Race>, test::erase_customer_then_lead);
}

BOOST_AUTO_TEST_CASE(as_a_sign_in_leaves_nobody_signed_in) {
  check("erasing against a sign-in", test::count_signed_in<Race>, test::erase_sessions_then_customer);
}

BOOST_AUTO_TEST_CASE(as_an_import_leaves_nothing_of_the_person) {
  check("erasing against an import", test::count_left_of_erased<Race>, test::erase_touches_then_lead);
}

BOOST_AUTO_TEST_SUITE_END()
