#include "http/problem.hpp"

#include <boost/test/unit_test.hpp>

using namespace latchkey::http;

BOOST_AUTO_TEST_SUITE(problem)

BOOST_AUTO_TEST_CASE(a_problem_is_json_whatever_the_path_holds) {
  Request request;
  request.method = "GET";
  request.id = "r1";
  request.path = "/\xff\"\n";
  const auto body = nlohmann::json::parse(make_problem(request, 404, "not_found", "x").body());
  BOOST_TEST(body["code"] == "not_found");
  BOOST_TEST(body["status"] == 404);
  BOOST_TEST(body["requestId"] == "r1");
}

BOOST_AUTO_TEST_CASE(pointer_tokens_are_escaped) { BOOST_TEST(pointer_token("a/b~c") == "a~1b~0c"); }

BOOST_AUTO_TEST_SUITE_END()
