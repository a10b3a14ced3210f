#include "customers/import/lead_file.hpp"

#include <boost/test/unit_test.hpp>

using namespace latchkey::customers;
using nlohmann::json;

namespace {

using Wishes = std::vector<ColumnWish>;

std::string refusal(std::string_view text, const Wishes& wishes = {}) {
  const auto opened = LeadFile::open(text, wishes);
  const auto* problem = std::get_if<CsvProblem>(&opened);
  return problem == nullptr ? "" : problem->message;
}

std::vector<FileRow> read_rows(std::string_view text, const Wishes& wishes = {}) {
  std::vector<FileRow> rows;
  const auto file = std::get<LeadFile>(LeadFile::open(text, wishes));
  BOOST_TEST(!file.for_each_row([&](FileRow&& row) { rows.push_back(std::move(row)); }).has_value());
  return rows;
}

std::string errors_of(const FileRow& row) {
  std::string text;
  for (const auto& error : row.errors) {
    text += std::to_string(error.line) + " " + error.column + " " + error.code + ";";
    BOOST_TEST(!error.message.empty());
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(lead_file)

BOOST_AUTO_TEST_CASE(titles_are_known_by_the_api_s_names_and_the_export_s) {
  for (const auto& [title, target] :
       std::vector<std::pair<std::string, std::string>>{{"email", "email"},
                                                        {"E-mail", "email"},
                                                        {"First name", "firstName"},
                                                        {"LAST_NAME", "lastName"},
                                                        {"Phone", "phone"},
                                                        {"phone country code", "phoneCountryCode"},
                                                        {"Nationality", "nationalityCountryCode"},
                                                        {"natonalityCountryCode", "natonalityCountryCode"},
                                                        {"language", "language"},
                                                        {"ip", "ip"},
                                                        {"utm_source", "utmDetails.utm_source"},
                                                        {"UTMDETAILS.Click", "utmDetails.Click"},
                                                        {"metadata.Plan B", "metadata.Plan B"},
                                                        {"First touch: utm_source", "utmDetails.utm_source"},
                                                        {"First touch: gclid", "utmDetails.gclid"},
                                                        {"First touch: others", ""},
                                                        {"First touch: email", ""},
                                                        {"Latest touch: utm_source", ""},
                                                        {"Metadata", ""},
                                                        {"metadata.", ""},
                                                        {"Id", ""},
                                                        {"Created", ""},
                                                        {"", ""}}) {
    BOOST_TEST_CONTEXT(title) { BOOST_TEST(guess_target(title) == target); }
  }
}

BOOST_AUTO_TEST_CASE(wishes_beat_titles) {
  const auto columns =
      std::get<LeadFile>(LeadFile::open("email,Mail 2,Phone,\nx,y,z,\n", {{"Mail 2", "email"}, {"Phone", "-"}}))
          .columns();
  BOOST_TEST(columns.at(0).target.empty());
  BOOST_TEST(columns.at(1).target == "email");
  BOOST_TEST(columns.at(2).target.empty());
  BOOST_TEST(columns.at(3).title == "column 4");
}

BOOST_AUTO_TEST_CASE(files_that_cannot_be_understood_are_refused_in_words) {
  struct Row {
    std::string text;
    Wishes wishes;
    std::string told;
  };
  for (const Row& row :
       {Row{"", {}, "empty"}, Row{"\xEF\xBB\xBF\r\n", {}, "empty"}, Row{"name,phone\n", {}, "no column is the e-mail"},
        Row{"email,Email\n", {}, "two columns have the title"},
        Row{"email,e-mail\n", {}, "two columns stand for email"},
        Row{"email\n", {{"Emial", "email"}}, "did you mean \"email\""},
        Row{"email,x,y\n", {{"x", "metadata.a"}, {"y", "metadata.a"}}, "two columns stand for metadata.a"},
        Row{"email,\"x\n", {}, "never closed"}, Row{std::string("email\0", 6), {}, "NUL"},
        Row{"email\n\xFF", {}, "UTF-8"}}) {
    BOOST_TEST_CONTEXT(row.told) { BOOST_TEST(refusal(row.text, row.wishes).find(row.told) != std::string::npos); }
  }
  BOOST_TEST(refusal("email\n").empty());
  BOOST_TEST(read_rows("email\n").empty());
}

BOOST_AUTO_TEST_CASE(columns_that_cannot_be_used_are_told_with_a_wish_that_would_mend_them) {
  for (const auto& [text, wish, titles] : {std::tuple{"Mail,phone\nx,y\n", "Mail=email", 2U},
                                           {"email,E-mail,x\n", "E-mail=-", 3U},
                                           {"email,Email\n", "", 0U}}) {
    BOOST_TEST_CONTEXT(text) {
      const auto opened = LeadFile::open(text, {});
      BOOST_TEST(std::get<CsvProblem>(opened).wish == wish);
      const auto columns = read_columns(text, {});
      const auto* known = std::get_if<std::vector<FileColumn>>(&columns);
      BOOST_TEST((known == nullptr ? 0U : known->size()) == titles);
    }
  }
}

BOOST_AUTO_TEST_CASE(rows_are_bodies_of_the_api) {
  const auto rows = read_rows(
      "E-mail;First name;Phone;Phone country;Language;utm_source;Plan;Note\r\n"
      " Maria@Example.com ;Maria;+357 99 123456;cy;de-de;ads;\"gold;\"\"x\"\"\";left out\r\n"
      "b@example.com;;;;;;;\r\n",
      {{"Plan", "metadata.plan"}, {"Phone country", "phoneCountryCode"}});
  BOOST_REQUIRE(rows.size() == 2U);
  const auto& [person, marketing] = rows.at(0).lead;
  BOOST_TEST(errors_of(rows.at(0)).empty());
  BOOST_TEST(person.email == "maria@example.com");
  BOOST_TEST(person.first_name.value() == "Maria");
  BOOST_TEST(person.phone.value() == "+35799123456");
  BOOST_TEST(person.phone_country_code.value() == "CY");
  BOOST_TEST(person.language.value() == "de-DE");
  BOOST_TEST(marketing.utm_details == json::parse(R"({"utm_source":"ads"})"));
  BOOST_TEST(marketing.metadata == json::parse(R"({"plan":"gold;\"x\""})"));
  BOOST_TEST(!rows.at(1).lead.person.first_name.has_value());
  BOOST_TEST(rows.at(1).lead.marketing.metadata.empty());
}

BOOST_AUTO_TEST_CASE(every_wrong_cell_is_named_by_line_and_title) {
  const std::string long_name(101, 'x');
  const auto rows = read_rows(
      "Mail,First name,Phone,Country,Address,utm_source\n"
      "nobody,,0799,XX,10.0.0.1,\n"
      "\"a@example.com\",\"two\nlines\",,,,\n"
      ",,,,,\n"
      "c@example.com," +
          long_name +
          ",,,,\n"
          "d@example.com,\n"
          "e@example.com,,,,,,\n"
          "f@example.com,,,,," +
          std::string(1'000'000, 'x') +
          "\n"
          "g@example.com,,,,," +
          std::string(2000, 'x') + "\n",
      {{"Mail", "email"}, {"Country", "nationalityCountryCode"}, {"Address", "ip"}});
  BOOST_REQUIRE(rows.size() == 8U);
  BOOST_TEST(errors_of(rows.at(0)) ==
             "2 Address address_not_public;2 Mail invalid;2 Country unknown_country;2 Phone invalid;");
  BOOST_TEST(errors_of(rows.at(1)) == "3 First name control_characters;");
  BOOST_TEST(errors_of(rows.at(2)) == "5 Mail required;");
  BOOST_TEST(errors_of(rows.at(3)) == "6 First name too_long;");
  BOOST_TEST(errors_of(rows.at(4)) == "7  cell_count;");
  BOOST_TEST(errors_of(rows.at(5)) == "8  cell_count;");
  BOOST_TEST(errors_of(rows.at(6)) == "9  body_too_large;");
  BOOST_TEST(errors_of(rows.at(7)).empty());
  BOOST_TEST(rows.at(7).warnings.at(0).code == "value_cut");
  BOOST_TEST(rows.at(7).warnings.at(0).column == "utm_source");
  for (const auto& error : rows.at(0).errors) BOOST_TEST(error.message.find("nobody") == std::string::npos);
}

// An export writes a `'` before what could be a formula.
BOOST_AUTO_TEST_CASE(marks_against_formulas_are_taken_away) {
  const auto rows = read_rows("email,firstName,lastName\n'+tag@example.com,'=x,'tis\n");
  BOOST_TEST(rows.at(0).lead.person.email == "+tag@example.com");
  BOOST_TEST(rows.at(0).lead.person.first_name.value() == "=x");
  BOOST_TEST(rows.at(0).lead.person.last_name.value() == "'tis");
}

BOOST_AUTO_TEST_CASE(more_rows_than_the_limit_are_refused) {
  std::string text = "email\n";
  for (std::size_t i = 0; i < import_rows_limit; ++i) text += "x\n";
  const auto count = [&] {
    std::size_t rows = 0;
    const auto problem =
        std::get<LeadFile>(LeadFile::open(text, {})).for_each_row([&](FileRow&& row) { rows += row.line > 0 ? 1 : 0; });
    BOOST_TEST(rows == import_rows_limit);
    return problem;
  };
  BOOST_TEST(!count().has_value());
  text += "x\n";
  BOOST_TEST(count().value().line == import_rows_limit + 2);
}

BOOST_AUTO_TEST_SUITE_END()
