#include "staff/passkeys/passkey_answer.hpp"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <boost/test/unit_test.hpp>

#include "crypto/encoding.hpp"
#include "crypto/public_key.hpp"
#include "staff/passkeys/software_authenticator.hpp"

using namespace latchkey;
using namespace latchkey::staff;
using test::Asked;
using test::SoftwareAuthenticator;

namespace {

const RelyingParty site{"members.example.com", "https://members.example.com"};

Asked ask() { return {.challenge = crypto::SecretToken::make().reveal()}; }

std::string fault_of(const std::variant<ClientData, AnswerFault>& read) {
  const auto* fault = std::get_if<AnswerFault>(&read);
  return fault == nullptr ? "" : std::string(fault->reason);
}

std::string fault_of(const std::variant<AuthenticatorData, AnswerFault>& read) {
  const auto* fault = std::get_if<AnswerFault>(&read);
  return fault == nullptr ? "" : std::string(fault->reason);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(passkey_answer)

BOOST_AUTO_TEST_CASE(a_site_has_passkeys_by_its_name_alone) {
  BOOST_TEST(find_relying_party("https://crm.example.com").value().id == "crm.example.com");
  BOOST_TEST(find_relying_party("https://crm.example.com:8443").value().id == "crm.example.com");
  BOOST_TEST(find_relying_party("https://crm.example.com:8443").value().origin == "https://crm.example.com:8443");
  BOOST_TEST(find_relying_party("https://localhost:8443").value().id == "localhost");
  for (const char* url : {"https://127.0.0.1", "https://127.0.0.1:8443", "https://[::1]:8443", "http://example.com"}) {
    BOOST_TEST(!find_relying_party(url), url);
  }
}

BOOST_AUTO_TEST_CASE(each_kind_of_key_signs) {
  for (const auto kind :
       {SoftwareAuthenticator::Kind::es256, SoftwareAuthenticator::Kind::rs256, SoftwareAuthenticator::Kind::eddsa}) {
    SoftwareAuthenticator authenticator(kind);
    const auto made = authenticator.create(ask());
    BOOST_TEST(crypto::is_public_key(made.public_key));
    BOOST_TEST(!crypto::is_public_key(made.public_key + "x"));
    BOOST_TEST(!crypto::is_public_key(made.public_key.substr(1)));
    auto answer = authenticator.get(ask());
    BOOST_TEST(is_signed(answer, made.public_key));
    BOOST_TEST(!is_signed(answer, SoftwareAuthenticator(kind).create(ask()).public_key));
    BOOST_TEST(!is_signed(answer, ""));
    for (std::string PasskeyAnswer::*part :
         {&PasskeyAnswer::client_data, &PasskeyAnswer::authenticator_data, &PasskeyAnswer::signature}) {
      auto changed = answer;
      (changed.*part).back() = static_cast<char>((changed.*part).back() ^ 1);
      BOOST_TEST(!is_signed(changed, made.public_key));
    }
  }
}

// RSA with 1024 bits, the curve P-384 and X25519.
BOOST_AUTO_TEST_CASE(other_keys_are_not_taken) {
  for (EVP_PKEY* key : {EVP_RSA_gen(1024), EVP_EC_gen("P-384"), EVP_PKEY_Q_keygen(nullptr, nullptr, "X25519")}) {
    unsigned char* der = nullptr;
    const int size = i2d_PUBKEY(key, &der);
    BOOST_REQUIRE(size > 0);
    BOOST_TEST(!crypto::is_public_key({reinterpret_cast<char*>(der), static_cast<std::size_t>(size)}));
    OPENSSL_free(der);
    EVP_PKEY_free(key);
  }
}

BOOST_AUTO_TEST_CASE(what_the_browser_says_must_be_what_was_asked) {
  SoftwareAuthenticator authenticator;
  const auto read = [&](const Asked& asked) {
    return read_client_data(authenticator.get(asked).client_data, Ceremony::get, site);
  };
  const Asked right = ask();
  BOOST_TEST(std::get<ClientData>(read(right)).challenge.reveal() == right.challenge);
  Asked wrong = right;
  wrong.origin = "https://evil.example.com";
  BOOST_TEST(fault_of(read(wrong)) == "it is for another site");
  wrong = right;
  wrong.is_crossing = true;
  BOOST_TEST(fault_of(read(wrong)) == "it was asked for in a frame of another site");
  wrong = right;
  wrong.challenge = "short";
  BOOST_TEST(fault_of(read(wrong)) == "it is not whole");
  const auto made = authenticator.create(right).client_data;
  BOOST_TEST(fault_of(read_client_data(made, Ceremony::get, site)) == "it is for another deed");
  for (const char* text : {"", "{", "[]", "null", R"({"type":1})", "\xff"}) {
    BOOST_TEST(!fault_of(read_client_data(text, Ceremony::get, site)).empty(), text);
  }
}

BOOST_AUTO_TEST_CASE(what_the_authenticator_says_is_read_up_to_its_end) {
  SoftwareAuthenticator authenticator;
  const auto made = authenticator.create(ask()).authenticator_data;
  const auto data = std::get<AuthenticatorData>(read_authenticator_data(made, Ceremony::create, site));
  BOOST_TEST(data.credential_id == authenticator.credential_id());
  BOOST_TEST((data.presence == Presence::verified));
  for (std::size_t size = 0; size < 55 + authenticator.credential_id().size(); ++size) {
    BOOST_TEST(!fault_of(read_authenticator_data(made.substr(0, size), Ceremony::create, site)).empty(), size);
  }
  Asked asked = ask();
  asked.site = "evil.example.com";
  BOOST_TEST(fault_of(read_authenticator_data(authenticator.get(asked).authenticator_data, Ceremony::get, site)) ==
             "it is for another site");
  asked = ask();
  asked.flags = 0;
  BOOST_TEST(fault_of(read_authenticator_data(authenticator.get(asked).authenticator_data, Ceremony::get, site)) ==
             "nobody was at the authenticator");
  asked.flags = 1;
  authenticator.count = 0x01020303;
  const auto touched = std::get<AuthenticatorData>(
      read_authenticator_data(authenticator.get(asked).authenticator_data, Ceremony::get, site));
  BOOST_TEST((touched.presence == Presence::touched));
  BOOST_TEST(touched.sign_count == 0x01020304U);
}

BOOST_AUTO_TEST_SUITE_END()
