#include "courier/delivery_desk.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>

#include "courier/courier.hpp"
#include "courier/deliveries.hpp"
#include "endpoints/secret.hpp"

using namespace latchkey;
using namespace latchkey::courier;
using namespace std::chrono_literals;
using nlohmann::json;
using test::Deliveries;

BOOST_FIXTURE_TEST_SUITE(delivery_desk, Deliveries)

BOOST_AUTO_TEST_CASE(a_webhook_is_posted_and_signed) {
  const auto endpoint = add_webhook("/status/204");
  const auto delivery = add_delivery(endpoint, R"({"type":"test"})");
  run_until([&] { return state_of(delivery) == "delivered"; });
  const auto requests = receiver().requests("/status/204");
  BOOST_REQUIRE(requests.size() == 1U);
  const auto& request = requests[0];
  BOOST_TEST(request["method"] == "POST");
  BOOST_TEST(request["body"] == R"({"type":"test"})");
  const auto& headers = request["headers"];
  BOOST_TEST(headers["content-type"] == "application/json");
  const std::string id = headers["webhook-id"];
  const std::string timestamp = headers["webhook-timestamp"];
  BOOST_TEST(id == "msg_" + delivery.text());
  BOOST_TEST(std::abs(std::stoll(timestamp) - std::time(nullptr)) < 10);
  BOOST_TEST(headers["webhook-signature"] ==
             endpoints::sign(secret_of(endpoint), {id, std::stoll(timestamp), R"({"type":"test"})"}));
  const auto tries = tries_of(delivery);
  BOOST_REQUIRE(tries.size() == 1U);
  BOOST_TEST(tries[0].integer("status") == 204);
  BOOST_TEST(tries[0].is_null("error"));
}

BOOST_AUTO_TEST_CASE(a_rotated_secret_signs_as_well_for_its_time) {
  const auto endpoint = add_webhook("/status/204?rotated");
  const auto former = secret_of(endpoint);
  const auto current = rotate(endpoint, "1 HOUR");
  const auto first = add_delivery(endpoint, "{}");
  run_until([&] { return state_of(first) == "delivered"; });
  db->execute("UPDATE endpoints SET former_secret_until = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE id = ?",
              {endpoint});
  const auto second = add_delivery(endpoint, "{}");
  run_until([&] { return state_of(second) == "delivered"; });
  const auto requests = receiver().requests("/status/204?rotated");
  BOOST_REQUIRE(requests.size() == 2U);
  const auto sign = [&](const json& request, const std::string& secret) {
    const std::string timestamp = request["headers"]["webhook-timestamp"];
    const std::string id = request["headers"]["webhook-id"];
    return endpoints::sign(secret, {id, std::stoll(timestamp), "{}"});
  };
  BOOST_TEST(requests[0]["headers"]["webhook-signature"] ==
             sign(requests[0], current) + " " + sign(requests[0], former));
  BOOST_TEST(requests[1]["headers"]["webhook-signature"] == sign(requests[1], current));
}

BOOST_AUTO_TEST_CASE(a_postback_is_a_get_of_its_url) {
  const auto endpoint = add_postback();
  const auto delivery = add_delivery(endpoint, receiver().url("/status/200?cid=a%20b&e=lead"));
  run_until([&] { return state_of(delivery) == "delivered"; });
  const auto requests = receiver().requests("/status/200?cid=a%20b&e=lead");
  BOOST_REQUIRE(requests.size() == 1U);
  BOOST_TEST(requests[0]["method"] == "GET");
  BOOST_TEST(!requests[0]["headers"].contains("webhook-signature"));
}

// What an answer means: the state after one try, the status that is kept, and whether there is an error in words.
BOOST_AUTO_TEST_CASE(each_answer_means_what_the_contract_says) {
  struct Row {
    const char* path;
    const char* state;
    int status;  // 0: none
  };
  pace.schedule.longest_try = 1500ms;
  for (auto& wait : pace.schedule.waits) wait = 1h;  // one try each
  for (const Row& row :
       {Row{"/status/200", "delivered", 200}, Row{"/status/299", "delivered", 299}, Row{"/status/301", "waiting", 301},
        Row{"/status/304", "waiting", 304}, Row{"/redirect", "waiting", 302}, Row{"/status/400", "waiting", 400},
        Row{"/status/404", "waiting", 404}, Row{"/status/429", "waiting", 429}, Row{"/status/500", "waiting", 500},
        Row{"/status/503", "waiting", 503}, Row{"/hang", "waiting", 0}, Row{"/drop", "waiting", 0},
        Row{"/early", "waiting", 0}, Row{"/huge", "delivered", 200}, Row{"/slow", "delivered", 200}}) {
    BOOST_TEST_CONTEXT(row.path) {
      const auto before = receiver().requests("/status/204").size();
      const auto endpoint = add_webhook(row.path);
      const auto delivery = add_delivery(endpoint, "{}");
      run_until([&] { return tries_of(delivery).size() == 1; });
      BOOST_TEST(state_of(delivery) == row.state);
      const auto tries = tries_of(delivery);
      BOOST_REQUIRE(tries.size() == 1U);
      BOOST_TEST(tries[0].is_null("status") == (row.status == 0));
      if (row.status != 0) BOOST_TEST(tries[0].integer("status") == row.status);
      BOOST_TEST(tries[0].is_null("error") == (row.status != 0));
      BOOST_TEST(tries[0].text_or("answer", "").size() <= 1024U);
      BOOST_TEST(receiver().requests("/status/204").size() == before);  // no redirect was followed
      db->execute("DELETE FROM endpoints WHERE id = ?", {endpoint});
    }
  }
}

BOOST_AUTO_TEST_CASE(it_is_tried_again_with_the_same_id_until_it_succeeds) {
  const auto endpoint = add_webhook("/fail/3");
  const auto delivery = add_delivery(endpoint, "{}");
  run_until([&] { return state_of(delivery) == "delivered"; });
  const auto requests = receiver().requests("/fail/3");
  BOOST_REQUIRE(requests.size() == 4U);
  for (const auto& request : requests) BOOST_TEST(request["headers"]["webhook-id"] == "msg_" + delivery.text());
  const auto tries = tries_of(delivery);
  BOOST_REQUIRE(tries.size() == 4U);
  for (std::size_t i = 0; i < 4; ++i) BOOST_TEST(tries[i].integer("number") == static_cast<std::int64_t>(i) + 1);
  BOOST_TEST(endpoint_state(endpoint) == "enabled");
}

BOOST_AUTO_TEST_CASE(after_the_last_try_it_has_failed_until_one_succeeds) {
  const auto endpoint = add_webhook("/fail/10");
  const auto delivery = add_delivery(endpoint, "{}");
  run_until([&] { return state_of(delivery) == "failed"; });
  BOOST_TEST(tries_of(delivery).size() == 10U);
  BOOST_TEST(endpoint_state(endpoint) == "failing");
  db->execute("UPDATE endpoints SET url = ? WHERE id = ?", {receiver().url("/status/204"), endpoint});
  const auto next = add_delivery(endpoint, "{}");
  run_until([&] { return state_of(next) == "delivered"; });
  BOOST_TEST(endpoint_state(endpoint) == "enabled");
}

BOOST_AUTO_TEST_CASE(gone_disables_the_endpoint) {
  const auto endpoint = add_webhook("/status/410");
  const auto delivery = add_delivery(endpoint, "{}");
  run_until([&] { return state_of(delivery) == "failed"; });
  BOOST_TEST(endpoint_state(endpoint) == "disabled");
  const auto next = add_delivery(endpoint, "{}");
  run_for(1s);
  BOOST_TEST(state_of(next) == "waiting");
  BOOST_TEST(receiver().requests("/status/410").size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_receiver_may_ask_for_later) {
  const auto delivery = add_delivery(add_webhook("/retry/7200"), "{}");
  run_until([&] { return tries_of(delivery).size() == 1; });
  const auto wait =
      db->query("SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(6), next_at) AS wait FROM deliveries WHERE id = ?",
                {delivery})
          .at(0)
          .integer("wait");
  BOOST_TEST(wait > 7190);
  BOOST_TEST(wait <= 7200);
}

BOOST_AUTO_TEST_CASE(an_endpoint_of_a_disabled_user_is_told_nothing) {
  const auto user = add_user();
  const auto endpoint = add_webhook("/status/204?user", user);
  db->execute("UPDATE users SET disabled_at = UTC_TIMESTAMP(6) WHERE id = ?", {user});
  const auto delivery = add_delivery(endpoint, "{}");
  run_for(800ms);
  BOOST_TEST(tries_of(delivery).empty());
  db->execute("UPDATE users SET disabled_at = NULL WHERE id = ?", {user});
  run_until([&] { return state_of(delivery) == "delivered"; });
}

BOOST_AUTO_TEST_CASE(four_at_a_time_go_to_one_endpoint) {
  const auto endpoint = add_webhook("/held/150");
  std::vector<Uuid> deliveries;
  for (int i = 0; i < 24; ++i) deliveries.push_back(add_delivery(endpoint, "{}"));
  run_until([&] { return count_waiting(endpoint) == 0; });
  int most = 0;
  for (const auto& request : receiver().requests("/held/150")) most = std::max(most, request["together"].get<int>());
  BOOST_TEST(most == 4);
  BOOST_TEST(receiver().requests("/held/150").size() == 24U);
}

// The address is judged at the connection: a configuration that no longer allows it, or a name that has moved.
BOOST_AUTO_TEST_CASE(an_address_that_is_not_allowed_is_not_connected_to) {
  config.allow.clear();
  const auto delivery = add_delivery(add_webhook("/status/204?private"), "{}");
  run_until([&] { return tries_of(delivery).size() == 1; });
  BOOST_TEST(tries_of(delivery)[0].text("error") == "the address is not public, or the port is not 443");
  BOOST_TEST(receiver().requests("/status/204?private").empty());
}

BOOST_AUTO_TEST_CASE(a_certificate_that_nobody_knows_is_refused) {
  config.ca_file.clear();
  const auto delivery = add_delivery(add_webhook("/status/204?tls"), "{}");
  run_until([&] { return tries_of(delivery).size() == 1; });
  BOOST_TEST(tries_of(delivery)[0].text("error").find("certificate") != std::string::npos);
  BOOST_TEST(receiver().requests("/status/204?tls").empty());
}

BOOST_AUTO_TEST_CASE(a_webhook_without_a_secret_that_opens_is_left_alone_and_shown) {
  const auto broken = add_webhook("/status/204?broken");
  db->execute("UPDATE endpoints SET secret_key_id = 'ffffffff' WHERE id = ?", {broken});
  const auto healthy = add_webhook("/status/204?healthy");
  const auto unsent = add_delivery(broken, "{}");
  const auto sent = add_delivery(healthy, "{}");
  run_until([&] { return state_of(sent) == "delivered"; });
  run_for(600ms);
  BOOST_TEST(endpoint_state(broken) == "failing");
  BOOST_TEST(state_of(unsent) == "waiting");
  BOOST_TEST(receiver().requests("/status/204?broken").empty());
}

BOOST_AUTO_TEST_CASE(two_couriers_share_and_send_nothing_twice) {
  std::vector<Uuid> endpoints;
  for (int i = 0; i < 6; ++i) endpoints.push_back(add_webhook("/status/204?shared" + std::to_string(i)));
  for (int i = 0; i < 120; ++i) add_delivery(endpoints[static_cast<std::size_t>(i) % 6], "{}");
  const auto one = start_courier();
  const auto two = start_courier();
  BOOST_TEST(test::holds_within(30s, [&] {
    return std::ranges::all_of(endpoints, [&](const Uuid& endpoint) { return count_waiting(endpoint) == 0; });
  }));
  end_courier(one, SIGTERM);
  end_courier(two, SIGTERM);
  BOOST_TEST(receiver().requests("/status/204?shared").size() == 120U);
  BOOST_TEST(db->query("SELECT COUNT(*) AS n FROM endpoints WHERE holder IS NOT NULL").at(0).integer("n") == 0);
}

// A courier dies by SIGKILL at each step; another one finishes its work with the same id.
BOOST_AUTO_TEST_CASE(a_courier_that_is_killed_at_any_step_leaves_its_work_to_the_next) {
  struct Row {
    const char* what;
    DeliveryStep step;
    std::size_t requests;  // in all
  };
  pace.lease = 3s;
  pace.renewal = 500ms;
  pace.schedule.longest_try = 1500ms;
  for (const auto kind : {endpoints::Kind::webhook, endpoints::Kind::postback}) {
    for (const Row& row : {Row{"read", DeliveryStep::read, 1}, Row{"sending", DeliveryStep::sending, 1},
                           Row{"answered", DeliveryStep::answered, 2}, Row{"written", DeliveryStep::written, 1}}) {
      BOOST_TEST_CONTEXT(row.what << " " << name_of(kind)) {
        const std::string path = "/status/204?killed-" + std::string(name_of(kind)) + "-" + row.what;
        const bool is_webhook = kind == endpoints::Kind::webhook;
        const auto endpoint = is_webhook ? add_webhook(path) : add_postback();
        const auto delivery = add_delivery(endpoint, is_webhook ? "{}" : receiver().url(path));
        const auto courier = start_courier([&](DeliveryStep step) {
          if (step == row.step) ::kill(::getpid(), SIGKILL);
        });
        BOOST_TEST(wait_for_end(courier) == SIGKILL);
        const auto killed_at = std::chrono::steady_clock::now();
        run_until([&] { return state_of(delivery) == "delivered"; });
        BOOST_TEST((std::chrono::steady_clock::now() - killed_at < pace.lease + 3s));
        const auto requests = receiver().requests(path);
        BOOST_TEST(requests.size() == row.requests);
        for (const auto& request : requests) {
          if (is_webhook) BOOST_TEST(request["headers"]["webhook-id"] == "msg_" + delivery.text());
        }
        run_for(500ms);
        BOOST_TEST(receiver().requests(path).size() == row.requests);  // one that is written down is not sent again
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
