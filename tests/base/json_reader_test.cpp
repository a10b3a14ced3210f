#include "base/json_reader.hpp"

#include <boost/test/unit_test.hpp>

using namespace latchkey;
using nlohmann::json;

BOOST_AUTO_TEST_SUITE(json_reader)

BOOST_AUTO_TEST_CASE(an_object_is_read) {
  const auto read =
      read_json_object(R"( {"a":[1,-2,{"b":null}],"c":"\ud83d\ude00","d":1.5,"e":18446744073709551615} )");
  BOOST_REQUIRE(std::holds_alternative<json>(read));
  const auto& value = std::get<json>(read);
  BOOST_TEST(value["a"][1] == -2);
  BOOST_TEST(value["a"][2]["b"].is_null());
  BOOST_TEST(value["c"] == "\xf0\x9f\x98\x80");
  BOOST_TEST(value["e"].get<std::uint64_t>() == 18446744073709551615U);
}

std::string nested(int depth) {
  std::string text = "{\"a\":";
  for (int i = 1; i < depth; ++i) text += "[";
  text += "1";
  for (int i = 1; i < depth; ++i) text += "]";
  return text + "}";
}

BOOST_AUTO_TEST_CASE(eight_levels_are_taken_and_nine_are_not) {
  BOOST_TEST(std::holds_alternative<json>(read_json_object(nested(8))));
  BOOST_TEST(std::holds_alternative<JsonProblem>(read_json_object(nested(9))));
  BOOST_TEST(std::holds_alternative<JsonProblem>(read_json_object(nested(100'000))));
}

BOOST_AUTO_TEST_CASE(what_is_not_strict_json_is_refused) {
  const std::string nul("{\"a\":\"\0\"}", 9);
  for (const std::string& text :
       {std::string(), std::string("[]"), std::string("\"a\""), std::string("{"), std::string("{}x"),
        std::string("{'a':1}"), std::string("{\"a\":1,}"), std::string("{\"a\":1,\"a\":2}"),
        std::string(R"({"a":{"b":1,"b":1}})"), std::string(R"({"a":1,"\u0061":2})"), std::string(R"({"a":"\ud800"})"),
        std::string(R"({"a":"\udc00x"})"), std::string("{\"a\":\"\xff\"}"), std::string("{\"a\":\"\xc0\xaf\"}"),
        std::string(R"({"a":1e400})"), std::string(R"({"a":NaN})"), std::string(R"({"a":01})"),
        std::string("{\"a\":1} // x"), nul}) {
    BOOST_TEST_CONTEXT(text.substr(0, 40)) { BOOST_TEST(std::holds_alternative<JsonProblem>(read_json_object(text))); }
  }
}

// For the parser a NUL is the end of the text.
BOOST_AUTO_TEST_CASE(nothing_hides_behind_a_nul) {
  BOOST_TEST(std::holds_alternative<JsonProblem>(read_json_object({"{\"a\":1}\0{", 9})));
  BOOST_TEST(std::holds_alternative<JsonProblem>(read_json_object({"{\"a\":1}\0", 8})));
}

BOOST_AUTO_TEST_CASE(an_integer_beyond_64_bits_is_marked_and_not_rounded) {
  for (const char* text :
       {R"({"a":18446744073709551616})", R"({"a":-9223372036854775809})", R"({"a":99999999999999999999999})"}) {
    BOOST_TEST_CONTEXT(text) {
      const auto read = read_json_object(text);
      BOOST_REQUIRE(std::holds_alternative<json>(read));
      BOOST_TEST(is_oversized_number(std::get<json>(read)["a"]));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_problem_never_repeats_the_text) {
  const auto read = read_json_object(R"({"password":"hunter2)");
  BOOST_TEST(std::get<JsonProblem>(read).detail.find("hunter2") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
