#include "http/service.hpp"

#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include "base/unavailable.hpp"
#include "http/problem.hpp"

using namespace latchkey::http;

BOOST_AUTO_TEST_SUITE(service)

Service service_of(std::function<Response(const Request&)> handle) {
  return {"test", {}, std::move(handle), make_failure_problem};
}

Request a_request(const std::string& method = "GET") {
  Request request;
  request.method = method;
  request.id = "r1";
  return request;
}

BOOST_AUTO_TEST_CASE(a_failure_tells_nothing_of_its_cause) {
  const auto response =
      answer(service_of([](const Request&) -> Response { throw std::runtime_error("SELECT secret"); }), a_request());
  BOOST_TEST(response.status() == 500);
  BOOST_TEST(response.body().find("SELECT") == std::string::npos);
  BOOST_TEST(response.find_header("X-Request-Id") == "r1");
}

BOOST_AUTO_TEST_CASE(what_is_away_is_a_503_with_retry_after) {
  const auto response =
      answer(service_of([](const Request&) -> Response { throw latchkey::Unavailable("db"); }), a_request());
  BOOST_TEST(response.status() == 503);
  BOOST_TEST(!response.find_header("Retry-After").empty());
}

BOOST_AUTO_TEST_CASE(an_answer_to_head_has_no_body) {
  const auto response = answer(service_of([](const Request&) { return Response(200, "body"); }), a_request("HEAD"));
  BOOST_TEST(response.body().empty());
}

BOOST_AUTO_TEST_CASE(a_problem_is_json_whatever_the_path_holds) {
  Request request = a_request();
  request.path = "/\xff\"\n";
  const auto body = nlohmann::json::parse(make_problem(request, 404, "not_found", "x").body());
  BOOST_TEST(body["code"] == "not_found");
  BOOST_TEST(body["status"] == 404);
  BOOST_TEST(body["requestId"] == "r1");
}

BOOST_AUTO_TEST_CASE(pointer_tokens_are_escaped) { BOOST_TEST(pointer_token("a/b~c") == "a~1b~0c"); }

BOOST_AUTO_TEST_SUITE_END()
