#include <boost/test/unit_test.hpp>

#include "languages/languages.hpp"
#include "languages/nginx_words.hpp"
#include "support/command.hpp"

using namespace latchkey::languages;

namespace {

const Languages& all() {
  static const Languages languages("", "en");
  return languages;
}

std::string found(std::string_view tag) {
  const auto* catalogue = all().find(tag);
  return catalogue == nullptr ? "" : catalogue->tag();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(choice)

BOOST_AUTO_TEST_CASE(a_tag_is_served_with_the_nearest_language) {
  struct Row {
    std::string_view asked;
    std::string_view served;
  };
  for (const auto& [asked, served] : {Row{"de", "de"},
                                      Row{"DE", "de"},
                                      Row{"de-CH", "de"},
                                      Row{"de-Latn-AT-1996", "de"},
                                      Row{"pt-BR", "pt"},
                                      Row{"pt-PT", "pt"},
                                      Row{"zh", "zh-Hans"},
                                      Row{"zh-CN", "zh-Hans"},
                                      Row{"zh-SG", "zh-Hans"},
                                      Row{"zh-Hans-HK", "zh-Hans"},
                                      Row{"ZH-hans", "zh-Hans"},
                                      Row{"zh-TW", ""},
                                      Row{"zh-Hant", ""},
                                      Row{"zh-HK", ""},
                                      Row{"zh-TWO", ""},
                                      Row{"ar-EG", "ar"},
                                      Row{"nl", ""},
                                      Row{"", ""},
                                      Row{"-", ""},
                                      Row{"d", ""},
                                      Row{"de_DE", ""},
                                      Row{"../../etc/passwd", ""},
                                      Row{"den", ""}}) {
    BOOST_TEST_CONTEXT(asked) { BOOST_TEST(found(asked) == served); }
  }
}

BOOST_AUTO_TEST_CASE(accepted_languages_stand_in_the_order_of_their_qualities) {
  struct Row {
    std::string header;
    std::vector<std::string> tags;
  };
  for (const auto& [header, tags] :
       {Row{"de", {"de"}}, Row{"de-CH, de;q=0.9, en;q=0.8", {"de-CH", "de", "en"}},
        Row{"en;q=0.5,fr;q=0.9,de", {"de", "fr", "en"}}, Row{"fr;q=0.5,it;q=0.5", {"fr", "it"}},
        Row{"de;q=0, en", {"en"}}, Row{"de;q=0.000,en;q=0.001", {"en"}}, Row{"*, de;q=0.1", {"de"}},
        Row{"de;Q=0.5 , en ; q = 0.9", {"en", "de"}}, Row{"de;q=2,en;q=x,fr;q=0.1234,it;q=-1,es", {"es"}},
        Row{",,;;q=1,,de", {"de"}}, Row{"\xff,de", {"de"}}, Row{"", {}}}) {
    BOOST_TEST_CONTEXT(header) {
      BOOST_TEST(parse_accepted_languages(header) == tags, boost::test_tools::per_element());
    }
  }
  BOOST_TEST(parse_accepted_languages(std::string(60'000, ',') + "de").size() == 1U);
  std::string many;
  for (int i = 0; i < 10'000; ++i) many += "de,";
  BOOST_TEST(parse_accepted_languages(many).size() == 50U);
}

BOOST_AUTO_TEST_CASE(the_address_counts_before_the_customer_the_cookie_the_browser_and_the_site) {
  const Languages site("", "it");
  const auto chosen = [&](const Wishes& wishes) { return site.choose(wishes).tag(); };
  BOOST_TEST(chosen({"de", "es", "fr", {"pl"}}) == "de");
  BOOST_TEST(chosen({"nl", "es", "fr", {"pl"}}) == "es");
  BOOST_TEST(chosen({"", "nl", "fr", {"pl"}}) == "fr");
  BOOST_TEST(chosen({"", "", "nl", {"nl", "pl;q=0.3", "tr;q=0.4"}}) == "tr");
  BOOST_TEST(chosen({"", "", "", {"nl"}}) == "it");
  BOOST_TEST(chosen({}) == "it");
  BOOST_TEST(Languages("", "nl").choose({}).tag() == "en");
}

BOOST_AUTO_TEST_CASE(words_for_nginx_are_quoted_for_it_and_for_html) {
  const latchkey::test::TemporaryFolder folder;
  latchkey::test::write_file(folder.path() / "sv.json", R"({"nginx.404_title": "\"a\" <b> $c \\ &"})");
  const std::string words = write_nginx_words(Languages(folder.path(), "sv"));
  BOOST_TEST(words.find("\"sv 404\" \"&quot;a&quot; &lt;b&gt; &#36;c &#92; &amp;\";") != std::string::npos);
  BOOST_TEST(words.find("default sv;") != std::string::npos);
}

// A place may have a language of its own beside that of its script, and a name that begins with another one.
BOOST_AUTO_TEST_CASE(a_language_of_a_place_is_found_by_its_own_name) {
  const latchkey::test::TemporaryFolder folder;
  for (const char* name : {"pt-BR.json", "zh-TW.json", "zh-CN.json"}) {
    latchkey::test::write_file(folder.path() / name, R"({"nginx.title": "here"})");
  }
  const Languages all(folder.path(), "en");
  for (const std::string tag : {"pt-BR", "zh-TW", "zh-CN"}) BOOST_TEST(all.find(tag)->tag() == tag);
  BOOST_TEST(all.find("pt-PT")->tag() == "pt");
  BOOST_TEST(all.find("zh-SG")->tag() == "zh-Hans");
  const std::string words = write_nginx_words(all);
  BOOST_TEST(words.find("|pt-BR|pt|") != std::string::npos);
  BOOST_TEST(words.find(" zh-cn zh-Hans;") == std::string::npos);
  BOOST_TEST(words.find(" zh-CN zh-CN;") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
