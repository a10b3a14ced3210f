#include "endpoints/secret.hpp"

#include <boost/test/unit_test.hpp>

#include "crypto/encoding.hpp"

using namespace latchkey;
using namespace latchkey::endpoints;

BOOST_AUTO_TEST_SUITE(webhook_secret)

// The example of the Standard Webhooks specification's own libraries.
BOOST_AUTO_TEST_CASE(the_signature_is_that_of_the_known_vector) {
  BOOST_TEST(sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                  {"msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, R"({"test": 2432232314})"}) ==
             "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

BOOST_AUTO_TEST_CASE(a_new_secret_has_32_bytes_and_is_another_each_time) {
  const auto secret = make_secret();
  BOOST_TEST(secret.starts_with("whsec_"));
  BOOST_TEST(crypto::parse_base64(secret.substr(6)).value().size() == 32U);
  BOOST_TEST(secret != make_secret());
}

BOOST_AUTO_TEST_CASE(a_damaged_secret_signs_nothing) {
  for (const char* secret : {"", "whsec_", "whsec_*", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ9r8"}) {
    BOOST_TEST_CONTEXT(secret) {
      BOOST_CHECK_THROW(static_cast<void>(sign(secret, {"m", 1, "b"})), std::runtime_error);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
