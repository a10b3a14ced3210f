#include "crypto/totp.hpp"

#include <boost/test/unit_test.hpp>

using namespace latchkey::crypto;

namespace {

const std::string rfc_secret = "12345678901234567890";  // of RFC 6238, appendix B

}  // namespace

BOOST_AUTO_TEST_SUITE(totp)

BOOST_AUTO_TEST_CASE(the_codes_of_the_rfc) {
  struct Row {
    std::uint64_t seconds;
    const char* code;  // the last six of the RFC's eight digits
  };
  for (const Row& row : {Row{59, "287082"}, Row{1111111109, "081804"}, Row{1111111111, "050471"},
                         Row{1234567890, "005924"}, Row{2000000000, "279037"}, Row{20000000000, "353130"}}) {
    BOOST_TEST(totp_code(rfc_secret, row.seconds / 30) == row.code);
  }
}

BOOST_AUTO_TEST_CASE(a_code_is_good_for_its_step_and_the_two_beside_it) {
  const std::uint64_t step = 37037036;
  const std::string code = totp_code(rfc_secret, step);
  for (const auto& [seconds, is_good] : {std::pair{(step - 1) * 30 - 1, false}, std::pair{(step - 1) * 30, true},
                                         std::pair{(step + 2) * 30 - 1, true}, std::pair{(step + 2) * 30, false}}) {
    BOOST_TEST(find_totp_step(rfc_secret, code, seconds, 0).has_value() == is_good);
  }
  BOOST_TEST(!find_totp_step(rfc_secret, code, step * 30, step));  // used before
  BOOST_TEST(!find_totp_step(rfc_secret, "", step * 30, 0));
  BOOST_TEST(!find_totp_step(rfc_secret, code + "0", step * 30, 0));
}

BOOST_AUTO_TEST_CASE(base32_there_and_back) {
  BOOST_TEST(base32(rfc_secret) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  BOOST_TEST(parse_base32("gezd gnbv GY3TQOJQGEZDGNBVGY3TQOJQ").value() == rfc_secret);
  BOOST_TEST(base32("f") == "MY");
  BOOST_TEST(!parse_base32("MY1"));
}

BOOST_AUTO_TEST_CASE(secrets_differ) {
  BOOST_TEST(make_totp_secret().size() == 20U);
  BOOST_TEST(make_totp_secret() != make_totp_secret());
}

BOOST_AUTO_TEST_SUITE_END()
