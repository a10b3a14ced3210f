#include "members/sign_in/link_address.hpp"

#include <array>
#include <boost/test/unit_test.hpp>

using namespace latchkey::members;

namespace {

const std::string token = "lt_" + std::string(20, 'a') + "-_3D" + std::string(19, 'Z');

LinkAddress read(const std::string& query) {
  const auto outcome = read_link_address(query);
  BOOST_REQUIRE_MESSAGE(std::holds_alternative<LinkAddress>(outcome), query);
  return std::get<LinkAddress>(outcome);
}

bool is_repeated(const std::string& query) {
  return std::holds_alternative<RepeatedParameter>(read_link_address(query));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(link_address)

BOOST_AUTO_TEST_CASE(what_is_added_around_a_token_is_not_there) {
  for (const char* added : {".",
                            ",",
                            ";",
                            ">",
                            ")",
                            "]",
                            "}",
                            "\"",
                            "'",
                            "%22",
                            "%27",
                            "%3E",
                            "%20",
                            "+",
                            "%09",
                            "%C2%A0",
                            "%E2%80%9D",
                            "%E2%80%99",
                            "%C2%BB",
                            "\u201d",
                            "\u2019",
                            "\u201c",
                            "\u00bb",
                            "\xbb",
                            "%0A",
                            "%0D%0A",
                            "\n",
                            "\r\n",
                            "%0D%0A%0D%0ASee+you+soon",
                            "?utm_source=mail",
                            "%3Futm_source%3Dmail",
                            "?",
                            ").",
                            ">.",
                            "%00",
                            "%E9",
                            "%",
                            "%2",
                            "%%",
                            "=",
                            "/",
                            "#x",
                            "!",
                            "*",
                            "%E2%80%8B",
                            "...",
                            "%20click%20here",
                            "%3C%2Fa%3E"}) {
    BOOST_TEST_CONTEXT(added) {
      BOOST_TEST(read("token=" + token + added).token.value() == token);
      BOOST_TEST(read("token=" + token + added + "&statusPopup=false").wish.shows_status_popup.value() == false);
    }
  }
  for (const char* added : {"3D", "3d", "%3D", "=", "%20", "<", "\"", "%22", "3D%22", "3D\"", "\u201e", "\u00ab", "(",
                            "[", "%0A", "+", "3D3D", "=3D", "%E2%80%8B"}) {
    BOOST_TEST_CONTEXT(added) { BOOST_TEST(read(std::string("token=") + added + token).token.value() == token); }
  }
}

BOOST_AUTO_TEST_CASE(a_token_goes_on_behind_a_line_end) {
  for (const char* inside : {"%0A", "%0D%0A", "\n", "\r\n", "=%0D%0A", "%3D%0A", "%0A%20%20", "%20%0D%0A%09"}) {
    BOOST_TEST_CONTEXT(inside) {
      BOOST_TEST(read("token=" + token.substr(0, 30) + inside + token.substr(30)).token.value() == token);
    }
  }
}

BOOST_AUTO_TEST_CASE(other_parameters_are_not_there) {
  const std::string full = "token=" + token + "&returnUrl=%2Fwallet%2Fdeposit%3Fa%3D1&statusPopup=false";
  for (const char* other :
       {"utm_campaign=50%off", "utm_term=%E9", "x=%ff", "x=%00", "%=1", "%E9=1", "utm_source=a&utm_source=b", "x", "=",
        "=x", "&&", "token[]=a", "Token=b", "a=1;b=2", "x=%", "fbclid=&fbclid="}) {
    for (const std::string& query : {full + "&" + other, std::string(other) + "&" + full}) {
      BOOST_TEST_CONTEXT(query) {
        const auto address = read(query);
        BOOST_TEST(address.token.value() == token);
        BOOST_TEST(address.wish.return_url.value() == "/wallet/deposit?a=1");
        BOOST_TEST(address.wish.shows_status_popup.value() == false);
      }
    }
  }
  std::string many;
  for (int i = 0; i < 300; ++i) many += "p" + std::to_string(i) + "=1&";
  BOOST_TEST(read(many + full).token.value() == token);
}

BOOST_AUTO_TEST_CASE(an_escaped_separator_separates) {
  const auto address = read("token=" + token + "&amp;returnUrl=%2Fprofile&amp;amp;statusPopup=false");
  BOOST_TEST(address.token.value() == token);
  BOOST_TEST(address.wish.return_url.value() == "/profile");
  BOOST_TEST(address.wish.shows_status_popup.value() == false);
  BOOST_TEST(read("returnUrl=%2Fprofile&amp;token=" + token).token.value() == token);
  BOOST_TEST(read("?token=" + token).token.value() == token);
}

BOOST_AUTO_TEST_CASE(a_token_of_nothing_but_signs_is_there_and_is_none) {
  for (const char* signs : {"", ".", "%20", ">", "%E2%80%9C%E2%80%9D", "%00", "%", "3D", "%0A"}) {
    BOOST_TEST(read(std::string("token=") + signs).token.value().empty(), signs);
  }
  BOOST_TEST(!read("").token.has_value());
  BOOST_TEST(!read("returnUrl=%2Fprofile").token.has_value());
  BOOST_TEST(read("token").token.value().empty());
}

BOOST_AUTO_TEST_CASE(a_longer_or_shorter_token_is_not_made_right) {
  for (const std::string& wrong :
       {token + "x", token + "_", token.substr(0, 45), "x" + token, "lt" + token.substr(3)}) {
    BOOST_TEST(read("token=" + wrong).token.value() == wrong);
  }
}

BOOST_AUTO_TEST_CASE(our_own_parameters_twice) {
  BOOST_TEST(is_repeated("token=" + token + "&token=lt_" + std::string(43, 'b')));
  BOOST_TEST(is_repeated("token=" + token + "&token="));
  BOOST_TEST(is_repeated("returnUrl=%2Fa&returnUrl=%2Fb"));
  BOOST_TEST(is_repeated("returnUrl=%2Fa&amp;returnUrl=%ff"));
  BOOST_TEST(is_repeated("statusPopup=false&statusPopup=true"));
  BOOST_TEST(!is_repeated("token=" + token + "&token=" + token + "."));
  BOOST_TEST(!is_repeated("returnUrl=%2Fa&returnUrl=/a"));
  BOOST_TEST(!is_repeated("statusPopup=false&statusPopup=false"));
}

BOOST_AUTO_TEST_CASE(values_that_cannot_be_read_are_not_allowed_ones) {
  for (const char* value : {"%ff", "%00", "%2Fprofile%00", "%", "%2Fprofile%E9", "%zz", "\xff"}) {
    BOOST_TEST(read(std::string("returnUrl=") + value).wish.return_url.value() == unreadable_return_url, value);
    BOOST_TEST(read(std::string("statusPopup=") + value).wish.shows_status_popup.value(), value);
  }
  BOOST_TEST(!read("returnUrl=").wish.return_url.has_value());
  BOOST_TEST(read("statusPopup=False").wish.shows_status_popup.value());
}

BOOST_AUTO_TEST_CASE(a_form_s_landing_that_cannot_be_read_is_mended_and_nothing_else) {
  const std::string unreadable = "%28not%20readable%29";
  for (const char* value : {"%ff", "%00", "%", "\xff"}) {
    BOOST_TEST(mend_landing(std::string("email=a&returnUrl=") + value + "&statusPopup=" + value + "&form=x") ==
               "email=a&returnUrl=" + unreadable + "&statusPopup=" + unreadable + "&form=x");
  }
  for (const char* form :
       {"", "returnUrl=%2Fprofile%3Fa&statusPopup=false", "password=%ff&email=%", "returnUrl&a=b&&c"}) {
    BOOST_TEST(mend_landing(form) == form);
  }
}

BOOST_AUTO_TEST_CASE(what_is_sent_once_more_stands_there_once_and_can_be_read) {
  struct Row {
    std::string query;
    std::vector<Parameter> parameters;
  };
  for (const auto& [query, parameters] :
       {Row{"", {}}, Row{"a=b%20c&returnUrl=%2Fx%3Fy", {{"a", "b c"}, {"returnUrl", "/x?y"}}},
        Row{"token=3D" + token + "&amp;token=" + token + ".&lang=de", {{"token", token}, {"lang", "de"}}},
        Row{"returnUrl=%2Fa&returnUrl=%2Fb", {{"returnUrl", "/a"}, {"returnUrl", "/b"}}},
        Row{"utm=%ff&returnUrl=%ff&x=%00", {{"returnUrl", std::string(unreadable_return_url)}}},
        Row{"=x&&a", {{"a", ""}}}}) {
    BOOST_TEST_CONTEXT(query) { BOOST_TEST((list_parameters(query) == parameters)); }
  }
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "a" + std::to_string(i) + "=&";
  BOOST_TEST(list_parameters(many).size() == 100U);
}

BOOST_AUTO_TEST_SUITE_END()
