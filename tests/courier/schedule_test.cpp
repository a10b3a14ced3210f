#include "courier/schedule.hpp"

#include <boost/test/unit_test.hpp>

using namespace latchkey::courier;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

BOOST_AUTO_TEST_SUITE(schedule)

BOOST_AUTO_TEST_CASE(ten_tries_are_made_each_up_to_a_fifth_later) {
  const milliseconds wanted[] = {seconds(5), minutes(5), minutes(30), hours(2), hours(5),
                                 hours(10),  hours(14),  hours(20),   hours(24)};
  for (std::size_t tries = 1; tries <= 9; ++tries) {
    milliseconds least = milliseconds::max();
    milliseconds most{};
    for (int i = 0; i < 500; ++i) {
      const auto wait = find_wait({}, tries, std::nullopt).value();
      least = std::min(least, wait);
      most = std::max(most, wait);
    }
    BOOST_TEST_CONTEXT("after try " << tries) {
      BOOST_TEST((least >= wanted[tries - 1]));
      BOOST_TEST((least <= wanted[tries - 1] * 21 / 20));
      BOOST_TEST((most <= wanted[tries - 1] * 6 / 5));
      BOOST_TEST((most >= wanted[tries - 1] * 23 / 20));
    }
  }
  BOOST_TEST(!find_wait({}, 10, std::nullopt).has_value());
  BOOST_TEST(!find_wait({}, 11, seconds(5)).has_value());
}

BOOST_AUTO_TEST_CASE(a_receiver_may_ask_for_later_but_for_a_day_at_most) {
  BOOST_TEST((find_wait({}, 1, seconds(120)).value() == seconds(120)));
  BOOST_TEST((find_wait({}, 2, seconds(1)).value() >= minutes(5)));
  BOOST_TEST((find_wait({}, 1, hours(48)).value() == hours(24)));
  BOOST_TEST((find_wait({}, 1, seconds::max()).value() == hours(24)));
}

BOOST_AUTO_TEST_SUITE_END()
