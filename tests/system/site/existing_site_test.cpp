// docs/existing-site.md: the documented site, used.
#include "system/site/existing_site.hpp"

#include <boost/test/unit_test.hpp>

#include "base/uuid.hpp"
#include "support/stack.hpp"

using namespace latchkey::test;

namespace {

Stack& stack() { return Stack::shared(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(existing_site)

BOOST_AUTO_TEST_CASE(the_documented_site_works_and_keeps_tokens_out_of_its_logs) {
  const ExistingSite site;
  BOOST_TEST(site.check().exit_code == 0, site.check().errors);
  const auto& http = site.http();
  BOOST_TEST(http.get("/healthz").status == 200);
  BOOST_TEST(http.get("/dashboard?x=1").header("location") == "/auth/login?returnUrl=%2Fdashboard%3Fx%3D1");
  BOOST_TEST(http.get("/members-api/x").json()["code"] == "not_signed_in");
  const std::string token = stack().post("/api/v1/customers", new_customer()).json()["login"]["token"];
  for (const std::string& tail : {std::string(), std::string(9000, 'q')})
    static_cast<void>(http.get("/auth/login?token=" + token + tail));
  static_cast<void>(http.send("POST", "/auth/login?token=" + token, {}, std::string(70'000, 'x')));
  const auto signed_in = http.get("/auth/login?token=" + token);
  BOOST_TEST((signed_in.status == 303 || signed_in.status == 410), signed_in.status);
  BOOST_TEST(is_logged(site.file("latchkey.log"), "\"GET /auth/login HTTP/1.1\" " + std::to_string(signed_in.status)));
  for (const char* name : {"latchkey.log", "site.log", "error.log"})
    BOOST_TEST(read_file(site.file(name)).find(token) == std::string::npos, name);
}

BOOST_AUTO_TEST_CASE(the_documented_lines_for_plain_cgi_reach_every_program) {
  const ExistingSite site(ExistingSite::Habits{.handlers = ExistingSite::Handlers::cgi});
  BOOST_TEST(site.check().exit_code == 0, site.check().errors);
  const auto& http = site.http();
  BOOST_TEST(http.get("/healthz").json()["status"] == "ok");
  BOOST_TEST(http.get("/auth/session").status == 401);
  BOOST_TEST(http.get("/dashboard").header("location") == "/auth/login?returnUrl=%2Fdashboard");
  BOOST_TEST(http.get("/auth/login").body.find("type=\"password\"") != std::string::npos);
  BOOST_TEST(http.get("/admin/sign-in").body.find("type=\"password\"") != std::string::npos);
  // A location within a location has the parameters of the outer one: a POST without a session is a 401.
  const Answer test = http.send("POST", "/admin/platforms/" + latchkey::Uuid::make().text() + "/test");
  BOOST_TEST(test.status == 401);
  BOOST_TEST(test.body.find("Sign in") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_rest_of_the_site_stays_as_it_is) {
  const ExistingSite site;
  const Answer missing = site.http().get("/nowhere?a=b");
  BOOST_TEST(missing.status == 404);
  BOOST_TEST(missing.body == "own");
  BOOST_TEST(missing.header("strict-transport-security").empty());
  BOOST_TEST(is_logged(site.file("site.log"), "GET /nowhere?a=b HTTP/1.1"));
}

BOOST_AUTO_TEST_SUITE_END()
