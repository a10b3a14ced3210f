#include "api/limits/opening_hours.hpp"

#include <boost/test/unit_test.hpp>

#include "api/limits/zone_clock.hpp"

using namespace latchkey;
using namespace latchkey::api;

namespace {

DatabaseTime at(const std::string& time) { return parse_database_time(time + ".000000"); }

std::vector<OpeningWindow> windows(std::initializer_list<const char*> texts) {
  std::vector<OpeningWindow> all;
  for (const auto* text : texts) all.push_back(std::get<OpeningWindow>(parse_opening(text)));
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(opening_hours)

BOOST_AUTO_TEST_CASE(windows_are_read_in_one_form_and_written_in_it) {
  struct Row {
    const char* text;
    const char* written;  // empty: refused
  };
  for (const Row& row :
       {Row{"mon-fri 09:00-18:00", "mon-fri 09:00-18:00"}, Row{" MON-Fri   09:00-18:00 ", "mon-fri 09:00-18:00"},
        Row{"sat 10:00-24:00", "sat 10:00-24:00"}, Row{"sat-mon 00:00-00:01", "sat-mon 00:00-00:01"},
        Row{"sun-sun 00:00-24:00", "sun 00:00-24:00"}, Row{"", ""}, Row{"mon", ""}, Row{"mon 09:00", ""},
        Row{"mon 9:00-18:00", ""}, Row{"mon 09:00-24:01", ""}, Row{"mon 09:60-18:00", ""}, Row{"mon 18:00-09:00", ""},
        Row{"mon 09:00-09:00", ""}, Row{"monday 09:00-18:00", ""}, Row{"mon-fri 09:00-18:00 x", ""},
        Row{"mon-fri-sun 09:00-18:00", ""}, Row{"mon -1:00-18:00", ""}, Row{"mon 24:00-24:00", ""}}) {
    BOOST_TEST_CONTEXT(row.text) {
      const auto parsed = parse_opening(row.text);
      const auto* window = std::get_if<OpeningWindow>(&parsed);
      BOOST_TEST((window == nullptr ? "" : opening_text(*window)) == row.written);
    }
  }
}

BOOST_AUTO_TEST_CASE(over_midnight_is_refused_with_how_to_write_it) {
  const auto parsed = parse_opening("fri 22:00-04:00");
  BOOST_TEST(std::get<OpeningProblem>(parsed).message.find("two windows") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_end_is_not_included_and_the_next_opening_is_found) {
  struct Row {
    const char* zone;
    std::vector<OpeningWindow> open;
    const char* at;
    const char* next;  // empty: open
  };
  const auto office = windows({"mon-fri 09:00-18:00"});
  const auto night = windows({"fri 22:00-24:00", "sat 00:00-04:00"});
  for (const Row& row :
       {Row{"UTC", {}, "2026-11-26 03:00:00", ""}, Row{"UTC", office, "2026-11-26 08:59:59", "2026-11-26 09:00:00"},
        Row{"UTC", office, "2026-11-26 09:00:00", ""}, Row{"UTC", office, "2026-11-26 17:59:59", ""},
        Row{"UTC", office, "2026-11-26 18:00:00", "2026-11-27 09:00:00"},
        Row{"UTC", office, "2026-11-27 18:00:00", "2026-11-30 09:00:00"}, Row{"UTC", night, "2026-11-27 23:59:59", ""},
        Row{"UTC", night, "2026-11-28 00:00:00", ""}, Row{"UTC", night, "2026-11-28 04:00:00", "2026-12-04 22:00:00"},
        Row{"UTC", windows({"sun-mon 12:00-13:00"}), "2026-11-30 12:30:00", ""},
        Row{"UTC", windows({"sat-mon 12:00-13:00"}), "2026-12-01 12:30:00", "2026-12-05 12:00:00"},
        // The clock of the zone, in winter and in summer.
        Row{"Europe/Nicosia", office, "2026-01-05 06:59:59", "2026-01-05 07:00:00"},
        Row{"Europe/Nicosia", office, "2026-07-06 05:59:59", "2026-07-06 06:00:00"},
        // 03:00 is left out on the 29th of March: the clock jumps from 02:59 to 04:00.
        Row{"Europe/Nicosia", windows({"sun 03:00-03:30"}), "2026-03-28 12:00:00", "2026-04-05 00:00:00"},
        Row{"Europe/Nicosia", windows({"sun 03:30-05:00"}), "2026-03-29 00:30:00", "2026-03-29 01:00:00"},
        // 03:00 to 03:59 comes twice on the 25th of October: open in both.
        Row{"Europe/Nicosia", windows({"sun 03:10-03:20"}), "2026-10-25 00:15:00", ""},
        Row{"Europe/Nicosia", windows({"sun 03:10-03:20"}), "2026-10-25 00:20:00", "2026-10-25 01:10:00"},
        Row{"Europe/Nicosia", windows({"sun 02:30-03:10"}), "2026-10-25 00:30:00", "2026-10-25 01:00:00"}}) {
    BOOST_TEST_CONTEXT(row.zone << " " << row.at) {
      const bool open = is_open(row.open, row.zone, at(row.at));
      BOOST_TEST(open == std::string_view(row.next).empty());
      const auto next = find_next_opening(row.open, row.zone, at(row.at));
      BOOST_TEST((next ? database_text(*next).substr(0, 19) : "") == row.next);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
