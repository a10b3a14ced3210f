#include "attempts/attempt_log.hpp"

#include <array>
#include <boost/test/unit_test.hpp>

using namespace latchkey::attempts;

BOOST_AUTO_TEST_SUITE(attempt_log)

// The words stand in rows that were written before, and in pages and programs that read them.
BOOST_AUTO_TEST_CASE(every_method_has_its_word) {
  BOOST_TEST(method_name(Method::token) == "token");
  BOOST_TEST(method_name(Method::password) == "password");
  BOOST_TEST(method_name(Method::reveal) == "reveal");
  BOOST_TEST(method_name(Method::staff) == "staff");
  BOOST_TEST(method_name(Method::recheck) == "recheck");
}

BOOST_AUTO_TEST_CASE(every_outcome_has_its_word_and_is_read_from_it) {
  struct Row {
    Outcome outcome;
    std::string_view name;
  };
  for (const auto& [outcome, name] : std::array<Row, 15>{{{Outcome::signed_in, "signed_in"},
                                                          {Outcome::confirmed, "confirmed"},
                                                          {Outcome::wrong_password, "wrong_password"},
                                                          {Outcome::wrong_code, "wrong_code"},
                                                          {Outcome::throttled, "throttled"},
                                                          {Outcome::customer_blocked, "customer_blocked"},
                                                          {Outcome::no_key, "no_key"},
                                                          {Outcome::not_checked, "not_checked"},
                                                          {Outcome::must_confirm, "must_confirm"},
                                                          {Outcome::still_signed_in, "still_signed_in"},
                                                          {Outcome::malformed, "malformed"},
                                                          {Outcome::unknown, "unknown"},
                                                          {Outcome::spent, "spent"},
                                                          {Outcome::revoked, "revoked"},
                                                          {Outcome::expired, "expired"}}}) {
    BOOST_TEST_CONTEXT(name) {
      BOOST_TEST(outcome_name(outcome) == name);
      BOOST_TEST((parse_outcome(name) == outcome));
    }
  }
  for (const char* other : {"", "Spent", "spent ", "refused"}) BOOST_TEST(!parse_outcome(other).has_value(), other);
}

BOOST_AUTO_TEST_SUITE_END()
