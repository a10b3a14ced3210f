#include <boost/test/unit_test.hpp>
#include <fstream>
#include <regex>

#include "admin/staff.hpp"
#include "crypto/secret_box.hpp"
#include "endpoints/settings/delivery_care.hpp"

using namespace latchkey;
using test::Fields;
using test::has;
using test::Staff;

namespace {

struct Webhooks : test::AdminArea {
  Webhooks() : staff(*this, staff::Permissions::all()), url("https://1.1.1.1/" + Uuid::make().text()) {
    for (const char* table : {"endpoints", "deliveries", "delivery_tries"}) {
      db().execute("DELETE FROM " + std::string(table));
    }
    if (!has_key_file()) crypto::add_secret_key(config().key_file);
  }

  bool has_key_file() const { return std::ifstream(config().key_file).good(); }

  static std::string secret_in(const http::Response& response) {
    std::smatch found;
    return std::regex_search(response.body(), found, std::regex("whsec_[A-Za-z0-9+/]{43}=")) ? found[0].str() : "";
  }

  Fields form(const std::string& address, const std::string& id = Uuid::make().text()) const {
    return {{"id", id}, {"kind", "webhook"}, {"url", address}, {"events.deposit", "1"}, {"events.lead.created", "1"}};
  }

  std::string add() const {
    const std::string id = Uuid::make().text();
    BOOST_REQUIRE(staff.post("/webhooks/new", form(url, id)).status() == 200);
    return id;
  }

  std::string add_postback() const {
    const std::string id = Uuid::make().text();
    const Fields fields{{"id", id},
                        {"kind", "postback"},
                        {"url", url + "?c={click_id}"},
                        {"events.lead", "1"},
                        {"user", staff.id().text()}};
    BOOST_REQUIRE(staff.post("/webhooks/new", fields).status() == 303);
    return id;
  }

  endpoints::Endpoint stored(const std::string& id) const {
    return endpoints::find_endpoint(db(), Uuid::parse(id).value()).value();
  }

  void end(const Uuid& delivery, const std::string& state) const {
    db().execute("UPDATE deliveries SET state = ? WHERE id = ?", {state, delivery});
    db().execute(
        "INSERT INTO delivery_tries (delivery_id, number, tried_at, status, duration_ms, answer, error) "
        "VALUES (?, 1, UTC_TIMESTAMP(6), 500, 34, '<b>broken</b>', NULL)",
        {delivery});
  }

  Staff staff;
  std::string url;  // of a public address, which nobody calls: no courier runs here
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(endpoint_pages, Webhooks)

BOOST_AUTO_TEST_CASE(a_webhook_shows_its_secret_once) {
  const auto fields = form(url);
  const auto saved = staff.post("/webhooks/new", fields);
  BOOST_TEST(saved.status() == 200);
  const std::string secret = secret_in(saved);
  BOOST_TEST(!secret.empty());
  const auto again = staff.post("/webhooks/new", fields);
  BOOST_TEST(again.status() == 409);
  BOOST_TEST(secret_in(again).empty());
  const std::string id = fields.front().second;
  BOOST_TEST(has(staff.get("/webhooks"), url));
  const auto page = staff.get("/webhooks/" + id);
  BOOST_TEST(has(page, url));
  BOOST_TEST(has(page, "lead.created, deposit"));
  BOOST_TEST(!has(page, secret));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_stands_beside_the_field) {
  const std::pair<Fields, std::string> table[] = {
      {{{"kind", "webhook"}, {"url", url}}, "Please choose at least one."},
      {{{"kind", "webhook"}, {"url", "https://127.0.0.1/"}, {"events.deposit", "1"}}, "f-url"},
      {{{"kind", "webhook"}, {"url", ""}, {"events.deposit", "1"}}, "f-url"},
      {{{"kind", "webhook"}, {"url", url}, {"events.deposit", "1"}, {"user", Uuid::make().text()}}, "no such user"},
      {{{"kind", "postback"}, {"url", url}, {"events.lead", "1"}}, "Please choose one"},
      {{{"kind", "postback"}, {"url", url + "?x={what}"}, {"events.lead", "1"}, {"user", staff.id().text()}}, "{what}"},
  };
  for (const auto& [fields, told] : table) {
    BOOST_TEST_CONTEXT(told) {
      const auto answer = staff.post("/webhooks/new", fields);
      BOOST_TEST(answer.status() == 422);
      BOOST_TEST(has(answer, told));
    }
  }
  BOOST_TEST(endpoints::list_endpoints(db()).empty());
}

BOOST_AUTO_TEST_CASE(an_edit_is_saved_unless_somebody_else_was_faster) {
  const std::string id = add();
  const auto page = staff.get("/webhooks/" + id + "/edit");
  std::smatch seen;
  BOOST_REQUIRE(std::regex_search(page.body(), seen, std::regex("name=\"seen\" value=\"([^\"]+)\"")));
  const Fields fields{{"seen", seen[1].str()}, {"url", url + "/other"}, {"events.deposit", "1"}};
  BOOST_TEST(staff.post("/webhooks/" + id + "/edit", fields).status() == 303);
  BOOST_TEST(stored(id).settings.url == url + "/other");
  BOOST_TEST(stored(id).settings.events.size() == 1U);
  BOOST_TEST(staff.post("/webhooks/" + id + "/edit", fields).status() == 422);
}

BOOST_AUTO_TEST_CASE(a_test_leads_to_what_comes_of_it) {
  const std::string id = add();
  const auto sent = staff.post("/webhooks/" + id + "/test", {});
  BOOST_TEST(sent.status() == 303);
  const std::string path(sent.find_header("Location").substr(std::string("/admin").size()));
  const auto waiting = staff.get(path);
  BOOST_TEST(has(waiting, "waiting"));
  BOOST_TEST(has(waiting, "&quot;type&quot;:&quot;test&quot;"));
  BOOST_TEST(has(waiting, "It was not tried yet."));
  end(Uuid::parse(path.substr(path.rfind('/') + 1)).value(), "failed");
  const auto tried = staff.get(path);
  BOOST_TEST(has(tried, "34 ms"));
  BOOST_TEST(has(tried, "&lt;b&gt;broken&lt;/b&gt;"));
  BOOST_TEST(staff.post(path + "/resend", {}).status() == 303);
  BOOST_TEST(has(staff.get(path), "waiting"));
}

BOOST_AUTO_TEST_CASE(a_postback_that_has_arrived_is_not_sent_again) {
  const std::string id = add_postback();
  const Uuid delivery = endpoints::send_test(db(), {"test", {}}, stored(id)).value();
  end(delivery, "delivered");
  BOOST_TEST(!has(staff.get("/webhooks/deliveries/" + delivery.text()), "Resend"));
  BOOST_TEST(staff.post("/webhooks/deliveries/" + delivery.text() + "/resend", {}).status() == 409);
  BOOST_TEST(staff.get("/webhooks/" + id + "/rotate").status() == 404);
}

BOOST_AUTO_TEST_CASE(a_rotation_that_is_sent_twice_rotates_once) {
  const std::string id = add();
  const auto asked = staff.get("/webhooks/" + id + "/rotate");
  BOOST_TEST(has(asked, "name=\"seen\" value=\"first\""));
  const auto rotated = staff.post("/webhooks/" + id + "/rotate", {{"seen", "first"}});
  BOOST_TEST(rotated.status() == 200);
  BOOST_TEST(!secret_in(rotated).empty());
  BOOST_TEST(staff.post("/webhooks/" + id + "/rotate", {{"seen", "first"}}).status() == 409);
  BOOST_TEST(has(staff.get("/webhooks/" + id), "Former secret signs until"));
}

BOOST_AUTO_TEST_CASE(a_replay_needs_a_day) {
  const std::string id = add();
  const Uuid delivery = endpoints::send_test(db(), {"test", {}}, stored(id)).value();
  end(delivery, "failed");
  BOOST_TEST(staff.get("/webhooks/" + id + "/replay").status() == 200);
  BOOST_TEST(staff.post("/webhooks/" + id + "/replay", {{"since", "soon"}}).status() == 422);
  BOOST_TEST(staff.post("/webhooks/" + id + "/replay", {{"since", "2026-01-01"}}).status() == 303);
  BOOST_TEST((endpoints::find_delivery(db(), delivery)->state == endpoints::DeliveryState::waiting));
}

BOOST_AUTO_TEST_CASE(a_disabled_one_is_sent_nothing) {
  const std::string id = add();
  BOOST_TEST(staff.get("/webhooks/" + id + "/disable").status() == 200);
  BOOST_TEST(staff.post("/webhooks/" + id + "/disable", {}).status() == 303);
  BOOST_TEST(has(staff.get("/webhooks/" + id), "by " + staff.email()));
  BOOST_TEST(staff.post("/webhooks/" + id + "/test", {}).status() == 409);
  BOOST_TEST(staff.post("/webhooks/" + id + "/replay", {{"since", "2026-01-01"}}).status() == 409);
  BOOST_TEST(staff.post("/webhooks/" + id + "/enable", {}).status() == 303);
  BOOST_TEST(stored(id).is_told());
}

BOOST_AUTO_TEST_CASE(a_deleted_one_is_gone_with_what_it_was_told) {
  const std::string id = add();
  static_cast<void>(endpoints::send_test(db(), {"test", {}}, stored(id)).value());
  BOOST_TEST(staff.post("/webhooks/" + id + "/remove", {}).status() == 303);
  BOOST_TEST(staff.get("/webhooks/" + id).status() == 404);
  BOOST_TEST(db().query("SELECT id FROM deliveries").empty());
}

BOOST_AUTO_TEST_CASE(deliveries_go_page_by_page) {
  const std::string id = add();
  for (int i = 0; i < 51; ++i) static_cast<void>(endpoints::send_test(db(), {"test", {}}, stored(id)).value());
  const auto first = staff.get("/webhooks/" + id);
  std::smatch next;
  BOOST_REQUIRE(std::regex_search(first.body(), next, std::regex("before=([0-9a-f-]{36})")));
  const auto second = staff.get("/webhooks/" + id, "state=waiting&before=" + next[1].str());
  BOOST_TEST(has(second, "msg_"));
  BOOST_TEST(!has(second, "Next page"));
  BOOST_TEST(!has(staff.get("/webhooks/" + id, "state=failed"), "msg_"));
}

BOOST_AUTO_TEST_CASE(who_may_view_alone_sees_no_buttons) {
  const std::string id = add();
  staff::Permissions view;
  view.add({staff::Area::webhooks, staff::Level::view});
  const Staff viewer(*this, view);
  BOOST_TEST(!has(viewer.get("/webhooks"), "New webhook"));
  const auto page = viewer.get("/webhooks/" + id);
  for (const char* word : {"Send test", "Rotate secret", "Delete", "Disable"}) BOOST_TEST(!has(page, word), word);
}

BOOST_AUTO_TEST_SUITE_END()
