#include "cli/probes/nginx_directives.hpp"

#include <boost/test/unit_test.hpp>

using latchkey::cli::Directive;
using latchkey::cli::parse_nginx_directives;

BOOST_AUTO_TEST_SUITE(nginx_directives)

BOOST_AUTO_TEST_CASE(what_nginx_prints_is_read) {
  const auto found = parse_nginx_directives(
      "# configuration file /etc/nginx/nginx.conf:\n"
      "user www-data www; # user nobody;\n"
      "http {\n"
      "  upstream u { server unix:/run/a.sock; keepalive 2; }\n"
      "  map $a $b { default \"a ; b\"; \"~^(?<x>[a-z]{4})\" $x; }\n"
      "  location ~* \\.css$ { return 200 'it\\'s'; }\n"
      "  location ^~ /api/v1/ {}\n"
      "  set $c ${a}b;\n"
      "}\n");
  const std::vector<Directive> expected{{"user", "www-data", "www"},
                                        {"http"},
                                        {"upstream", "u"},
                                        {"server", "unix:/run/a.sock"},
                                        {"keepalive", "2"},
                                        {"map", "$a", "$b"},
                                        {"default", "a ; b"},
                                        {"~^(?<x>[a-z]{4})", "$x"},
                                        {"location", "~*", ".css$"},
                                        {"return", "200", "it's"},
                                        {"location", "^~", "/api/v1/"},
                                        {"set", "$c", "${a}b"}};
  BOOST_REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    BOOST_TEST(found[i] == expected[i], boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(text_that_is_cut_off_ends_the_reading) {
  for (const char* text : {"", "#", "user", "user \"a", "user 'a\\", "a {", "}", ";;", "{}{"}) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(parse_nginx_directives(text).size() <= 1U); }
  }
}

BOOST_AUTO_TEST_SUITE_END()
