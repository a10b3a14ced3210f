#include "email/email.hpp"

#include <boost/test/unit_test.hpp>

#include "email/disposable.hpp"

using latchkey::email::is_disposable;
using latchkey::email::parse_email;

BOOST_AUTO_TEST_SUITE(email)

struct Row {
  std::string text;
  std::string stored;
};

BOOST_AUTO_TEST_CASE(valid_addresses_are_trimmed_and_lower_cased_and_nothing_else) {
  for (const Row& row :
       {Row{"maria@example.com", "maria@example.com"}, Row{" Maria@Example.COM\n", "maria@example.com"},
        Row{"m.a+tag@gmail.com", "m.a+tag@gmail.com"}, Row{"o'brien--@example.co.uk", "o'brien--@example.co.uk"},
        Row{"a@b.co", "a@b.co"},
        Row{"maria@b\xc3\xbc"
            "cher.example",
            "maria@xn--bcher-kva.example"},
        Row{std::string(64, 'a') + "@example.com", std::string(64, 'a') + "@example.com"}}) {
    BOOST_TEST_CONTEXT(row.text) { BOOST_TEST(parse_email(row.text).value_or("refused") == row.stored); }
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_address_is_refused) {
  const std::string long_domain = std::string(60, 'a') + "." + std::string(60, 'b') + "." + std::string(60, 'c') + "." +
                                  std::string(60, 'd') + ".com";
  for (const std::string& text : {std::string(),
                                  std::string("maria"),
                                  std::string("@example.com"),
                                  std::string("maria@"),
                                  std::string("maria@example"),
                                  std::string("maria@example."),
                                  std::string("maria@.com"),
                                  std::string("a@b@example.com"),
                                  std::string("a b@example.com"),
                                  std::string(".a@example.com"),
                                  std::string("a.@example.com"),
                                  std::string("a..b@example.com"),
                                  std::string("a@-b.com"),
                                  std::string("a@b-.com"),
                                  std::string("a@b_c.com"),
                                  std::string("a@ex ample.com"),
                                  std::string("a@127.0.0.1"),
                                  std::string("a@[127.0.0.1]"),
                                  std::string("<b>@example.com"),
                                  std::string("\"a\"@example.com"),
                                  std::string("a\n@example.com"),
                                  std::string("m\xc3\xa4ria@example.com"),
                                  std::string("a@\xef\xbc\x91\xef\xbc\x92.com"),
                                  std::string("a@example.com\0", 14),
                                  std::string(65, 'a') + "@example.com",
                                  std::string(10, 'a') + "@" + long_domain}) {
    BOOST_TEST_CONTEXT(text.substr(0, 50)) { BOOST_TEST(!parse_email(text).has_value()); }
  }
}

BOOST_AUTO_TEST_CASE(a_disposable_domain_stands_for_those_below_it) {
  BOOST_TEST(is_disposable("maria@mailinator.com"));
  BOOST_TEST(is_disposable("maria@box.mailinator.com"));
  BOOST_TEST(!is_disposable("maria@xmailinator.com.example"));
  BOOST_TEST(!is_disposable("mailinator.com@example.com"));
  BOOST_TEST(!is_disposable("maria@gmail.com"));
  BOOST_TEST(!is_disposable("maria@com"));
}

BOOST_AUTO_TEST_SUITE_END()
