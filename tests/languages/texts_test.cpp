// Every text of the customers' pages stands in a catalogue, and nothing stands there that no page shows.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <regex>
#include <set>

#include "base/utf8.hpp"
#include "languages/languages.hpp"
#include "support/command.hpp"
#include "support/folders.hpp"

using namespace latchkey;

namespace {

std::vector<std::filesystem::path> list_files(const std::string& extension) {
  std::vector<std::filesystem::path> files;
  for (const char* folder : {"/src/members", "/src/mails/letters", "/templates/mail"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(test::source_folder() + folder)) {
      if (entry.path().extension() == extension) files.push_back(entry.path());
    }
  }
  std::ranges::sort(files);
  BOOST_REQUIRE(!files.empty());
  return files;
}

std::vector<std::string> find_all(const std::string& text, const std::regex& pattern, std::size_t group) {
  std::vector<std::string> found;
  for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at) {
    found.push_back(at->str(group));
  }
  return found;
}

std::string without(const std::string& text, const char* pattern) {
  return std::regex_replace(text, std::regex(pattern), " ");
}

bool has_word(const std::string& text) { return std::regex_search(text, std::regex("[A-Za-z]{2,}")); }

// What a template would show in every language: between tags, and in attributes that are read out or shown.
std::vector<std::string> find_own_texts(const std::string& source) {
  const std::string text = without(without(source, "\\{\\{[^}]*\\}\\}"), "<!doctype[^>]*>");
  std::vector<std::string> found;
  for (const auto& shown : find_all(text, std::regex("\\s(?:alt|title|placeholder|aria-label)=\"([^\"]*)\""), 1)) {
    if (has_word(shown)) found.push_back(shown);
  }
  for (const auto& shown : find_all(text, std::regex(">([^<>]+)<"), 1)) {
    if (has_word(shown)) found.push_back(shown);
  }
  return found;
}

// Literals of two words and more. SQL, policies, and what programs are told in JSON are no texts of pages.
std::vector<std::string> find_sentences(const std::string& source) {
  const std::string code = without(without(source, "R\"sql\\([^]*?\\)sql\""), "//[^\n]*");
  std::vector<std::string> found;
  for (const auto& literal : find_all(code, std::regex("\"((?:[^\"\\\\\n]|\\\\.)*)\""), 1)) {
    const bool is_sql = std::regex_search(literal, std::regex("^(SELECT|UPDATE|INSERT|DELETE) "));
    const bool is_header = std::regex_search(literal, std::regex("'(none|self)'|max-age|=-?[0-9]|image/|text/"));
    if (!is_sql && !is_header && std::regex_search(literal, std::regex("[A-Za-z]{2,}[,:]? [A-Za-z]+"))) {
      found.push_back(literal);
    }
  }
  return found;
}

// And what administrators are told of files that cannot be used.
const std::set<std::string>& sentences_for_programs() {
  static const std::set<std::string> sentences{"This is not the customer's password.",
                                               "GET, HEAD",
                                               "GET, HEAD, POST",
                                               "it has the name of no mail",
                                               "it is larger than 256 KiB",
                                               "it is not UTF-8",
                                               "it cannot be read",
                                               "built-in mail.txt",
                                               "built-in mail.html",
                                               R"({{%AUTOESCAPE context=\"HTML\"}})"};
  return sentences;
}

std::string read_sources() {
  std::string sources;
  for (const auto& file : list_files(".cpp")) sources += test::read_file(file);
  return sources + test::read_file(test::source_folder() + "/src/languages/nginx_words.cpp") +
         test::read_file(test::source_folder() + "/src/languages/catalogue.cpp");
}

std::string read_templates() {
  std::string templates;
  for (const auto& file : list_files(".html")) templates += test::read_file(file);
  return templates;
}

// Whether somebody asks for the text: by its name, as `label.` in a template, or by a part of its name.
bool is_asked_for(const std::string& key, const std::string& sources, const std::string& templates) {
  if (sources.find('"' + key + '"') != std::string::npos) return true;
  if (key.starts_with("label."))
    return templates.find("{{LABEL_" + upper_ascii(key.substr(6)) + "}}") != std::string::npos;
  const auto end = key.rfind('_');
  return end != std::string::npos && sources.find('"' + key.substr(0, end) + '"') != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(texts)

BOOST_AUTO_TEST_CASE(this_test_sees_texts) {
  BOOST_TEST(find_own_texts("<p>Hello</p>").size() == 1U);
  BOOST_TEST(find_own_texts("<a title=\"Say hello\">{{#A}}{{B}}{{/A}}</a>").size() == 1U);
  BOOST_TEST(find_own_texts("<p>{{HELLO}}: {{NAME}}</p>").empty());
  BOOST_TEST(
      find_sentences("f(\"Please wait\"); g(\"word\"); R\"sql(SELECT a, b FROM c)sql\" // \"a comment here\"").size() ==
      1U);
}

BOOST_AUTO_TEST_CASE(templates_have_no_text_of_their_own) {
  for (const auto& file : list_files(".html")) {
    BOOST_TEST_CONTEXT(file) {
      BOOST_TEST(find_own_texts(test::read_file(file)) == std::vector<std::string>(), boost::test_tools::per_element());
    }
  }
}

BOOST_AUTO_TEST_CASE(the_code_of_pages_has_no_sentences) {
  for (const auto& file : list_files(".cpp")) {
    const std::string folder = file.parent_path().filename();
    if (folder == "sessions" || folder == "metrics") continue;  // they answer programs alone
    BOOST_TEST_CONTEXT(file) {
      for (const auto& sentence : find_sentences(test::read_file(file))) {
        BOOST_TEST(sentences_for_programs().contains(sentence), sentence);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(every_text_of_the_catalogue_is_asked_for) {
  const languages::Languages all("", "en");
  const std::string sources = read_sources();
  const std::string templates = read_templates();
  for (const auto& [key, text] : all.base().own_texts()) {
    BOOST_TEST(is_asked_for(key, sources, templates), key << " is shown nowhere");
  }
}

BOOST_AUTO_TEST_CASE(every_text_that_is_asked_for_is_in_the_catalogue) {
  const languages::Languages all("", "en");
  const auto& texts = all.base().own_texts();
  const auto is_there = [&](const std::string& key) {
    return std::ranges::any_of(std::vector<std::string>{"", "_other", "_text"},
                               [&](const std::string& ending) { return texts.contains(key + ending); });
  };
  for (const auto& key : find_all(read_sources(), std::regex("\"([a-z_]+\\.[a-z0-9_]+)\""), 1)) {
    if (!key.ends_with(".json") && !key.ends_with(".hpp")) BOOST_TEST(is_there(key), key << " is in no catalogue");
  }
  for (const auto& label : find_all(read_templates(), std::regex("\\{\\{LABEL_([A-Z_]+)\\}\\}"), 1)) {
    BOOST_TEST(texts.contains("label." + lower_ascii(label)), label << " is in no catalogue");
  }
}

BOOST_AUTO_TEST_SUITE_END()
