#include "base/log.hpp"

#include <boost/test/unit_test.hpp>

using namespace latchkey;

BOOST_AUTO_TEST_CASE(a_log_line_is_one_line_whatever_the_values) {
  const std::string line =
      make_log_line(LogLevel::warning, "unavailable", {{"why", "a\nb\"c\\d\x01"}, {"request", "r1"}});
  BOOST_TEST(line == "<4>event=unavailable why=\"a\\x0ab\\\"c\\\\d\\x01\" request=\"r1\"");
}
