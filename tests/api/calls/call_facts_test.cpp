#include "api/calls/call_facts.hpp"

#include <boost/test/unit_test.hpp>

#include "http/problem.hpp"

using namespace latchkey;
using namespace latchkey::api;
using nlohmann::json;

namespace {

struct Facts {
  Facts() {
    request.id = "84cf0d2d975a547cdd5637351aff7146";
    request.remote_address = "192.0.2.7";
    request.path = "/api/v1/customers";
  }
  CallFacts of(const http::Response& response, std::string_view route = "/api/v1/customers",
               std::string_view path_id = "") const {
    return facts_of({.request = request,
                     .response = response,
                     .api_key_id = key,
                     .route = route,
                     .path_id = path_id,
                     .subject = subject,
                     .begun_at = std::chrono::steady_clock::now() - std::chrono::milliseconds{7}});
  }
  http::Request request;
  Uuid key = Uuid::make();
  std::optional<CallSubject> subject;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(call_facts, Facts)

BOOST_AUTO_TEST_CASE(a_creation_tells_whom_it_has_made) {
  const Uuid customer = Uuid::make();
  const Uuid lead = Uuid::make();
  const auto facts =
      of(http::make_json(201, {{"customer", {{"id", customer.text()}}}, {"lead", {{"id", lead.text()}}}}));
  BOOST_TEST(facts.status == 201);
  BOOST_TEST((facts.subject.customer_id == customer));
  BOOST_TEST((facts.subject.lead_id == lead));
  BOOST_TEST(!facts.code.has_value());
  BOOST_TEST(facts.taken.count() >= 7);
  BOOST_TEST(facts.request_id == request.id);
  BOOST_TEST(facts.address == "192.0.2.7");
}

BOOST_AUTO_TEST_CASE(a_subject_that_the_route_has_noted_is_taken_of_a_success_alone) {
  subject = CallSubject{.lead_id = Uuid::make(), .customer_id = Uuid::make()};
  const auto facts = of(http::make_json(201, json::object()));
  BOOST_TEST((facts.subject.lead_id == subject->lead_id));
  BOOST_TEST((facts.subject.customer_id == subject->customer_id));
  const auto refused = of(http::make_problem(request, 409, "customer_exists", "x"));
  BOOST_TEST(!refused.subject.lead_id);
  BOOST_TEST(refused.code.value() == "customer_exists");
}

BOOST_AUTO_TEST_CASE(a_refusal_tells_code_and_pointers_each_once) {
  const auto facts = of(http::make_validation_problem(
      request, {{"/phone", "invalid", "x"}, {"/email", "required", "x"}, {"/phone", "too_long", "x"}}));
  BOOST_TEST(facts.code.value() == "validation_failed");
  BOOST_TEST((facts.pointers == std::vector<std::string>{"/email", "/phone"}));
}

BOOST_AUTO_TEST_CASE(a_wrong_parameter_is_told_like_a_field) {
  const auto facts = of(http::make_problem(
      request, {.status = 422,
                .code = "validation_failed",
                .detail = "x",
                .further_members = {{"errors",
                                     {{{"parameter", "statusGroup"}, {"code", "invalid"}, {"message", "x"}},
                                      {{"parameter", "maria@example.com"}, {"code", "x"}, {"message", "x"}}}}}}));
  BOOST_TEST((facts.pointers == std::vector<std::string>{"/*", "/statusGroup"}));
}

BOOST_AUTO_TEST_CASE(an_id_in_the_path_is_told_when_it_was_found) {
  const Uuid id = Uuid::make();
  BOOST_TEST((of(http::make_json(200, json::object()), "/api/v1/customers/{id}", id.text()).subject.customer_id == id));
  BOOST_TEST((of(http::make_json(200, json::object()), "/api/v1/leads/{id}", id.text()).subject.lead_id == id));
  BOOST_TEST(
      !of(http::make_problem(request, 404, "not_found", "x"), "/api/v1/customers/{id}", id.text()).subject.customer_id);
  BOOST_TEST(!of(http::Response(204), "/api/v1/login-tokens/{id}", id.text()).subject.customer_id.has_value());
}

BOOST_AUTO_TEST_CASE(what_was_sent_as_a_name_is_not_kept) {
  struct Row {
    const char* pointer;
    const char* kept;
  };
  for (const Row& row : {Row{"/phone", "/phone"}, Row{"/metadata/plan", "/metadata/plan"},
                         Row{"/tradingAccount/leverage", "/tradingAccount/leverage"}, Row{"/maria@example.com", "/*"},
                         Row{"/metadata/+35799123456", "/metadata/*"}, Row{"/35799123456", "/*"},
                         Row{"/metadata/sunny day 7", "/metadata/*"}, Row{"/a~1b", "/*"}, Row{"/", "/*"}, Row{"", ""},
                         Row{"/metadata/abcdefghijklmnopqrstuvwxyzabcdefghijkl", "/metadata/*"}}) {
    BOOST_TEST_CONTEXT(row.pointer) { BOOST_TEST(keepable_pointer(row.pointer) == row.kept); }
  }
}

BOOST_AUTO_TEST_SUITE_END()
