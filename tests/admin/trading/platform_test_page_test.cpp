// Settings > Trading Platforms: the state of a platform, and its test.
#include "admin/crowded_area.hpp"
#include "admin/trading/platform_desk.hpp"
#include "trading/platforms/circuit.hpp"
#include "trading/simulator.hpp"

using namespace latchkey;
using test::Desk;
using test::group_form;
using test::has;
using test::whole;

BOOST_FIXTURE_TEST_SUITE(platform_test_page, Desk)

BOOST_AUTO_TEST_CASE(a_platform_is_disabled_and_enabled_and_its_circuit_is_told) {
  const auto platform = add(mt5_form(new_name()));
  BOOST_TEST(staff.post(path_of(platform) + "/disable", {}).status() == 303);
  BOOST_TEST(!stored(platform.name).is_enabled);
  BOOST_TEST(staff.post(path_of(platform) + "/enable", {}).status() == 303);
  BOOST_TEST(stored(platform.name).is_enabled);
  for (const auto& page : {staff.get(path_of(platform)), staff.get("/platforms")}) {
    BOOST_TEST(has(page, "not tested yet"));
    BOOST_TEST(!has(page, ">ready<"));
  }
  BOOST_TEST(trading::hold_platform(db(), platform.id, Uuid::make(), {}));
  trading::open_circuit(db(), platform.id, {trading::Outcome::not_sent, "connect", "<refused>"}, {});
  const auto waiting = staff.get(path_of(platform));
  for (const char* text : {"waiting", "connect: &lt;refused&gt;", "since <time", "next try <time"}) {
    BOOST_TEST(has(waiting, text), text);
  }
  BOOST_TEST(has(staff.get("/platforms"), "next try <time"));
}

BOOST_AUTO_TEST_CASE(the_test_tells_every_step_as_it_is_done) {
  const test::Simulator simulator(test::SimulatorKind::mt5);
  const auto form =
      with(with(mt5_form(new_name()), "port", std::to_string(simulator.port())), "ca", simulator.certificate_file());
  const auto platform = add(form);
  BOOST_TEST(staff.post(path_of(platform) + "/groups/new", group_form).status() == 303);
  const auto response = staff.post(path_of(platform) + "/test", {});
  BOOST_TEST(response.status() == 200);
  BOOST_TEST(response.find_header("X-Accel-Buffering") == "no");
  BOOST_TEST(response.find_header("Content-Security-Policy").find("default-src 'none'") != std::string_view::npos);
  BOOST_TEST(!has(response, "sign-in"));  // nothing was asked yet
  std::vector<std::string> parts;
  response.rest()([&](const std::string& part) {
    parts.push_back(part);
    return true;
  });
  BOOST_TEST(parts.size() >= 5U);  // connection, TLS, sign-in, group, …, the end
  BOOST_TEST(parts.at(2).find("sign-in") != std::string::npos);
  BOOST_TEST(parts.back().find("No step has failed") != std::string::npos);
  BOOST_TEST(parts.back().find("</html>") != std::string::npos);
  BOOST_TEST(last_audit(platform.id).find("platform.test  {\"failedSteps\":[],\"passed\":true}") != std::string::npos);
  BOOST_TEST(has(staff.get(path_of(platform)), ">ready<"));
  const auto seen = seen_at(path_of(platform) + "/edit");
  auto changed = with(with(form, "agent", "Other"), "seen", seen);
  BOOST_TEST(staff.post(path_of(platform) + "/edit", changed).status() == 303);
  BOOST_TEST(has(staff.get(path_of(platform)), "not tested yet"));  // not with these settings
}

BOOST_AUTO_TEST_CASE(a_failed_step_is_told_with_its_remedy) {
  const auto platform = add(with(mt5_form(new_name()), "port", "1"));
  const std::string page = whole(staff.post(path_of(platform) + "/test", {}));
  for (const char* text : {"connection", "check host and port", "no group is mapped", "cannot open accounts yet"}) {
    BOOST_TEST(page.find(text) != std::string::npos, text);
  }
  BOOST_TEST(last_audit(platform.id).find("platform.test  {\"failedSteps\":[\"connection\"") != std::string::npos);
  BOOST_TEST(has(staff.get(path_of(platform)), "the last test failed"));
}

BOOST_AUTO_TEST_CASE(while_others_are_at_long_work_a_test_is_asked_to_wait_and_what_was_typed_is_kept) {
  const auto platform = add(mt5_form(new_name()));
  test::CrowdedArea crowded(*this);
  for (const std::string& path : {path_of(platform) + "/test", std::string("/customers/export")}) {
    http::Request request = staff.request("POST", path, {{"csrf", staff.form_value()}, {"q", "<rosa>"}});
    const auto answer = crowded.send(request);
    BOOST_TEST(answer.status() == 503);
    BOOST_TEST(answer.find_header("Retry-After") == "5");
    BOOST_TEST(has(answer, "Try again"));
    BOOST_TEST(has(answer, "action=\"/admin" + path + "\""));
    BOOST_TEST(has(answer, "name=\"q\" value=\"&lt;rosa&gt;\""));
  }
}

BOOST_AUTO_TEST_SUITE_END()
