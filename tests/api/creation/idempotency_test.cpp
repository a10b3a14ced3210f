#include "api/creation/idempotency.hpp"

#include <boost/test/unit_test.hpp>

#include "support/people.hpp"
#include "support/throwaway_server.hpp"

using namespace latchkey;
using namespace latchkey::api;
using nlohmann::json;
using test::SharedDatabase;

namespace {

struct Claims {
  Claims() : db(SharedDatabase::connect()), other(SharedDatabase::connect()), key(test::make_key(*db)) {}

  auto claim(db::Connection& connection, const std::string& value, const json& body = {{"a", 1}}) const {
    http::Request request;
    request.path = "/api/v1/customers";
    request.headers = {{"idempotency-key", value}};
    return IdempotencyClaim::make(connection, request, key, body);
  }

  std::string look(db::Connection& connection, const std::string& value, const json& body = {{"a", 1}}) const {
    http::Request request;
    request.path = "/api/v1/customers";
    request.headers = {{"idempotency-key", value}};
    const auto met = IdempotencyClaim::look(connection, request, key, body);
    if (!met) return "nothing";
    if (std::holds_alternative<KeptAnswer>(*met)) return "answer";
    switch (std::get<IdempotencyProblem>(*met)) {
      case IdempotencyProblem::invalid_key:
        return "invalid";
      case IdempotencyProblem::mismatch:
        return "mismatch";
      case IdempotencyProblem::in_progress:
        return "in progress";
      case IdempotencyProblem::erased:
        return "erased";
    }
    return "";
  }

  std::unique_ptr<db::Connection> db;
  std::unique_ptr<db::Connection> other;
  ApiKey key;
};

template <class V>
std::string name_of(const V& claimed) {
  if (std::holds_alternative<IdempotencyClaim>(claimed)) return "claim";
  if (std::holds_alternative<KeptAnswer>(claimed)) return "answer";
  switch (std::get<IdempotencyProblem>(claimed)) {
    case IdempotencyProblem::invalid_key:
      return "invalid";
    case IdempotencyProblem::mismatch:
      return "mismatch";
    case IdempotencyProblem::in_progress:
      return "in progress";
    case IdempotencyProblem::erased:
      return "erased";
  }
  return "";
}

const KeptAnswer answer{201, "/x", {{"b", 2}}, std::nullopt};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(idempotency, Claims)

BOOST_AUTO_TEST_CASE(a_key_has_1_to_255_visible_characters) {
  BOOST_TEST(name_of(claim(*db, std::string(255, 'k'))) == "claim");
  for (const std::string& value :
       {std::string(), std::string(256, 'k'), std::string("a b"), std::string("\x7f"), std::string("\xc3\xbc")}) {
    BOOST_TEST_CONTEXT(value) { BOOST_TEST(name_of(claim(*db, value)) == "invalid"); }
  }
}

BOOST_AUTO_TEST_CASE(while_one_runs_the_other_is_told) {
  {
    const auto first = claim(*db, "k1");
    BOOST_TEST(name_of(first) == "claim");
    BOOST_TEST(name_of(claim(*other, "k1")) == "in progress");
    BOOST_TEST(name_of(claim(*other, "k2")) == "claim");
  }
  BOOST_TEST(name_of(claim(*other, "k1")) == "claim");
}

BOOST_AUTO_TEST_CASE(who_looks_is_told_the_same_and_takes_nothing) {
  BOOST_TEST(look(*db, "a b") == "invalid");
  BOOST_TEST(look(*db, "k") == "nothing");
  {
    const auto claimed = claim(*db, "k");
    BOOST_REQUIRE(name_of(claimed) == "claim");
    BOOST_TEST(look(*other, "k") == "in progress");
    BOOST_TEST((std::get<IdempotencyClaim>(claimed).remember(answer) == db::InsertOutcome::inserted));
  }
  BOOST_TEST(look(*other, "k") == "answer");
  BOOST_TEST(look(*other, "k", {{"a", 2}}) == "mismatch");
}

BOOST_AUTO_TEST_CASE(an_answer_is_kept_for_the_same_body_alone) {
  BOOST_TEST((std::get<IdempotencyClaim>(claim(*db, "k")).remember(answer) == db::InsertOutcome::inserted));
  const auto again = claim(*other, "k");
  BOOST_REQUIRE(name_of(again) == "answer");
  BOOST_TEST(std::get<KeptAnswer>(again).body == answer.body);
  BOOST_TEST(name_of(claim(*other, "k", {{"a", 2}})) == "mismatch");
}

// A named lock counts on one node of a cluster alone: here it is let go, so that both run.
BOOST_AUTO_TEST_CASE(who_finds_the_work_done_by_another_machine_gets_its_answer) {
  for (const json& body : {json{{"a", 1}}, json{{"a", 2}}}) {
    const std::string name = "k" + body.dump();
    const auto slow = claim(*db, name);
    BOOST_REQUIRE(name_of(slow) == "claim");
    const auto& own = std::get<IdempotencyClaim>(slow);
    BOOST_TEST(!own.look_again().has_value());
    db->execute_text("DO RELEASE_ALL_LOCKS()");
    const auto fast = claim(*other, name, body);
    BOOST_REQUIRE(name_of(fast) == "claim");
    BOOST_TEST((std::get<IdempotencyClaim>(fast).remember(answer) == db::InsertOutcome::inserted));
    const auto met = own.look_again();
    BOOST_REQUIRE(met.has_value());
    const bool is_same = body == json{{"a", 1}};
    BOOST_TEST(std::holds_alternative<KeptAnswer>(*met) == is_same);
    BOOST_TEST((!is_same || std::get<KeptAnswer>(*met).body == answer.body));
    BOOST_TEST((own.remember(answer) == db::InsertOutcome::duplicate));
  }
}

BOOST_AUTO_TEST_CASE(an_answer_is_kept_for_a_day) {
  BOOST_TEST((std::get<IdempotencyClaim>(claim(*db, "k")).remember(answer) == db::InsertOutcome::inserted));
  other->execute_text("SET timestamp = UNIX_TIMESTAMP(NOW(6)) + 86399");
  BOOST_TEST(name_of(claim(*other, "k")) == "answer");
  other->execute_text("SET timestamp = UNIX_TIMESTAMP(NOW(6)) + 2");
  const auto later = claim(*other, "k");
  BOOST_REQUIRE(name_of(later) == "claim");
  BOOST_TEST((std::get<IdempotencyClaim>(later).remember(answer) == db::InsertOutcome::inserted));
}

BOOST_AUTO_TEST_CASE(two_keys_of_two_partners_are_two) {
  BOOST_TEST((std::get<IdempotencyClaim>(claim(*db, "k")).remember(answer) == db::InsertOutcome::inserted));
  key = test::make_key(*db);
  BOOST_TEST(name_of(claim(*db, "k")) == "claim");
}

BOOST_AUTO_TEST_CASE(an_answer_whose_person_was_erased_is_not_given_and_not_made_anew) {
  {
    const auto claimed = claim(*db, "k-erased");
    BOOST_REQUIRE(std::get<IdempotencyClaim>(claimed).remember(answer) == db::InsertOutcome::inserted);
  }
  db->execute("UPDATE idempotency_keys SET status = 410, answer = '{}' WHERE api_key_id = ?", {key.id});
  BOOST_TEST(name_of(claim(*db, "k-erased")) == "erased");
  BOOST_TEST(look(*db, "k-erased") == "erased");
  BOOST_TEST(make_idempotency_problem({}, IdempotencyProblem::erased).status() == 410);
}

BOOST_AUTO_TEST_SUITE_END()
