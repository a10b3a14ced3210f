// Leads > Import: who may send a file, how large it may be, and who sees it.
#include <boost/test/unit_test.hpp>

#include "admin/crowded_area.hpp"
#include "admin/people/import/import_desk.hpp"
#include "customers/import/lead_file.hpp"

using namespace latchkey;
using test::has;
using test::ImportDesk;
using test::Staff;

BOOST_FIXTURE_TEST_SUITE(import_access, ImportDesk)

BOOST_AUTO_TEST_CASE(only_a_form_of_the_session_at_this_address_may_send_a_file) {
  auto request = upload_request("email\n", {});
  const std::string value = staff.form_value();
  request.body.replace(request.body.find(value), value.size(), std::string(value.size(), 'x'));
  BOOST_TEST(send(request).status() == 403);
  request = upload_request("email\n", {});
  for (auto& [name, header] : request.headers) {
    if (name == "origin") header = "https://evil.example";
  }
  BOOST_TEST(send(request).status() == 403);
  request = upload_request("email\n", {});
  request.path = "/admin/leads/" + Uuid::make().text() + "/notes";
  BOOST_TEST(send(request).status() == 400);
  request = upload_request("email\n", {});
  request.body.resize(request.body.size() - 10);
  BOOST_TEST(send(request).status() == 400);
  BOOST_TEST(db().query("SELECT 1 FROM lead_files WHERE user_id = ?", {staff.id()}).empty());
}

BOOST_AUTO_TEST_CASE(a_file_is_of_the_user_who_has_sent_it_and_of_nobody_else) {
  const std::string path = send_file("email\n" + test::new_email() + "\n");
  const Staff other(*this, staff::Permissions::all());
  BOOST_TEST(other.get(path).status() == 404);
  BOOST_TEST(other.get(path + "/wrong-rows").status() == 404);
  for (const char* deed : {"", "/take-in", "/discard"}) BOOST_TEST(other.post(path + deed, {}).status() == 404, deed);
  BOOST_TEST(has(staff.get("/leads/import"), "Go on with leads.csv"));
  BOOST_TEST(!has(other.get("/leads/import"), "Go on with"));
  const std::string newer = send_file("email\n");
  BOOST_TEST(staff.get(path).status() == 404);
  BOOST_TEST(staff.post(newer + "/discard", {}).find_header("Location") == "/admin/leads/import");
  BOOST_TEST(staff.get(newer).status() == 404);
}

BOOST_AUTO_TEST_CASE(who_may_only_look_at_leads_imports_none) {
  staff::Permissions look;
  look.add({staff::Area::leads, staff::Level::view});
  const Staff viewer(*this, look);
  BOOST_TEST(!has(viewer.get("/leads"), "/admin/leads/import"));
  BOOST_TEST(viewer.get("/leads/import").status() == 403);
  BOOST_TEST(has(staff.get("/leads"), "/admin/leads/import"));
}

BOOST_AUTO_TEST_CASE(while_others_are_at_long_work_one_is_asked_to_wait) {
  const std::string path = send_file("email\n" + test::new_email() + "\n");
  test::CrowdedArea crowded(*this);
  for (const std::string& deed : {path + "/take-in", path}) {
    const auto answer = crowded.send(staff.request("POST", deed, {{"csrf", staff.form_value()}, {"revision", "0"}}));
    BOOST_TEST(answer.status() == 503);
    BOOST_TEST(has(answer, "name=\"revision\" value=\"0\""));
  }
  const auto looked = crowded.send(staff.request("GET", path, {}));
  BOOST_TEST(looked.status() == 503);
  BOOST_TEST(has(looked, "method=\"get\" action=\"/admin" + path + "\""));
  const auto sent = crowded.send(upload_request("email\n", {}));
  BOOST_TEST(sent.status() == 503);
  BOOST_TEST(sent.find_header("Retry-After") == "5");
  BOOST_TEST(has(sent, "Choose the file again in a moment."));
}

BOOST_AUTO_TEST_CASE(a_file_that_is_too_large_leads_back_to_the_form) {
  auto request = upload_request("", {});
  request.body.clear();
  request.body_state = http::BodyState::too_large;
  BOOST_TEST(send(request).find_header("Location") == "/admin/leads/import?file=too-large");
  const auto page = staff.get("/leads/import", "file=too-large");
  BOOST_TEST(page.status() == 413);
  BOOST_TEST(has(page, "The file has more than 64 MiB."));
}

BOOST_AUTO_TEST_CASE(only_who_may_import_sends_more_than_others) {
  const auto limit = admin::make_body_limit(config(), db());
  const auto ask = [&](const Staff& who, const std::string& method, const std::string& path) {
    return limit(who.request(method, path, {}));
  };
  const std::size_t large = customers::import_bytes_limit + http::body_limit_bytes;
  BOOST_TEST(ask(staff, "POST", "/leads/import") == large);
  BOOST_TEST(ask(staff, "GET", "/leads/import") == http::body_limit_bytes);
  BOOST_TEST(ask(staff, "POST", "/leads/export") == http::body_limit_bytes);
  staff::Permissions look;
  look.add({staff::Area::leads, staff::Level::view});
  BOOST_TEST(ask(Staff(*this, look), "POST", "/leads/import") == http::body_limit_bytes);
  auto stranger = staff.request("POST", "/leads/import", {});
  stranger.headers.clear();
  BOOST_TEST(limit(stranger) == http::body_limit_bytes);
  db().execute("UPDATE roles r JOIN user_roles u ON u.role_id = r.id SET r.reach = 'own' WHERE u.user_id = ?",
               {staff.id()});
  BOOST_TEST(ask(staff, "POST", "/leads/import") == http::body_limit_bytes);
}

BOOST_AUTO_TEST_SUITE_END()
