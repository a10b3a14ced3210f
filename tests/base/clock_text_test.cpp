#include "base/clock_text.hpp"

#include <boost/test/unit_test.hpp>

using namespace latchkey;

BOOST_AUTO_TEST_SUITE(clock_text)

BOOST_AUTO_TEST_CASE(database_times_become_iso_8601) {
  BOOST_TEST(iso8601_from_database("2026-11-23 10:00:00.000001") == "2026-11-23T10:00:00.000001Z");
  BOOST_TEST(iso8601_from_database("2026-11-23 10:00:00") == "2026-11-23T10:00:00.000000Z");
}

BOOST_AUTO_TEST_CASE(an_expiry_date_lasts_to_the_end_of_its_day) {
  BOOST_TEST(parse_expiry("2026-12-31").value() == "2026-12-31 23:59:59.999999");
  BOOST_TEST(parse_expiry("2028-02-29").value() == "2028-02-29 23:59:59.999999");
}

BOOST_AUTO_TEST_CASE(an_expiry_time_is_turned_into_utc) {
  BOOST_TEST(parse_expiry("2026-12-31T10:00:00Z").value() == "2026-12-31 10:00:00.000000");
  BOOST_TEST(parse_expiry("2027-01-01T01:30:00.25+02:00").value() == "2026-12-31 23:30:00.250000");
  BOOST_TEST(parse_expiry("2026-12-31T23:30-0100").value() == "2027-01-01 00:30:00.000000");
}

BOOST_AUTO_TEST_CASE(days_and_forms_that_do_not_exist_are_refused) {
  for (const char* text :
       {"", "2027-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "31.12.2026", "2026-12-31T", "2026-12-31T25:00:00Z",
        "2026-12-31T10:00:00", "2026-12-31T10:00:60Z", "2026-12-31 10:00:00Zx", "tomorrow", "1969-12-31"}) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(!parse_expiry(text).has_value()); }
  }
}

BOOST_AUTO_TEST_CASE(durations_have_one_number_and_one_unit) {
  using namespace std::chrono_literals;
  BOOST_TEST((parse_duration("500ms") == 500ms));
  BOOST_TEST((parse_duration("0s") == 0ms));
  BOOST_TEST((parse_duration("30m") == 30min));
  BOOST_TEST((parse_duration("7d") == 7 * 24h));
  for (const char* text : {"", "5", "s", "-1s", "1.5s", "1 s", "1w", "99999999999999999999s", "5000d"}) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(!parse_duration(text).has_value()); }
  }
}

BOOST_AUTO_TEST_SUITE_END()
