#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <regex>
#include <set>

#include "admin/staff.hpp"
#include "customers/customer_store.hpp"
#include "customers/directory/directory.hpp"
#include "support/dialect.hpp"

using namespace latchkey;
using test::has;
using test::Staff;

namespace {

struct People : test::AdminArea {
  People() : staff(*this, staff::Permissions::all()) {}
  Uuid customer_named(const std::string& first, const std::string& last, const std::string& phone) const {
    const std::string email = test::new_email();
    const auto key = test::make_key(db());
    const customers::Person person{email, first, last, phone, "CY", "IT"};
    const Uuid id = Uuid::make();
    const auto lead = customers::touch_lead(db(), person, {}, api::make_touch_origin(key));
    static_cast<void>(customers::insert_customer(db(), {id, person, "x", lead.id, key.id}));
    return id;
  }
  std::set<std::string> found(const std::string& wanted,
                              customers::Directory directory = customers::Directory::customers) const {
    std::set<std::string> ids;
    std::string after;
    for (;;) {
      const auto page = customers::search_directory(db(), {.directory = directory, .text = wanted, .after = after});
      for (const auto& entry : page.entries) BOOST_TEST(ids.insert(entry.id.text()).second, "shown twice");
      if (!page.has_more) return ids;
      after = page.next;
    }
  }
  Staff staff;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(people_pages, People)

BOOST_AUTO_TEST_CASE(the_beginning_of_name_mail_or_phone_finds_a_customer) {
  const std::string mark = Uuid::make().text().substr(24);
  const Uuid id = customer_named("Zoë", "Qúill" + mark, "+4915112345678");
  const std::string email = customers::find_customer(db(), id)->email;
  for (const std::string& wanted : {"quill" + mark, "QÚILL" + mark.substr(0, 8), "zoe quill" + mark,
                                    email.substr(0, 30), std::string("0049 151 1234-5678")}) {
    BOOST_TEST_CONTEXT(wanted) { BOOST_TEST(found(wanted).contains(id.text())); }
  }
  for (const std::string& wanted :
       {"uill" + mark, "%" + mark, "quill_" + mark, "max quill" + mark, std::string("+4916")}) {
    BOOST_TEST_CONTEXT(wanted) { BOOST_TEST(!found(wanted).contains(id.text())); }
  }
  BOOST_TEST(staff.get("/customers", "q=" + id.text()).find_header("Location") == "/admin/customers/" + id.text());
}

BOOST_AUTO_TEST_CASE(pages_show_everybody_once) {
  const std::string last = "Paged" + Uuid::make().text().substr(24);
  std::set<std::string> made;
  for (int i = 0; i < 120; ++i) {
    made.insert(customer_named("Same" + std::to_string(i % 3), i % 2 == 0 ? last : last + "x", "+35799123456").text());
  }
  BOOST_TEST((found(last) == made));
  const auto all = found("");
  for (const auto& id : made) BOOST_TEST(all.contains(id));
  const auto phones = found("+35799123456");
  for (const auto& id : made) BOOST_TEST(phones.contains(id));
}

BOOST_AUTO_TEST_CASE(leads_without_one_of_the_names_are_found_too) {
  const std::string name = "Half" + Uuid::make().text().substr(24);
  const auto key = test::make_key(db());
  std::set<std::string> by_last;
  std::set<std::string> by_first;
  for (int i = 0; i < 120; ++i) {
    const auto other = i % 2 == 0 ? std::nullopt : std::optional<std::string>("Other" + std::to_string(i % 4));
    const customers::Person last{test::new_email(), other, name, {}, {}, {}};
    by_last.insert(customers::touch_lead(db(), last, {}, api::make_touch_origin(key)).id.text());
    const customers::Person first{test::new_email(), name + "y", other, {}, {}, {}};
    by_first.insert(customers::touch_lead(db(), first, {}, api::make_touch_origin(key)).id.text());
  }
  BOOST_TEST((found(name + "y", customers::Directory::leads) == by_first));
  std::set<std::string> both = by_last;  // the first names begin with the last name
  both.insert(by_first.begin(), by_first.end());
  BOOST_TEST((found(name, customers::Directory::leads) == both));
}

BOOST_AUTO_TEST_CASE(a_lead_with_many_touches_is_shown_page_by_page) {
  const customers::Person person{test::new_email(), "Often", "Touched", {}, {}, {}};
  const auto key = test::make_key(db());
  Uuid lead;
  for (int i = 0; i < 120; ++i) {
    lead = customers::touch_lead(db(), person, {nlohmann::json{{"n", "<" + std::to_string(i) + ">"}}, {}},
                                 api::make_touch_origin(key))
               .id;
  }
  const std::regex shown("n = &lt;([0-9]+)&gt;");
  const std::regex next("/leads/[-0-9a-f]+\\?after=([-0-9a-f]+)");
  std::vector<int> seen;
  std::string query;
  for (int page = 0; page < 3; ++page) {
    const std::string text = staff.get("/leads/" + lead.text(), query).body();
    BOOST_TEST((text.find("First and latest touch") != std::string::npos) == (page == 0));
    const auto all = text.substr(text.find("All touches"));
    for (auto found = std::sregex_iterator(all.begin(), all.end(), shown); found != std::sregex_iterator(); ++found) {
      seen.push_back(std::stoi((*found)[1]));
    }
    std::smatch link;
    BOOST_TEST(std::regex_search(text, link, next) == (page < 2));
    query = "after=" + link[1].str();
  }
  BOOST_TEST(seen.size() == 120U);
  BOOST_TEST(std::is_sorted(seen.rbegin(), seen.rend()));
}

BOOST_AUTO_TEST_CASE(a_search_reads_an_index_and_not_the_table) {
  for (int i = 0; i < 200; ++i)
    static_cast<void>(customer_named("Filler", "Filler" + std::to_string(i), "+35799123456"));
  static_cast<void>(db().query("ANALYZE TABLE search_words"));
  const auto plan = test::explain(db(), R"sql(
      SELECT word, person_id
      FROM search_words FORCE INDEX (search_words_by_word)
      WHERE (word BETWEEN 'fi_x' AND 'fi_y' OR word BETWEEN 'fi_x' AND 'fi_y') AND word >= 'fi_x'
      ORDER BY word, person_id
      LIMIT 51)sql");
  BOOST_TEST(plan.text_or("key", "") == "search_words_by_word");
  BOOST_TEST(plan.text_or("type", "") == "range");
  BOOST_TEST(plan.text_or("Extra", "").find("filesort") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_search_says_by_what_it_has_found_and_why_it_has_not) {
  const std::string last = "Kind" + Uuid::make().text().substr(24);
  const Uuid id = customer_named("Rosa", last, "+35799123456");
  const auto lead = customers::find_customer(db(), id)->lead_id;
  BOOST_TEST(has(staff.get("/customers", "q=" + last + "+rosa+99123456"), "name, phone"));
  BOOST_TEST(has(staff.get("/leads", "q=" + last + "+@example.com"), "name, e-mail"));
  BOOST_TEST(has(staff.get("/customers", "q=" + lead.text()), "/admin/customers/" + id.text()));
  BOOST_TEST(staff.get("/customers", "q=" + Uuid::make().text()).status() == 200);
  BOOST_TEST(has(staff.get("/customers", "q=" + last + "+ross"), "Nobody has words"));
  BOOST_TEST(has(staff.get("/customers", "q=%F0%9F%99%82"), "no letter and no digit"));
  BOOST_TEST(!has(staff.get("/customers"), "Found by"));
  db().execute("UPDATE search_fill SET finished_at = NULL");
  BOOST_TEST(has(staff.get("/customers", "q=" + last), "older people may be missing"));
  db().execute("UPDATE search_fill SET finished_at = UTC_TIMESTAMP(6)");
}

BOOST_AUTO_TEST_CASE(a_customer_is_blocked_with_a_reason_and_let_in_again) {
  const Uuid id = customer_named("Bea", "Block", "+35799123456");
  const std::string path = "/customers/" + id.text();
  BOOST_TEST(staff.post(path + "/block", {{"reason", ""}}).status() == 422);
  BOOST_TEST(!customers::find_customer(db(), id)->is_blocked);
  BOOST_TEST(staff.post(path + "/block", {{"reason", "<i>fraud"}}).status() == 303);
  BOOST_TEST(has(staff.get(path), "&lt;i&gt;fraud"));
  BOOST_TEST(staff.post(path + "/login-link", {}).status() == 409);
  BOOST_TEST(staff.post(path + "/unblock", {}).status() == 303);
  BOOST_TEST(!customers::find_customer(db(), id)->is_blocked);
}

BOOST_AUTO_TEST_CASE(a_login_link_is_of_kind_link_and_logged_without_its_token) {
  const Uuid id = customer_named("Lea", "Link", "+35799123456");
  const auto made = staff.post("/customers/" + id.text() + "/login-link", {});
  BOOST_TEST(made.status() == 200);
  std::smatch token;
  BOOST_TEST(std::regex_search(made.body(), token, std::regex("lt_[A-Za-z0-9_-]{43}")));
  BOOST_TEST(db().query("SELECT kind FROM login_tokens WHERE customer_id = ?", {id}).at(0).text("kind") == "link");
  const auto rows =
      db().query("SELECT actor, COALESCE(after_change, '') AS after FROM audit_log WHERE subject_id = ?", {id});
  BOOST_TEST(rows.at(0).text("actor") == staff.email());
  BOOST_TEST(rows.at(0).text("after").find("lt_") == std::string::npos);
  BOOST_TEST(staff.post("/customers/" + id.text() + "/login-link", {{"returnUrl", "//evil.example"}}).status() == 422);
  const auto email = customers::find_customer(db(), id)->email;
  BOOST_TEST(has(staff.get("/login-activity", "customer=" + email), "made, kind link"));
}

BOOST_AUTO_TEST_CASE(hostile_names_are_shown_as_they_are_on_every_page) {
  const std::string hostile = "\"><script>alert(1)</script>";
  const Uuid id = customer_named(hostile, hostile, "+35799123456");
  const auto customer = customers::find_customer(db(), id).value();
  for (const auto& page :
       {staff.get("/customers/" + id.text()), staff.get("/customers", "q=" + customer.email),
        staff.get("/leads/" + customer.lead_id.text()), staff.get("/leads", "q=" + customer.email),
        staff.get("/customers/" + id.text() + "/block"), staff.get("/customers", "q=%22%3E%3Cscript%3Ealert(1)"),
        staff.get("/login-activity", "customer=%22%3E%3Cscript%3Ealert(1)"),
        staff.get("/activity-log", "who=%22%3E%3Cscript%3Ealert(1)"),
        staff.get("/menus", "url=%22%3E%3Cscript%3Ealert(1)")}) {
    BOOST_TEST(page.status() == 200);
    BOOST_TEST(!has(page, "<script>alert"));
    BOOST_TEST(has(page, "script&gt;alert(1)"));
  }
}

BOOST_AUTO_TEST_CASE(the_customer_s_page_shows_the_language) {
  auto person = test::make_person(test::new_email());
  person.language = "zh-Hans";
  const auto key = test::make_key(db());
  const Uuid id = Uuid::make();
  const auto lead = customers::touch_lead(db(), person, {}, api::make_touch_origin(key));
  static_cast<void>(customers::insert_customer(db(), {id, person, "x", lead.id, key.id}));
  BOOST_TEST(has(staff.get("/customers/" + id.text()), "zh-Hans"));
  db().execute("UPDATE customers SET language = NULL WHERE id = ?", {id});
  BOOST_TEST(!has(staff.get("/customers/" + id.text()), "Unknown language"));
}

BOOST_AUTO_TEST_SUITE_END()
