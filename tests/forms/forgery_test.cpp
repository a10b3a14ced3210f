#include "forms/forgery.hpp"

#include <boost/test/unit_test.hpp>

using namespace latchkey;

BOOST_AUTO_TEST_SUITE(forgery)

struct Row {
  const char* name;
  http::Params headers;
  const char* form_value;
  bool is_own;
};

const std::string value(43, 'v');

BOOST_AUTO_TEST_CASE(every_combination_of_fetch_metadata_and_origin) {
  const std::string cookie = "__Host-form=" + value;
  const std::string origin = "https://members.example.com";
  for (const Row& row :
       {Row{"same origin", {{"sec-fetch-site", "same-origin"}, {"origin", origin}}, "", true},
        Row{"same origin, null origin", {{"sec-fetch-site", "same-origin"}, {"origin", "null"}}, "", true},
        Row{"cross site", {{"sec-fetch-site", "cross-site"}, {"origin", origin}}, "", false},
        Row{"same site", {{"sec-fetch-site", "same-site"}}, "", false},
        Row{"none", {{"sec-fetch-site", "none"}}, "", false},
        Row{"foreign origin", {{"origin", "https://evil.example"}}, "", false},
        Row{"foreign origin with same-origin",
            {{"sec-fetch-site", "same-origin"}, {"origin", "https://evil.example"}},
            "",
            false},
        Row{"other port", {{"origin", origin + ":8443"}}, "", false}, Row{"own origin", {{"origin", origin}}, "", true},
        Row{"null without a value", {{"origin", "null"}}, "", false},
        Row{"null, value without cookie", {{"origin", "null"}}, value.c_str(), false},
        Row{"null, value and cookie", {{"origin", "null"}, {"cookie", cookie}}, value.c_str(), true},
        Row{"null, other value", {{"origin", "null"}, {"cookie", cookie}}, "other", false},
        Row{"null, two cookies", {{"origin", "null"}, {"cookie", cookie + "; " + cookie}}, value.c_str(), false},
        Row{"no browser", {}, "", true}}) {
    BOOST_TEST_CONTEXT(row.name) {
      http::Request request;
      request.headers = row.headers;
      BOOST_TEST(forms::is_own_form(request, origin, row.form_value) == row.is_own);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
