#include "customers/fields/language.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

using latchkey::customers::parse_language;

BOOST_AUTO_TEST_SUITE(language)

BOOST_AUTO_TEST_CASE(a_tag_is_kept_in_its_canonical_case) {
  for (const auto& [text, expected] : std::vector<std::pair<std::string, std::string>>{
           {"de", "de"},
           {"EN-us", "en-US"},
           {"ZH-hANS-cn", "zh-Hans-CN"},
           {"es-419", "es-419"},
           {"SGN-be-fr", "sgn-BE-FR"},
           {"de-ch-1996", "de-CH-1996"},
           {"de-1901", "de-1901"},
           {"sl-ROZAJ-biske", "sl-rozaj-biske"},
           {"zh-YUE-hk", "zh-yue-HK"},
           {"az-LATN-X-LATN", "az-Latn-x-latn"},
           {"en-ca-X-CA", "en-CA-x-ca"},
           {"ar-EG-U-NU-LATN", "ar-EG-u-nu-latn"},
           {"iw", "iw"},  // the caller's own tag, though its language has a newer one
           {"I-Klingon", "i-klingon"},
           {"x-whatever", "x-whatever"},
           {"und", "und"}}) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(parse_language(text).value_or("nothing") == expected); }
  }
}

BOOST_AUTO_TEST_CASE(what_is_not_well_formed_or_too_long_is_refused) {
  for (const std::string& text : {std::string(),
                                  std::string("d"),
                                  std::string("en_US"),
                                  std::string("en-"),
                                  std::string("-en"),
                                  std::string("en--US"),
                                  std::string("en US"),
                                  std::string(" en"),
                                  std::string("de-419-DE"),
                                  std::string("de-1901-1901"),
                                  std::string("en-a-bbb-a-ccc"),
                                  std::string("en-u"),
                                  std::string("en-x"),
                                  std::string("a-DE"),
                                  std::string("123"),
                                  std::string("toolonglanguage"),
                                  std::string("de.UTF-8"),
                                  std::string("de@euro"),
                                  std::string("d\xc3\xa9"),
                                  std::string("de\0DE", 5),
                                  std::string("de,en;q=0.5"),
                                  "x-" + std::string(8, 'a') + "-12345678-12345678-1234567"}) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(!parse_language(text).has_value()); }
  }
}

BOOST_AUTO_TEST_SUITE_END()
