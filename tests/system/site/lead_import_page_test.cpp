// Leads > Import through nginx: large files, and those that are too large.
#include <boost/test/unit_test.hpp>

#include "base/percent.hpp"
#include "support/stack.hpp"

using namespace latchkey::test;

namespace {

Stack& stack() { return Stack::shared(); }

constexpr std::size_t mib = std::size_t{1024} * 1024;

std::string form_value_in(const std::string& page) {
  static const std::string before = "name=\"csrf\" value=\"";
  const auto at = page.find(before);
  BOOST_REQUIRE(at != std::string::npos);
  return page.substr(at + before.size(), page.find('"', at + before.size()) - at - before.size());
}

// The administrator of the demo, signed in.
struct Office {
  Office() {
    const Answer answer =
        stack().http().send("POST", "/admin/sign-in",
                            {{"Content-Type", "application/x-www-form-urlencoded"}, {"Sec-Fetch-Site", "same-origin"}},
                            "email=" + latchkey::percent_encode(stack().env("ADMIN_EMAIL")) +
                                "&password=" + latchkey::percent_encode(stack().env("ADMIN_PASSWORD")));
    BOOST_REQUIRE(answer.status == 303);
    cookie = "__Host-staff=" + answer.cookie("__Host-staff");
    csrf = form_value_in(get("/admin/leads/import").body);
  }
  [[nodiscard]] Answer get(const std::string& path) const { return stack().http().get(path, {{"Cookie", cookie}}); }
  [[nodiscard]] Answer post(const std::string& path, const std::string& fields) const {
    return stack().http().send(
        "POST", path,
        {{"Content-Type", "application/x-www-form-urlencoded"}, {"Sec-Fetch-Site", "same-origin"}, {"Cookie", cookie}},
        "csrf=" + csrf + fields);
  }
  [[nodiscard]] Answer upload(const std::string& path, const std::string& text) const {
    const std::string start = "--b0undary\r\nContent-Disposition: form-data; name=\"";
    std::string body = start + "csrf\"\r\n\r\n" + csrf + "\r\n" + start + "source\"\r\n\r\n\r\n";
    body += start + "file\"; filename=\"leads.csv\"\r\nContent-Type: text/csv\r\n\r\n" + text + "\r\n--b0undary--\r\n";
    return stack().http().send("POST", path,
                               {{"Content-Type", "multipart/form-data; boundary=b0undary"},
                                {"Sec-Fetch-Site", "same-origin"},
                                {"Cookie", cookie}},
                               body);
  }

  std::string cookie;
  std::string csrf;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(lead_import_page, Office)

BOOST_AUTO_TEST_CASE(a_file_of_20_mib_is_taken_in) {
  const std::string email = new_customer()["email"];
  stack().note_secret(email);
  std::string text = "email,note\n";
  for (int row = 0; text.size() < 20 * mib; ++row) {
    text += std::to_string(row) + email + "," + std::string(40'000, 'x') + "\n";
  }
  const Answer sent = upload("/admin/leads/import", text);
  BOOST_REQUIRE_MESSAGE(sent.status == 303, sent.body);
  const std::string path = sent.header("location");
  BOOST_TEST(path.starts_with("/admin/leads/import/"));
  BOOST_TEST(get(path).body.find("20.0 MiB") != std::string::npos);
  const Answer done = post(path + "/take-in", "&revision=0");
  BOOST_TEST(done.status == 200);
  BOOST_TEST(done.body.find("524 rows: 524 new leads, 0 added to leads, 0 unchanged, 0 wrong.") != std::string::npos,
             done.body);
  BOOST_TEST(stack().latchkey("lead show 523" + email).exit_code == 0);
  BOOST_TEST(get(path).status == 404);
}

BOOST_AUTO_TEST_CASE(a_file_over_the_limit_leads_back_to_the_form_which_says_so) {
  for (const std::size_t bytes : {64 * mib + 1, 64 * mib + 100'000, 66 * mib}) {
    BOOST_TEST_CONTEXT(bytes) {
      const Answer refused = upload("/admin/leads/import", std::string(bytes, 'x'));
      if (refused.status != 422) {
        BOOST_TEST(refused.status == 303);
        BOOST_TEST(refused.header("location") == "/admin/leads/import?file=too-large");
        BOOST_TEST(refused.header("cache-control").find("no-store") != std::string::npos);
      }
      const std::string page = refused.status == 422 ? refused.body : get(refused.header("location")).body;
      BOOST_TEST(page.find("more than 64 MiB") != std::string::npos);
    }
  }
  BOOST_TEST(get("/admin/leads/import?file=too-large").status == 413);
  BOOST_TEST(get("/__latchkey/file-too-large").status == 404);  // from inside alone
}

BOOST_AUTO_TEST_CASE(elsewhere_and_for_strangers_a_body_is_as_short_as_ever) {
  BOOST_TEST(upload("/admin/leads/export", std::string(100'000, 'x')).status == 413);
  BOOST_TEST(upload("/admin/leads/export", "x").status == 400);  // a form with a file
  Office stranger;
  stranger.cookie = "__Host-staff=" + std::string(43, 'x');
  const Answer refused = stranger.upload("/admin/leads/import", std::string(mib, 'x'));
  BOOST_TEST(refused.body.find("You were signed out, so nothing was done.") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
