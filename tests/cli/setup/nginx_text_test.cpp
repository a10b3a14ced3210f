#include "cli/setup/nginx_text.hpp"

#include <boost/test/unit_test.hpp>

using namespace latchkey::cli;

namespace {

std::string put(const std::string& text, const std::string& host = "members.example.com") {
  const auto result = put_includes_in(text, host);
  const auto* no_place = std::get_if<NoPlace>(&result);
  return no_place != nullptr ? "no place: " + no_place->why : std::get<std::string>(result);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(nginx_text)

BOOST_AUTO_TEST_CASE(the_lines_stand_above_the_first_server_and_at_the_end_of_the_one_with_tls) {
  const std::string site =
      "# server { in a comment }\n"
      "server {\n    listen 80;\n    server_name members.example.com;\n    return 301 https://$host$request_uri;\n}\n\n"
      "server {\n    listen 443 ssl http2;\n    server_name members.example.com;\n"
      "    location ~ \"^/a{2}$\" { return 200 '}'; }\n"
      "    location / { try_files ${uri}.html =404; }\n}\n";
  const std::string wanted =
      "# server { in a comment }\n"
      "include latchkey/http.conf;\n"
      "server {\n    listen 80;\n    server_name members.example.com;\n    return 301 https://$host$request_uri;\n}\n\n"
      "server {\n    listen 443 ssl http2;\n    server_name members.example.com;\n"
      "    location ~ \"^/a{2}$\" { return 200 '}'; }\n"
      "    location / { try_files ${uri}.html =404; }\n    include latchkey/server.conf;\n}\n";
  BOOST_TEST(put(site) == wanted);
  BOOST_TEST(put(wanted) == wanted);
}

BOOST_AUTO_TEST_CASE(a_site_that_includes_the_snippets_one_by_one_has_them) {
  const std::string site =
      "include snippets/latchkey-http.conf;\ninclude latchkey/upstreams.conf;\n"
      "server { listen 443 ssl; server_name x; include /etc/nginx/snippets/latchkey-server.conf; }\n";
  BOOST_TEST(put(site) == site);
}

BOOST_AUTO_TEST_CASE(what_is_commented_out_is_not_there) {
  const std::string site =
      "#include latchkey/http.conf;\nserver {\n  listen [::]:443 ssl;\n  #include latchkey/server.conf;\n}\n";
  BOOST_TEST(put(site) ==
             "#include latchkey/http.conf;\ninclude latchkey/http.conf;\nserver {\n  listen [::]:443 ssl;\n"
             "  #include latchkey/server.conf;\n    include latchkey/server.conf;\n}\n");
}

BOOST_AUTO_TEST_CASE(within_http_they_are_indented_and_a_block_of_one_line_stays_whole) {
  BOOST_TEST(put("http {\n    server { listen 443 ssl; }\n}\n") ==
             "http {\n    include latchkey/http.conf;\n    server { listen 443 ssl; \n    include "
             "latchkey/server.conf;\n}\n}\n");
}

BOOST_AUTO_TEST_CASE(of_several_servers_the_one_of_the_host_is_taken) {
  const std::string site =
      "server {\n listen 443 ssl;\n server_name www.example.com;\n}\n"
      "server {\n listen 443 ssl;\n server_name .example.org members.example.com;\n}\n";
  BOOST_TEST(
      put(site).ends_with(" server_name .example.org members.example.com;\n    include latchkey/server.conf;\n}\n"));
  BOOST_TEST(put(site, "a.example.org").ends_with("    include latchkey/server.conf;\n}\n"));
  BOOST_TEST(put(site, "other.example.com").starts_with("no place: it has not exactly one server block"));
}

struct Row {
  const char* site;
  const char* why;
};

BOOST_AUTO_TEST_CASE(a_file_without_one_place_is_left_alone) {
  for (const Row& row : {Row{"", "no server block"}, Row{"server { listen 80; }", "not exactly one"},
                         Row{"server { listen 443 ssl; ", "braces"}, Row{"server { listen 443 ssl; } }", "braces"},
                         Row{"server { listen 443 ssl; return 200 'x; }", "braces"},
                         Row{"stream { server { listen 443 ssl; } }", "no server block"},
                         Row{"upstream x { server 127.0.0.1; }", "no server block"},
                         Row{"server { listen 443 ssl; } server { listen 8443 ssl; }", "not exactly one"}}) {
    BOOST_TEST_CONTEXT(row.site) { BOOST_TEST(put(row.site).find(row.why) != std::string::npos, put(row.site)); }
  }
}

BOOST_AUTO_TEST_SUITE_END()
