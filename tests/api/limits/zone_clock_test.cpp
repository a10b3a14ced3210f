#include "api/limits/zone_clock.hpp"

#include <boost/test/unit_test.hpp>

using namespace latchkey;
using namespace latchkey::api;

namespace {

DatabaseTime at(const std::string& time) { return parse_database_time(time + ".000000"); }

std::string text(const Window& window) {
  return database_text(window.start).substr(0, 19) + " to " + database_text(window.end).substr(0, 19);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(zone_clock)

BOOST_AUTO_TEST_CASE(a_time_is_read_and_written_alike) {
  for (const std::string time :
       {"2026-11-23 10:00:00.000001", "1999-12-31 23:59:59.999999", "2028-02-29 00:00:00.000000"}) {
    BOOST_TEST(database_text(parse_database_time(time)) == time);
  }
  BOOST_TEST(database_text(parse_database_time("2026-11-23 10:00:00")) == "2026-11-23 10:00:00.000000");
  BOOST_CHECK_THROW(static_cast<void>(parse_database_time("2026-11-23")), std::logic_error);
  BOOST_CHECK_THROW(static_cast<void>(parse_database_time("2026-11-23 1x:00:00.000000")), std::logic_error);
}

BOOST_AUTO_TEST_CASE(only_names_of_the_zone_database_are_zones) {
  for (const std::string name : {"UTC", "Europe/Nicosia", "America/Argentina/Buenos_Aires", "Etc/GMT+3"}) {
    BOOST_TEST_CONTEXT(name) { BOOST_TEST(is_time_zone(name)); }
  }
  for (const std::string name : {"", "Europe", "europe/nicosia ", "Mars/Base", "/etc/passwd", "../../etc/passwd",
                                 "right/UTC", "posix/UTC", "localtime", "file:UTC", ":UTC", "tzdata.zi", "+02:00"}) {
    BOOST_TEST_CONTEXT(name) { BOOST_TEST(!is_time_zone(name)); }
  }
  BOOST_TEST(!is_time_zone(std::string(200, 'A')));
}

BOOST_AUTO_TEST_CASE(days_are_those_of_the_zone_and_change_their_length_with_its_clock) {
  struct Row {
    const char* zone;
    const char* at;
    const char* window;
  };
  for (const Row& row : {Row{"UTC", "2026-07-01 00:00:00", "2026-07-01 00:00:00 to 2026-07-02 00:00:00"},
                         Row{"UTC", "2026-07-01 23:59:59", "2026-07-01 00:00:00 to 2026-07-02 00:00:00"},
                         Row{"Asia/Kolkata", "2026-07-01 18:29:59", "2026-06-30 18:30:00 to 2026-07-01 18:30:00"},
                         Row{"Asia/Kolkata", "2026-07-01 18:30:00", "2026-07-01 18:30:00 to 2026-07-02 18:30:00"},
                         // The clock is put forward at 03:00: 23 hours; and back at 04:00: 25.
                         Row{"Europe/Nicosia", "2026-03-29 12:00:00", "2026-03-28 22:00:00 to 2026-03-29 21:00:00"},
                         Row{"Europe/Nicosia", "2026-10-25 12:00:00", "2026-10-24 21:00:00 to 2026-10-25 22:00:00"},
                         // Midnight is left out: the day begins at 01:00.
                         Row{"Africa/Cairo", "2026-04-24 12:00:00", "2026-04-23 22:00:00 to 2026-04-24 21:00:00"},
                         // Midnight comes twice: the day begins with the first.
                         Row{"America/Havana", "2026-11-01 12:00:00", "2026-11-01 04:00:00 to 2026-11-02 05:00:00"},
                         Row{"Nowhere/Known", "2026-07-01 12:00:00", "2026-07-01 00:00:00 to 2026-07-02 00:00:00"}}) {
    BOOST_TEST_CONTEXT(row.zone << " " << row.at) { BOOST_TEST(text(find_day(row.zone, at(row.at))) == row.window); }
  }
}

BOOST_AUTO_TEST_CASE(hours_are_those_of_the_zone_and_end_where_its_clock_is_changed) {
  struct Row {
    const char* zone;
    const char* at;
    const char* window;
  };
  for (const Row& row :
       {Row{"UTC", "2026-07-01 10:59:59", "2026-07-01 10:00:00 to 2026-07-01 11:00:00"},
        Row{"UTC", "2026-07-01 11:00:00", "2026-07-01 11:00:00 to 2026-07-01 12:00:00"},
        Row{"Asia/Kolkata", "2026-07-01 10:29:59", "2026-07-01 09:30:00 to 2026-07-01 10:30:00"},
        Row{"Asia/Kathmandu", "2026-07-01 10:15:00", "2026-07-01 10:15:00 to 2026-07-01 11:15:00"},
        // 03:00 to 03:59 comes twice: two hours.
        Row{"Europe/Nicosia", "2026-10-25 00:30:00", "2026-10-25 00:00:00 to 2026-10-25 01:00:00"},
        Row{"Europe/Nicosia", "2026-10-25 01:30:00", "2026-10-25 01:00:00 to 2026-10-25 02:00:00"},
        Row{"Europe/Nicosia", "2026-03-29 01:00:00", "2026-03-29 01:00:00 to 2026-03-29 02:00:00"},
        // Half an hour forward at 02:00 and back to 01:30: the hours beside the change are cut.
        Row{"Australia/Lord_Howe", "2026-04-04 14:45:00", "2026-04-04 14:00:00 to 2026-04-04 15:00:00"},
        Row{"Australia/Lord_Howe", "2026-04-04 15:10:00", "2026-04-04 15:00:00 to 2026-04-04 15:30:00"},
        Row{"Australia/Lord_Howe", "2026-10-03 15:45:00", "2026-10-03 15:30:00 to 2026-10-03 16:00:00"}}) {
    BOOST_TEST_CONTEXT(row.zone << " " << row.at) { BOOST_TEST(text(find_hour(row.zone, at(row.at))) == row.window); }
  }
}

BOOST_AUTO_TEST_CASE(hours_and_days_leave_no_moment_out_and_none_twice) {
  for (const std::string zone :
       {"Europe/Nicosia", "Australia/Lord_Howe", "America/Havana", "Africa/Cairo", "America/St_Johns"}) {
    for (const auto find : {find_hour, find_day}) {
      Window window = find(zone, at("2026-01-01 00:00:00"));
      while (window.end < at("2027-01-01 00:00:00")) {
        const Window next = find(zone, window.end);
        const Window last = find(zone, window.end - std::chrono::microseconds{1});
        BOOST_REQUIRE_MESSAGE(next.start == window.end && last.start == window.start,
                              zone << ": " << text(window) << ", then " << text(next));
        window = next;
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
