#include "http/request.hpp"

#include <array>
#include <boost/test/unit_test.hpp>

using namespace latchkey::http;

BOOST_AUTO_TEST_SUITE(request)

constexpr std::array<std::string_view, 2> prefixes{"/api/v1/", "/healthz"};

struct Row {
  const char* server;
  Params params;
};

BOOST_AUTO_TEST_CASE(the_route_is_found_behind_every_server) {
  for (const Row& row :
       {Row{"nginx", {{"SCRIPT_NAME", "/api/v1/leads"}}},
        Row{"Apache ScriptAlias", {{"SCRIPT_NAME", "/api"}, {"PATH_INFO", "/v1/leads"}}},
        Row{"cgi-bin", {{"SCRIPT_NAME", "/cgi-bin/latchkey-customers.cgi"}, {"PATH_INFO", "/api/v1/leads"}}},
        Row{"Caddy", {{"SCRIPT_NAME", ""}, {"PATH_INFO", ""}, {"DOCUMENT_URI", "/api/v1/leads"}}},
        Row{"request uri only", {{"REQUEST_URI", "/api/v1/leads?x=/api/v1/customers"}}}}) {
    BOOST_TEST_CONTEXT(row.server) { BOOST_TEST(make_request(row.params, prefixes).path == "/api/v1/leads"); }
  }
}

BOOST_AUTO_TEST_CASE(a_prefix_is_the_path_itself_or_above_it) {
  for (const char* path : {"/admin", "/admin/", "/admin/me"}) BOOST_TEST(has_path_prefix(path, "/admin"), path);
  for (const char* path : {"", "/", "/adm", "/administrator", "/x/admin"}) {
    BOOST_TEST(!has_path_prefix(path, "/admin"), path);
  }
  for (const char* path : {"/auth/", "/auth/login"}) BOOST_TEST(has_path_prefix(path, "/auth/"), path);
  for (const char* path : {"/auth", "/authority"}) BOOST_TEST(!has_path_prefix(path, "/auth/"), path);
}

// A folder of scripts that is named like the area is not taken for it.
BOOST_AUTO_TEST_CASE(a_script_name_that_only_begins_like_the_prefix_is_not_the_path) {
  const std::array<std::string_view, 1> admin{"/admin"};
  const Params params{{"SCRIPT_NAME", "/admin-scripts/latchkey-admin"}, {"PATH_INFO", "/admin/me"}};
  BOOST_TEST(make_request(params, admin).path == "/admin/me");
}

BOOST_AUTO_TEST_CASE(headers_keep_their_doubles) {
  const auto request =
      make_request({{"HTTP_X_API_KEY", "a"}, {"HTTP_X_API_KEY", "b"}, {"CONTENT_TYPE", "c"}}, prefixes);
  BOOST_TEST(request.find_headers("x-api-key").size() == 2U);
  BOOST_TEST(*request.find_header("x-api-key") == "a");
  BOOST_TEST(request.content_type == "c");
}

BOOST_AUTO_TEST_CASE(cookies_are_found_over_all_cookie_headers) {
  const auto request = make_request({{"HTTP_COOKIE", "a=1; m=2;m=3"}, {"HTTP_COOKIE", "m=4; mm=5"}}, prefixes);
  const auto values = request.find_cookies("m");
  BOOST_REQUIRE(values.size() == 3U);
  BOOST_TEST(values[2] == "4");
}

BOOST_AUTO_TEST_CASE(a_request_that_has_waited_over_20_s_is_overdue) {
  const auto is_overdue_at = [](const char* sent_at, std::int64_t now) {
    return is_overdue(make_request({{"SENT_AT", sent_at}}, prefixes), WallTime(std::chrono::milliseconds{now}));
  };
  BOOST_TEST(!is_overdue_at("1000.250", 1020250));
  BOOST_TEST(is_overdue_at("1000.250", 1020251));
  BOOST_TEST(!is_overdue_at("1000.250", 900000));  // a clock that was set back
  for (const char* unreadable : {"", "1000", "1000.25", "1000.2500", "x.250", "1000.abc", "1000,250"}) {
    BOOST_TEST(!is_overdue_at(unreadable, 99999999), unreadable);
  }
}

BOOST_AUTO_TEST_CASE(a_request_id_comes_from_the_gateway_alone) {
  BOOST_TEST(make_request({{"REQUEST_ID", "abc123"}}, prefixes).id == "abc123");
  BOOST_TEST(make_request({{"HTTP_X_REQUEST_ID", "abc123"}}, prefixes).id != "abc123");
  BOOST_TEST(make_request({{"REQUEST_ID", "a\nb"}}, prefixes).id.size() == 36U);
}

BOOST_AUTO_TEST_SUITE_END()
