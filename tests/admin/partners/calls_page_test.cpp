#include <boost/test/unit_test.hpp>

#include "admin/staff.hpp"

using namespace latchkey;
using test::has;
using test::Staff;

namespace {

struct CallsPage : test::AdminArea {
  CallsPage() : staff(*this, staff::Permissions::all()), name("Called " + Uuid::make().text()) {
    BOOST_TEST(staff.post("/api-keys/new", {{"name", name}}).status() == 200);
    id = db().query("SELECT id FROM api_keys WHERE name = ?", {name}).at(0).uuid("id");
    add("req1", 201, std::nullopt, "2026-11-20 10:00:00");
    add("req2", 422, "validation_failed", "2026-11-21 10:00:00");
    add("req3", 409, "customer_exists", "2026-11-22 10:00:00");
  }
  void add(const std::string& request, int status, const std::optional<std::string>& code,
           const std::string& at) const {
    db().execute(
        "INSERT INTO api_calls (id, request_id, called_at, api_key_id, route, status, code, pointers, milliseconds, "
        "address) VALUES (?, ?, ?, ?, '/api/v1/customers', ?, ?, '[\"/phone\"]', 7, '192.0.2.7')",
        {Uuid::make(), request, at, id, status, code});
  }
  std::string path() const { return "/api-keys/" + id.text() + "/calls"; }

  Staff staff;
  std::string name;
  Uuid id;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(calls_page, CallsPage)

BOOST_AUTO_TEST_CASE(the_calls_of_a_key_are_shown_and_filtered) {
  BOOST_TEST(has(staff.get("/api-keys"), "/admin" + path()));
  struct Row {
    const char* query;
    const char* shown;  // the requests that are
  };
  for (const Row& row :
       {Row{"", "123"}, Row{"status=422", "2"}, Row{"code=customer_exists", "3"}, Row{"request=req1", "1"},
        Row{"from=2026-11-21", "23"}, Row{"to=2026-11-21", "12"}, Row{"from=2026-11-21&to=2026-11-21", "2"},
        Row{"status=422&code=customer_exists", ""}, Row{"request=req", ""}}) {
    BOOST_TEST_CONTEXT(row.query) {
      const auto page = staff.get(path(), row.query);
      BOOST_TEST(page.status() == 200);
      for (const char* number : {"1", "2", "3"}) {
        const bool is_shown = std::string_view(row.shown).find(*number) != std::string_view::npos;
        BOOST_TEST(has(page, "<code>req" + std::string(number) + "</code>") == is_shown, number);
      }
    }
  }
  BOOST_TEST(has(staff.get(path()), "/phone"));
}

BOOST_AUTO_TEST_CASE(pages_follow_one_another) {
  for (int i = 0; i < 60; ++i) add("more" + std::to_string(i), 200, std::nullopt, "2026-11-19 10:00:00");
  const auto first = staff.get(path(), "status=200");
  const std::string& body = first.body();
  const auto at = body.find("&amp;after=");
  BOOST_REQUIRE(at != std::string::npos);
  const std::string after = body.substr(at + 11, 36);
  int shown = 0;
  const auto second = staff.get(path(), "status=200&after=" + after);
  for (int i = 0; i < 60; ++i) {
    const std::string mark = "<code>more" + std::to_string(i) + "</code>";
    if (has(first, mark)) ++shown;
    if (has(second, mark)) ++shown;
  }
  BOOST_TEST(shown == 60);
}

BOOST_AUTO_TEST_CASE(wrong_filters_are_told) {
  for (const char* query : {"status=x", "status=99", "status=600", "from=yesterday", "from=2026-11-22&to=2026-11-21"}) {
    BOOST_TEST_CONTEXT(query) { BOOST_TEST(staff.get(path(), query).status() == 422); }
  }
  BOOST_TEST(staff.get("/api-keys/" + Uuid::make().text() + "/calls").status() == 404);
}

BOOST_AUTO_TEST_SUITE_END()
