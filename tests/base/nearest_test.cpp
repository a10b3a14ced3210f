#include "base/nearest.hpp"

#include <array>
#include <boost/test/unit_test.hpp>

using namespace latchkey;

BOOST_AUTO_TEST_SUITE(nearest)

constexpr std::array<std::string_view, 3> known{"firstName", "lastName", "email"};

BOOST_AUTO_TEST_CASE(a_slip_of_the_pen_is_recognised) {
  BOOST_TEST(find_nearest("firstname", known) == "firstName");
  BOOST_TEST(find_nearest("lastNme", known) == "lastName");
  BOOST_TEST(find_nearest("emial", known) == "email");
  BOOST_TEST(find_nearest("emails", known) == "email");
}

BOOST_AUTO_TEST_CASE(a_strange_name_has_no_neighbour) {
  BOOST_TEST(find_nearest("colour", known) == "");
  BOOST_TEST(find_nearest(std::string(100'000, 'a'), known) == "");
}

BOOST_AUTO_TEST_SUITE_END()
