#include "http/response.hpp"

#include <boost/test/unit_test.hpp>

using latchkey::http::Response;

BOOST_AUTO_TEST_SUITE(response)

BOOST_AUTO_TEST_CASE(a_control_character_never_becomes_a_header) {
  for (const char* value : {"a\nSet-Cookie: evil=1", "a\rb", "\x7f", "\t"}) {
    BOOST_TEST_CONTEXT(value) {
      BOOST_CHECK_THROW(Response(303).add_header("Location", value), std::invalid_argument);
      BOOST_CHECK_THROW(Response(303).add_header(value, "a"), std::invalid_argument);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_cgi_form_has_status_headers_and_body) {
  Response response(201, "{}", "application/json");
  response.add_header("Location", "/x");
  BOOST_TEST(response.serialize() == "Status: 201 Created\r\nContent-Type: application/json\r\nLocation: /x\r\n\r\n{}");
}

BOOST_AUTO_TEST_SUITE_END()
