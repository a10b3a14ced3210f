#include <boost/test/unit_test.hpp>

#include "config/colour.hpp"
#include "config/config.hpp"
#include "support/command.hpp"

using namespace latchkey;
using test::TemporaryFolder;
using test::write_file;

namespace {

Config load(const std::string& lines) {
  const TemporaryFolder folder;
  const std::string file = folder.path() / "latchkey.toml";
  write_file(file, "[site]\nbase_url = \"https://a\"\n" + lines +
                       "\n[database]\nname = \"l\"\nsocket = \"/run/s\"\nuser = \"u\"\npassword = \"p\"\n");
  return load_config(file, Program::login);
}

std::string error_of(const std::string& lines) {
  try {
    static_cast<void>(load(lines));
    return {};
  } catch (const ConfigError& error) {
    return error.what();
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(looks)

BOOST_AUTO_TEST_CASE(contrast_is_that_of_wcag) {
  BOOST_TEST(contrast(black, white) == 21.0, boost::test_tools::tolerance(0.001));
  BOOST_TEST(contrast(white, white) == 1.0, boost::test_tools::tolerance(0.001));
  // The pair that the literature names as the border of 4.5.
  BOOST_TEST(contrast(parse_colour("#767676").value(), white) == 4.54, boost::test_tools::tolerance(0.002));
  BOOST_TEST(contrast(parse_colour("#777777").value(), white) == 4.48, boost::test_tools::tolerance(0.002));
  BOOST_TEST(contrast(parse_colour("#ff0000").value(), white) == 4.0, boost::test_tools::tolerance(0.002));
  for (const char* text : {"", "#fff", "1d4fd8", "#1d4fdg", "#1d4fd80", "#+d4fd8", "red"}) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(!parse_colour(text)); }
  }
  BOOST_TEST(colour_text(parse_colour("#1D4fD8").value()) == "#1d4fd8");
}

BOOST_AUTO_TEST_CASE(looks_have_defaults_and_paths_beside_the_file) {
  const SiteConfig plain = load("").site;
  BOOST_TEST(plain.language == "en");
  BOOST_TEST(plain.language_folder == "/etc/latchkey/lang");
  BOOST_TEST((plain.logo + plain.style + plain.accent).empty());
  const SiteConfig site =
      load(
          "logo = \"logo.svg\"\nstyle = \"/srv/site.css\"\naccent = \"#B3202C\"\nlanguage = \"pt-BR\"\n"
          "home_url = \"https://www.example.com/\"\nterms_url = \"http://example.com:8080/terms?a=b#c\"")
          .site;
  BOOST_TEST(site.logo.ends_with("/logo.svg"));
  BOOST_TEST(site.logo.starts_with("/"));
  BOOST_TEST(site.style == "/srv/site.css");
  BOOST_TEST(site.accent == "#b3202c");
  BOOST_TEST(load("language_folder = \"\"").site.language_folder.empty());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_used_is_told_with_the_key_and_what_to_do) {
  struct Row {
    std::string line;
    std::string told;
  };
  for (const auto& [line, told] :
       {Row{"accent = \"#777777\"",
            "site.accent is \"#777777\", on which white text has a contrast of 4.4:1, and 4.5:1 is "
            "the least: take a darker one, such as \"#"},
        Row{"accent = \"#ffff00\"", "a contrast of 1.0:1"}, Row{"accent = \"red\"", "site.accent must be a colour"},
        Row{"accent = \"#fff\"", "site.accent must be a colour"}, Row{"language = \"de_DE\"", "site.language must be"},
        Row{"language = \"../de\"", "site.language must be"}, Row{"language = \"\"", "site.language must be"},
        Row{"home_url = \"www.example.com\"", "site.home_url must be the address"},
        Row{"terms_url = \"javascript:alert(1)\"", "site.terms_url must be the address"},
        Row{"forgot_url = \"https://\"", "site.forgot_url must be the address"},
        Row{"forgot_url = \"https://a@b/\"", "site.forgot_url must be the address"},
        Row{"forgot_url = \"https://a/ b\"", "site.forgot_url must be the address"},
        Row{"forgot_url = \"https://a/\\u0000\"", "site.forgot_url must be the address"},
        Row{"logos = \"x\"", "site.logos is not a known key"}}) {
    BOOST_TEST_CONTEXT(line) {
      const std::string error = error_of(line);
      BOOST_TEST(error.find(told) != std::string::npos, error);
    }
  }
  BOOST_TEST(error_of("accent = \"#767676\"").empty());
}

BOOST_AUTO_TEST_SUITE_END()
