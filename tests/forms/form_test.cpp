#include "forms/form.hpp"

#include <boost/test/unit_test.hpp>

#include "forms/cookie.hpp"
#include "forms/forgery.hpp"

using namespace latchkey;
using forms::FormFault;

namespace {

http::Request a_form(const std::string& body) {
  http::Request request;
  request.method = "POST";
  request.content_type = "application/x-www-form-urlencoded";
  request.body = body;
  return request;
}

bool has_fault(const forms::Form& form, FormFault fault) {
  const auto* found = std::get_if<FormFault>(&form);
  return found != nullptr && *found == fault;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(form)

BOOST_AUTO_TEST_CASE(the_fields_of_a_form_are_read_whatever_the_case_of_its_type) {
  for (const char* type : {"application/x-www-form-urlencoded", "Application/X-WWW-Form-Urlencoded",
                           "application/x-www-form-urlencoded; charset=UTF-8", " application/x-www-form-urlencoded "}) {
    BOOST_TEST_CONTEXT(type) {
      auto request = a_form("email=a%40b.example&to=");
      request.content_type = type;
      const auto form = forms::read_form(request);
      BOOST_REQUIRE(std::holds_alternative<FormFields>(form));
      BOOST_TEST(forms::text_of(std::get<FormFields>(form), "email") == "a@b.example");
      BOOST_TEST(forms::text_of(std::get<FormFields>(form), "to").empty());
      BOOST_TEST(forms::text_of(std::get<FormFields>(form), "none").empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_whole_form_is_not_looked_at) {
  for (const char* type : {"", "text/plain", "application/json", "multipart/form-data",
                           "application/x-www-form-urlencoded2", "x;application/x-www-form-urlencoded"}) {
    BOOST_TEST_CONTEXT(type) {
      auto request = a_form("a=1");
      request.content_type = type;
      BOOST_TEST(has_fault(forms::read_form(request), FormFault::not_whole));
    }
  }
  for (const auto state : {http::BodyState::cut_off, http::BodyState::too_large}) {
    auto request = a_form("a=1");
    request.body_state = state;
    BOOST_TEST(has_fault(forms::read_form(request), FormFault::not_whole));
  }
}

BOOST_AUTO_TEST_CASE(a_form_and_a_query_have_the_same_faults) {
  for (const auto& [text, fault] : {std::pair{"a=%zz", FormFault::unreadable},
                                    {"a=%00", FormFault::unreadable},
                                    {"a=%ff", FormFault::unreadable},
                                    {"a=1&a=2", FormFault::repeated_name}}) {
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST(has_fault(forms::read_form(a_form(text)), fault));
      http::Request request;
      request.query = text;
      BOOST_TEST(has_fault(forms::read_query(request), fault));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_form_of_our_own_page_carries_the_value_of_the_cookie) {
  const std::string origin = "https://members.example.com";
  const std::string value(43, 'v');
  const http::Params null_origin{{"origin", "null"}, {"cookie", "__Host-form=" + value}};
  auto request = a_form("form=" + value + "&a=1");
  request.headers = null_origin;
  BOOST_TEST(std::holds_alternative<FormFields>(forms::read_own_form(request, origin)));
  for (const std::string& body : {std::string("a=1"), std::string("form="), "form=" + std::string(43, 'w')}) {
    BOOST_TEST_CONTEXT(body) {
      request = a_form(body);
      request.headers = null_origin;
      BOOST_TEST(has_fault(forms::read_own_form(request, origin), FormFault::forged));
    }
  }
  request = a_form("form=1&form=2");
  request.headers = {{"origin", "https://evil.example"}};
  BOOST_TEST(has_fault(forms::read_own_form(request, origin), FormFault::repeated_name));
}

BOOST_AUTO_TEST_CASE(a_cookie_that_stands_twice_or_is_damaged_is_none) {
  const std::string value(43, 'c');
  const std::string cookie = "__Host-member=" + value;
  http::Request request;
  request.headers = {{"cookie", cookie}};
  BOOST_REQUIRE(forms::find_cookie(request, forms::session_cookie).has_value());
  BOOST_TEST(forms::find_cookie(request, forms::session_cookie)->reveal() == value);
  BOOST_TEST(forms::find_session_cookie(request).has_value());
  for (const std::string& text : {std::string(), cookie + "; " + cookie, cookie + "x", "__Host-form=" + value}) {
    BOOST_TEST_CONTEXT(text) {
      request.headers = {{"cookie", text}};
      BOOST_TEST(!forms::find_session_cookie(request).has_value());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
