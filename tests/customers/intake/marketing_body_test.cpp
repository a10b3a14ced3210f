#include "customers/intake/marketing_body.hpp"

#include <boost/test/unit_test.hpp>

#include "base/json_reader.hpp"

using namespace latchkey::customers;
using nlohmann::json;

BOOST_AUTO_TEST_SUITE(marketing)

struct Parsed {
  Marketing marketing;
  std::string errors;
  std::string warnings;
};

Parsed parse(const std::string& text) {
  Findings findings;
  Parsed parsed{parse_marketing(std::get<json>(latchkey::read_json_object(text)), findings), "", ""};
  for (const auto& error : findings.errors()) parsed.errors += error.pointer + " " + error.code + ";";
  for (const auto& warning : findings.warnings()) parsed.warnings += warning.pointer + " " + warning.code + ";";
  return parsed;
}

json many(int count) {
  json object = json::object();
  for (int i = 0; i < count; ++i) object["k" + std::to_string(i)] = "v";
  return object;
}

BOOST_AUTO_TEST_CASE(known_and_unknown_keys_are_kept) {
  const auto parsed =
      parse(R"({"utmDetails":{"utm_source":"a","x/y":"b","gclid":null},"metadata":{"n":1,"f":1.5,"b":true,"s":"x"}})");
  BOOST_TEST(parsed.errors == "");
  BOOST_TEST(parsed.marketing.utm_details == json::parse(R"({"utm_source":"a","x/y":"b"})"));
  BOOST_TEST(parsed.marketing.metadata == json::parse(R"({"n":1,"f":1.5,"b":true,"s":"x"})"));
}

struct Row {
  std::string text;
  std::string errors;
};

BOOST_AUTO_TEST_CASE(limits_and_types) {
  for (const Row& row :
       {Row{"{}", ""},
        Row{R"({"utmDetails":null,"metadata":null})", ""},
        Row{R"({"utmDetails":[]})", "/utmDetails type;"},
        Row{R"({"metadata":"x"})", "/metadata type;"},
        Row{R"({"utmDetails":{"utm_term":["a"]}})", "/utmDetails/utm_term nested_value;"},
        Row{R"({"utmDetails":{"utm_term":{}}})", "/utmDetails/utm_term nested_value;"},
        Row{R"({"utmDetails":{"":"a"}})", "/utmDetails/ too_short;"},
        Row{R"({"utmDetails":{"a":"\u0000"}})", "/utmDetails/a control_characters;"},
        Row{json{{"utmDetails", {{std::string(64, 'k'), "v"}}}}.dump(), ""},
        Row{json{{"utmDetails", {{std::string(65, 'k'), "v"}}}}.dump(),
            "/utmDetails/" + std::string(65, 'k') + " too_long;"},
        Row{json{{"utmDetails", many(40)}}.dump(), ""},
        Row{json{{"utmDetails", many(41)}}.dump(), "/utmDetails too_many_keys;"},
        Row{json{{"metadata", many(50)}}.dump(), ""},
        Row{json{{"metadata", many(51)}}.dump(), "/metadata too_many_keys;"},
        Row{json{{"utmDetails", {{"a", std::string(1000, 'x')}}}}.dump(), ""},
        Row{json{{"utmDetails", {{"a", std::string(1001, 'x')}}}}.dump(), ""},
        Row{json{{"metadata", {{"a", std::string(1001, 'x')}}}}.dump(), "/metadata/a too_long;"},
        Row{json{{"metadata", {{std::string(64, 'k'), 1}}}}.dump(), ""},
        Row{json{{"metadata", {{std::string(65, 'k'), 1}}}}.dump(), "/metadata/" + std::string(65, 'k') + " too_long;"},
        Row{R"({"metadata":{"":1}})", "/metadata/ too_short;"},
        Row{R"({"metadata":{"a":null}})", "/metadata/a null_value;"},
        Row{R"({"metadata":{"a":{}}})", "/metadata/a nested_value;"},
        Row{R"({"metadata":{"a/b":[]}})", "/metadata/a~1b nested_value;"},
        Row{R"({"metadata":{"a":18446744073709551616}})", "/metadata/a number_out_of_range;"},
        Row{R"({"metadata":{"a":"\u0000"}})", "/metadata/a control_characters;"}}) {
    BOOST_TEST_CONTEXT(row.text.substr(0, 60)) { BOOST_TEST(parse(row.text).errors == row.errors); }
  }
}

// What a link collects on its way must not cost a customer.
BOOST_AUTO_TEST_CASE(marketing_values_are_taken_as_text) {
  const auto parsed = parse(
      R"({"utmDetails":{"campaign_id":23851234567,"big":238512345678901234567890,"f":0.5,"n":-1,"b":true,"s":"05"}})");
  BOOST_TEST(parsed.errors == "");
  BOOST_TEST(parsed.warnings == "");
  BOOST_TEST(parsed.marketing.utm_details ==
             json::parse(R"({"campaign_id":"23851234567","big":"238512345678901234567890","f":"0.5","n":"-1",
                             "b":"true","s":"05"})"));
}

BOOST_AUTO_TEST_CASE(marketing_values_that_are_too_long_are_cut_with_a_warning) {
  std::string longest;
  for (int i = 0; i < 1000; ++i) longest += "\xc3\xa9";
  const auto whole = parse(json{{"utmDetails", {{"a", longest}}}}.dump());
  BOOST_TEST(whole.marketing.utm_details["a"] == longest);
  BOOST_TEST(whole.warnings == "");
  const auto parsed = parse(json{{"utmDetails", {{"a", longest + "\xc3\xa9z"}, {"b", "x"}}}}.dump());
  BOOST_TEST(parsed.errors == "");
  BOOST_TEST(parsed.warnings == "/utmDetails/a value_cut;");
  BOOST_TEST(parsed.marketing.utm_details["a"] == longest);
}

BOOST_AUTO_TEST_SUITE_END()
