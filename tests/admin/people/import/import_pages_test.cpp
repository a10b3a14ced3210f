// Leads > Import: a file is sent, checked, mapped and taken in.
#include <boost/test/unit_test.hpp>
#include <regex>

#include "admin/people/import/import_desk.hpp"
#include "customers/import/lead_import.hpp"
#include "customers/leads/lead_record.hpp"
#include "db/coordination/claim.hpp"

using namespace latchkey;
using test::has;
using test::ImportDesk;

BOOST_FIXTURE_TEST_SUITE(import_pages, ImportDesk)

BOOST_AUTO_TEST_CASE(a_file_is_sent_mapped_checked_and_taken_in) {
  const auto first = test::new_email();
  const auto second = test::new_email();
  const std::string path = send_file("Mail,First name,Plan,phone\n" + first + ",Maria,gold,\n" + second +
                                     ",Anna,silver,\nnobody,Otto,,123\n");
  auto page = staff.get(path);
  BOOST_TEST(page.status() == 200);
  for (const char* text : {"Line 1: no column is the e-mail; say which one.", "name=\"column.0\"", "leads.csv",
                           "<option>metadata.Plan</option>", "<option selected>firstName</option>"}) {
    BOOST_TEST(has(page, text), text);
  }
  BOOST_TEST(!has(page, "/take-in"));
  BOOST_TEST(staff.post(path, {{"column.0", "email"}, {"column.2", "metadata.Plan"}, {"column.3", "nonsense"}})
                 .find_header("Location") == "/admin" + path);
  page = staff.get(path);
  for (const char* text : {"Leave wrong rows out", "wrong-rows", "This is not a valid e-mail address",
                           "<option selected>phone</option>"}) {
    BOOST_TEST(has(page, text), text);
  }
  BOOST_TEST(count_in(page, "New leads") == 2);
  BOOST_TEST(count_in(page, "Wrong") == 1);
  BOOST_TEST(take_in(path).find("Rows are wrong; nothing was taken in.") != std::string::npos);
  BOOST_TEST(!customers::find_lead_by_id_or_email(db(), first).has_value());
  const std::string done = take_in(path, {{"wrong.skip", "1"}});
  for (const char* text : {"3 rows: 2 new leads, 0 added to leads, 0 unchanged, 1 wrong and left out.",
                           "/admin/leads?key=00000000-0000-0000-0000-000000000000", "/admin/activity-log", "</html>"}) {
    BOOST_TEST(done.find(text) != std::string::npos, text);
  }
  const auto lead = customers::find_lead_by_id_or_email(db(), first).value();
  BOOST_TEST(lead.first_name.value() == "Maria");
  BOOST_TEST(lead.metadata.dump() == R"({"Plan":"gold"})");
  BOOST_TEST(db().query("SELECT 1 FROM audit_log WHERE action = 'lead.import' AND actor = ?", {staff.email()}).size() ==
             1U);
  BOOST_TEST(staff.get(path).status() == 404);
  BOOST_TEST(has(staff.get("/leads", "key=" + customers::import_key_id.text()), second));
}

// What the columns behind the last select are is told by their titles, as the page says.
BOOST_AUTO_TEST_CASE(a_file_of_ninety_columns_gives_a_page_below_60_kB) {
  std::string titles = "email,two  blanks";
  std::string row = test::new_email() + ",v";
  for (int i = 2; i < 89; ++i) {
    titles += ",Further column " + std::to_string(i);
    row += ",v";
  }
  const std::string path = send_file(titles + ",metadata.last\n" + row + ",kept\n");
  BOOST_TEST(staff.post(path, {{"column.1", "metadata.two  blanks"}}).status() == 303);
  const auto page = staff.get(path);
  BOOST_TEST(has(page, "name=\"column.40\""));
  BOOST_TEST(has(page, "<option value=\"metadata.two  blanks\" selected>"));
  BOOST_TEST(has(page, "Not all columns can be shown here"));
  BOOST_TEST(page.body().size() < 60'000U);
  BOOST_TEST(take_in(path).find("1 new leads") != std::string::npos);
  BOOST_TEST(customers::find_lead_by_id_or_email(db(), row.substr(0, row.find(','))).value().metadata.dump() ==
             R"({"last":"kept","two  blanks":"v"})");
}

BOOST_AUTO_TEST_CASE(the_same_file_again_has_nothing_to_take_in_and_the_source_is_set) {
  const std::string text = "email\n" + test::new_email() + "\n";
  const std::string path = send_file(text, {{"source", staff.id().text()}});
  BOOST_TEST(has(staff.get(path), "Stella Staff"));
  BOOST_TEST(take_in(path).find("1 new leads") != std::string::npos);
  BOOST_TEST(has(staff.get(send_file(text)), "There is nothing to take in: all is stored."));
  BOOST_TEST(db().query("SELECT 1 FROM leads WHERE source_user_id = ?", {staff.id()}).size() == 1U);
}

BOOST_AUTO_TEST_CASE(what_is_no_file_of_leads_is_refused_beside_the_field) {
  struct Row {
    const char* what;
    std::string text;
    std::string told;
  };
  for (const Row& row :
       {Row{"nothing in it", "", "the file is empty"}, Row{"UTF-16", "\xFF\xFE\x61", "UTF-16"},
        Row{"a NUL", std::string("email\n\0", 7), "Line 2"}, Row{"a title twice", "a,a\n", "two columns"},
        Row{"an open quote", "\"email\n", "never closed"}}) {
    BOOST_TEST_CONTEXT(row.what) {
      const auto answer = upload(row.text);
      BOOST_TEST(answer.status() == 422);
      BOOST_TEST(has(answer, row.told));
      BOOST_TEST(has(answer, "id=\"f-file-error\""));
    }
  }
  const auto none = staff.post("/leads/import", {{"source", ""}});
  BOOST_TEST(none.status() == 422);
  BOOST_TEST(has(none, "Choose a file."));
  BOOST_TEST(upload("email\n", {{"source", Uuid::make().text()}}).status() == 422);
}

BOOST_AUTO_TEST_CASE(the_second_import_is_told_who_is_at_it) {
  const auto email = test::new_email();
  const std::string path = send_file("email\n" + email + "\n");
  const auto other = test::SharedDatabase::connect();
  auto lease = db::claim(*other, customers::lead_import_claim, "rosa@office.example");
  BOOST_REQUIRE(lease != nullptr);
  const auto refused = staff.post(path + "/take-in", {{"revision", "0"}});
  BOOST_TEST(refused.status() == 409);
  BOOST_TEST(has(refused, "rosa@office.example on "));
  BOOST_TEST(has(refused, "name=\"revision\" value=\"0\""));
  lease.reset();
  const auto under_way = staff.post(path + "/take-in", {{"revision", "0"}});  // a double click
  BOOST_TEST(under_way.status() == 200);
  BOOST_TEST(has(staff.post(path + "/take-in", {{"revision", "0"}}), staff.email() + " on "));
  BOOST_TEST(whole(under_way).find("1 new leads") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(columns_that_were_changed_in_another_tab_are_looked_at_again) {
  const std::string path = send_file("email,x\n" + test::new_email() + ",1\n");
  BOOST_TEST(staff.post(path, {{"column.0", "email"}, {"column.1", "metadata.x"}}).status() == 303);
  BOOST_TEST(staff.post(path + "/take-in", {{"revision", "0"}}).status() == 409);
  BOOST_TEST(staff.post(path + "/take-in", {{"revision", "1"}}).status() == 200);
}

// Somebody is erased whom the file names, between the button and the first row.
BOOST_AUTO_TEST_CASE(an_import_stops_when_its_file_is_removed) {
  const auto email = test::new_email();
  const std::string path = send_file("email\n" + email + "\n");
  const auto under_way = staff.post(path + "/take-in", {{"revision", "0"}});
  db().execute("DELETE FROM lead_files WHERE user_id = ?", {staff.id()});
  BOOST_TEST(whole(under_way).find("Cut off behind 0 rows that are stored: the file was removed") != std::string::npos);
  BOOST_TEST(!customers::find_lead_by_id_or_email(db(), email).has_value());
}

BOOST_AUTO_TEST_CASE(every_wrong_row_is_named_and_the_page_stays_small) {
  std::string text = "email,<script>,phone\n";
  for (int i = 0; i < 150; ++i) text += "neverland,x,\n";
  const std::string path = send_file(text);
  const auto page = staff.get(path);
  BOOST_TEST(page.body().size() < 60'000U);
  BOOST_TEST(!has(page, "<script>,"));
  BOOST_TEST(has(page, "&lt;script&gt;"));
  BOOST_TEST(has(page, "The first 100 faults"));
  BOOST_TEST(!has(page, "neverland"));
  const auto all = staff.get(path + "/wrong-rows");
  BOOST_TEST(all.find_header("Content-Type") == "text/csv; charset=utf-8");
  const std::string lines = whole(all);
  BOOST_TEST(std::ranges::count(lines, '\n') == 151);
  BOOST_TEST(lines.find("\"151\",\"email\",\"") != std::string::npos);
  BOOST_TEST(lines.find("neverland") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_read_to_its_end_is_not_taken_in) {
  const std::string path = send_file("email\n" + test::new_email() + "\n\"open\n");
  const auto page = staff.get(path);
  BOOST_TEST(has(page, "The file cannot be read to its end. Line 3, character 1: the quote"));
  BOOST_TEST(!has(page, "/take-in"));
  BOOST_TEST(take_in(path).find("Nothing was taken in.") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_wide_file_is_mapped_as_far_as_a_page_goes) {
  std::string titles = "email";
  std::string cells = test::new_email();
  for (int i = 1; i < 120; ++i) {
    titles += ",metadata.k" + std::to_string(i);
    cells += i < 40 ? ",v" : ",";
  }
  const std::string path = send_file(titles + "\n" + cells + "\n");
  const auto page = staff.get(path);
  BOOST_TEST(has(page, "name=\"column.40\""));
  BOOST_TEST(!has(page, "name=\"column.50\""));
  BOOST_TEST(has(page, "Not all columns can be shown here"));
  BOOST_TEST(staff.post(path, {{"column.0", "email"}}).status() == 303);
  BOOST_TEST(take_in(path, {{"revision", "1"}}).find("1 new leads") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
