#include "languages/catalogue.hpp"

#include <array>
#include <boost/test/unit_test.hpp>

#include "languages/gaps.hpp"
#include "languages/languages.hpp"
#include "support/command.hpp"

using namespace latchkey::languages;
using latchkey::test::TemporaryFolder;
using latchkey::test::write_file;

namespace {

const Catalogue& english() {
  static const Catalogue catalogue(
      "en",
      {{"hello", "Hello {{name}} from {{place}}."}, {"wait_one", "a minute"}, {"wait_other", "{{count}} minutes"}},
      nullptr);
  return catalogue;
}

std::string problem_of(std::string_view file) {
  const auto parsed = parse_texts(file);
  const auto* problem = std::get_if<CatalogueProblem>(&parsed);
  return problem == nullptr ? "" : problem->why;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(catalogue)

BOOST_AUTO_TEST_CASE(placeholders_are_filled_in_by_name_and_once) {
  BOOST_TEST(english().text("hello", {{"place", "{{name}}"}, {"name", "<b>"}}) == "Hello <b> from {{name}}.");
  BOOST_TEST(english().text("hello", {{"name", "Ann"}}) == "Hello Ann from {{place}}.");
  const Catalogue broken("de", {{"hello", "Hallo {{name"}}, &english());
  BOOST_TEST(broken.text("hello", {{"name", "Ann"}}) == "Hallo {{name");
}

BOOST_AUTO_TEST_CASE(what_is_missing_comes_from_the_fallback_with_its_own_plural) {
  const Catalogue polish("pl", {{"language.name", "Polski"}}, &english());
  BOOST_TEST(polish.text("hello", {{"name", "Ann"}, {"place", "home"}}) == "Hello Ann from home.");
  BOOST_TEST(polish.counted("wait", 1) == "a minute");
  BOOST_TEST(polish.counted("wait", 3) == "3 minutes");
  BOOST_CHECK_THROW(static_cast<void>(polish.text("nothing")), std::logic_error);
  BOOST_CHECK_THROW(static_cast<void>(polish.counted("hello", 1)), std::logic_error);
}

BOOST_AUTO_TEST_CASE(values_in_a_text_from_right_to_left_are_isolated) {
  const Catalogue arabic("ar", {{"language.direction", "rtl"}, {"hello", "{{name}} !"}}, &english());
  BOOST_TEST(arabic.text("hello", {{"name", "a@b"}}) == "\u2068a@b\u2069 !");
  BOOST_TEST(arabic.direction() == "rtl");
  BOOST_TEST(english().direction() == "ltr");
}

BOOST_AUTO_TEST_CASE(a_text_that_counts_takes_the_category_of_its_language) {
  const Languages all("", "en");
  struct Row {
    std::string tag;
    std::uint64_t count;
    std::string part;
  };
  for (const auto& [tag, count, part] :
       {Row{"en", 1, "in a minute"}, Row{"en", 12, "in 12 minutes"}, Row{"de", 2, "in 2 Minuten"},
        Row{"fr", 1, "1 minute."}, Row{"pl", 2, "2 minuty"}, Row{"pl", 5, "5 minut."}, Row{"pl", 12, "12 minut."},
        Row{"pl", 22, "22 minuty"}, Row{"ru", 1, "1 минуту"}, Row{"ru", 21, "21 минуту"}, Row{"ru", 3, "3 минуты"},
        Row{"ru", 11, "11 минут."}, Row{"ar", 2, "دقيقتين"}, Row{"ar", 5, "دقائق"}, Row{"ar", 15, "دقيقة"},
        Row{"ja", 1, "1 分後"}, Row{"zh-Hans", 15, "15 分钟"}}) {
    BOOST_TEST_CONTEXT(tag << ' ' << count) {
      BOOST_TEST(all.find(tag)->counted("throttled.text", count).find(part) != std::string::npos);
    }
  }
}

BOOST_AUTO_TEST_CASE(files_that_are_no_catalogues_say_why) {
  BOOST_TEST(problem_of(R"({"a": "b"})").empty());
  BOOST_TEST(problem_of(R"({"a": 1})").find("no text") != std::string::npos);
  BOOST_TEST(problem_of(R"({"a": ""})").find("empty") != std::string::npos);
  BOOST_TEST(problem_of(R"({"a": "x\u0000"})").find("control character") != std::string::npos);
  BOOST_TEST(problem_of(R"({"a": "x\u202e"})").find("control character") != std::string::npos);
  BOOST_TEST(problem_of(R"({"language.direction": "up"})").find("ltr") != std::string::npos);
  for (const char* file : {"", "[]", "{", R"({"a": "b", "a": "c"})", R"({"a": {"b": "c"}})", "{\"a\": \"\xff\"}"}) {
    BOOST_TEST_CONTEXT(file) { BOOST_TEST(!problem_of(file).empty()); }
  }
}

BOOST_AUTO_TEST_CASE(gaps_name_what_is_missing_unknown_and_differently_filled) {
  const Catalogue polish("pl", {{"hello", "Cześć {{nam}} {{place}}"}, {"wait_one", "minuta"}, {"helo", "x"}},
                         &english());
  const Gaps gaps = find_gaps(polish, english());
  const std::vector<std::string> missing{"wait_few", "wait_many", "wait_other"};
  BOOST_TEST(gaps.missing == missing, boost::test_tools::per_element());
  BOOST_TEST(gaps.unknown == std::vector<std::string>{"helo"}, boost::test_tools::per_element());
  BOOST_TEST(gaps.wrong_placeholders == std::vector<std::string>{"hello"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(every_built_in_language_has_every_text_with_its_placeholders) {
  const Languages all("", "en");
  static constexpr std::array<const char*, 12> shipped{"ar", "de", "en", "es", "fr", "it",
                                                       "ja", "pl", "pt", "ru", "tr", "zh-Hans"};
  BOOST_TEST(all.list().size() == shipped.size());
  for (const char* tag : shipped) {
    BOOST_TEST_CONTEXT(tag) {
      const auto* found = all.find(tag);
      BOOST_REQUIRE(found != nullptr);
      const Gaps gaps = find_gaps(*found, all.base());
      BOOST_TEST(gaps.missing == std::vector<std::string>(), boost::test_tools::per_element());
      BOOST_TEST(gaps.unknown == std::vector<std::string>(), boost::test_tools::per_element());
      BOOST_TEST(gaps.wrong_placeholders == std::vector<std::string>(), boost::test_tools::per_element());
      BOOST_TEST(found->name() != found->tag());
      BOOST_TEST(found->direction() == (found->tag() == "ar" ? "rtl" : "ltr"));
    }
  }
}

// A line must not begin with the sign that ends a sentence.
BOOST_AUTO_TEST_CASE(french_signs_stay_on_the_line_of_their_word) {
  const Languages all("", "en");
  for (const auto& [key, text] : all.find("fr")->own_texts()) {
    for (const char* sign : {" ?", " !", " :", " ;", " »", "« "}) {
      BOOST_TEST(text.find(sign) == std::string::npos, key << " has a space that breaks at " << sign);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_folder_adds_languages_and_overrides_texts) {
  const TemporaryFolder folder;
  write_file(folder.path() / "sv.json", R"({"language.name": "Svenska", "label.email": "E-post"})");
  write_file(folder.path() / "DE.json", R"({"label.email": "Mailadresse"})");
  write_file(folder.path() / "en.json", R"({"label.password": "Pass phrase"})");
  write_file(folder.path() / "nl.json", "{");
  write_file(folder.path() / "not a tag.json", "{}");
  write_file(folder.path() / "README.txt", "not read");
  const Languages all(folder.path(), "en");
  BOOST_TEST(all.find("sv")->text("label.email") == "E-post");
  BOOST_TEST(all.find("sv")->text("label.password") == "Pass phrase");
  BOOST_TEST(all.find("de")->text("label.email") == "Mailadresse");
  BOOST_TEST(all.find("de")->text("label.password") == "Passwort");
  BOOST_TEST(all.find("de")->tag() == "de");
  BOOST_TEST(all.find("nl") == nullptr);
  BOOST_REQUIRE(all.unusable_files().size() == 2U);
  BOOST_TEST(all.unusable_files().at(0).file.ends_with("nl.json"));
  BOOST_TEST(all.unusable_files().at(1).file.ends_with("not a tag.json"));
  BOOST_TEST(Languages("/nothing/here", "en").unusable_files().empty());
  const Languages no_folder(folder.path() / "README.txt", "en");
  BOOST_REQUIRE(no_folder.unusable_files().size() == 1U);
  BOOST_TEST(no_folder.unusable_files().at(0).why == "cannot be read: Not a directory");
}

BOOST_AUTO_TEST_SUITE_END()
