// Erasing a person on the running product: nothing of them is left in a dump of the database, in the logs and in the
// memory of sessions, and a back-up that brings them back is cleaned.
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <filesystem>

#include "base/percent.hpp"
#include "base/uuid.hpp"
#include "support/folders.hpp"
#include "support/stack.hpp"

using namespace latchkey::test;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

Stack& stack() { return Stack::shared(); }

constexpr const char* visitor_address = "127.0.0.77";

// What the person's browser gets from its own address.
CommandResult browse(const std::string& options, const std::string& path) {
  return run("curl --silent --show-error --output /dev/null --write-out '%{http_code}' --interface " +
             std::string(visitor_address) + " --cacert " + quoted(stack().env("CA_FILE")) + " --cookie-jar " +
             quoted(stack().folder() / "jar") + " --cookie " + quoted(stack().folder() / "jar") + " " + options + " " +
             quoted(stack().env("BASE_URL") + path));
}

// Somebody with a name, an e-mail and a phone that are nobody else's, who has signed in and has typed a wrong password.
struct Visitor {
  Visitor() {
    json body = customer_with_email(email);
    body["firstName"] = first_name;
    body["lastName"] = last_name;
    body["phone"] = "+35799765432";
    body["metadata"] = {{"click", click}};
    body["utmDetails"] = {{"utm_campaign", click + "-campaign"}};
    const Answer answer = stack().post("/api/v1/customers", body, {{"Idempotency-Key", "k-" + email}});
    BOOST_REQUIRE_MESSAGE(answer.status == 201, answer.body);
    created = answer.json();
    id = created["customer"]["id"];
    std::filesystem::remove(stack().folder() / "jar");
    const std::string token = created["login"]["token"];
    BOOST_REQUIRE(browse("", "/auth/login?token=" + token).output == "303");
    BOOST_REQUIRE(is_in());
    const std::string form = "--header 'Sec-Fetch-Site: same-origin' --data email=" + latchkey::percent_encode(email) +
                             " --data password=wrong";
    browse(form, "/auth/login");
  }

  // Into the members area, whose check remembers sessions.
  [[nodiscard]] static bool is_in() { return browse("", "/dashboard").output == "200"; }
  [[nodiscard]] std::vector<std::string> texts() const { return {email, first_name, last_name, "99765432", click}; }

  std::string mark = latchkey::Uuid::make().text().substr(24);
  std::string email = "zora." + mark + "@example.com";
  std::string first_name = "Zora" + mark;
  std::string last_name = "Quittenbaum" + mark;
  std::string click = "click-" + mark;
  std::string id;
  json created;
};

std::string client(const std::string& program) {
  return program + " --no-defaults -u root --socket=" + quoted(stack().env("DB_SOCKET")) + " " + stack().env("DB_NAME");
}

std::string dump() {
  const auto dumped = run(client("mariadb-dump") + " --hex-blob --single-transaction");
  BOOST_REQUIRE_MESSAGE(dumped.exit_code == 0, dumped.errors);
  return dumped.output;
}

std::filesystem::path session_memory() {
  const std::string config = read_file(stack().env("CONFIG"));
  static const std::string before = "cache_folder = \"";
  const auto at = config.find(before) + before.size();
  return config.substr(at, config.find('"', at) - at);
}

// The files below the folder that hold the text.
// receiver.log is a partner's: it has what he was told before the erasure.
std::string files_with(const std::filesystem::path& folder, const std::string& text) {
  std::string found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().filename() == "receiver.log") continue;
    if (entry.is_regular_file() && read_file(entry.path()).find(text) != std::string::npos) {
      found += entry.path().filename().string() + " ";
    }
  }
  return found;
}

const Headers form_type{{"Content-Type", "application/x-www-form-urlencoded"}, {"Sec-Fetch-Site", "same-origin"}};

// A member of staff who may look at customers and handle personal data, with the rights of the running admin area.
class Clerk {
 public:
  Clerk() {
    const Answer answer =
        stack().http().send("POST", "/admin/sign-in", form_type,
                            "email=" + latchkey::percent_encode(stack().env("ADMIN_EMAIL")) +
                                "&password=" + latchkey::percent_encode(stack().env("ADMIN_PASSWORD")));
    BOOST_REQUIRE(answer.status == 303);
    cookie_ = "__Host-staff=" + answer.cookie("__Host-staff");
  }
  [[nodiscard]] Answer get(const std::string& path) const {
    return stack().http().get("/admin" + path, {{"Cookie", cookie_}});
  }
  [[nodiscard]] Answer post(const std::string& path, const std::string& page, const std::string& fields = "") const {
    static const std::string before = "name=\"csrf\" value=\"";
    const std::string html = get(page).body;
    const auto at = html.find(before);
    BOOST_REQUIRE(at != std::string::npos);
    const std::string csrf = html.substr(at + before.size(), html.find('"', at + before.size()) - at - before.size());
    Headers headers = form_type;
    headers.emplace_back("Cookie", cookie_);
    return stack().http().send("POST", "/admin" + path, headers, "csrf=" + csrf + fields);
  }

 private:
  std::string cookie_;
};

int status_of(const std::string& customer) {
  return stack().http().get("/api/v1/customers/" + customer, {{"X-Api-Key", stack().api_key()}}).status;
}

void check_that_nothing_is_left(const Visitor& visitor) {
  BOOST_TEST(holds_within(1s, [] { return !Visitor::is_in(); }));
  BOOST_TEST(status_of(visitor.id) == 404);
  const std::string dumped = dump();
  for (const auto& text : visitor.texts()) {
    BOOST_TEST(dumped.find(text) == std::string::npos, text);
    BOOST_TEST(files_with(stack().folder() / "log", text) == "", text);
    BOOST_TEST(files_with(session_memory(), text) == "", text);
  }
  BOOST_TEST(dumped.find(visitor_address) == std::string::npos);
  // nginx's access logs have the address of every visitor, beside nothing of the person; no program's log has it.
  for (const char* program : {"admin", "customers", "login", "session", "provisioner", "database", "nginx-error"}) {
    const std::string log = read_file(stack().folder() / "log" / (std::string(program) + ".log"));
    BOOST_TEST(log.find(visitor_address) == std::string::npos, program);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(privacy)

BOOST_AUTO_TEST_CASE(an_erased_customer_leaves_no_trace) {
  const Visitor visitor;
  const std::string before = dump();
  for (const auto& text : visitor.texts()) BOOST_TEST(before.find(text) != std::string::npos, text);
  BOOST_TEST(before.find(visitor_address) != std::string::npos);
  BOOST_TEST(files_with(session_memory(), visitor.email) != "");

  const auto exported = stack().latchkey("customer export " + visitor.email);
  BOOST_REQUIRE(exported.exit_code == 0);
  for (const auto& text : visitor.texts()) BOOST_TEST(exported.output.find(text) != std::string::npos, text);
  BOOST_TEST(exported.output.find(visitor_address) != std::string::npos);
  BOOST_TEST(json::parse(exported.output)["person"]["customerId"] == visitor.id);

  const auto asked = stack().latchkey("customer erase " + visitor.email, "n\n");
  BOOST_TEST(asked.exit_code == 1);
  BOOST_TEST(asked.errors.find("names, e-mail, phone and password of the customer: 1") != std::string::npos);
  BOOST_TEST(status_of(visitor.id) == 200);
  const auto erased = stack().latchkey("customer erase --yes " + visitor.email);
  BOOST_REQUIRE_MESSAGE(erased.exit_code == 0, erased.errors);
  check_that_nothing_is_left(visitor);
  BOOST_TEST(stack().latchkey("customer erase --yes " + visitor.email).exit_code == 1);
  BOOST_TEST(stack().latchkey("customer list --search " + visitor.id).output.find("erased:") == std::string::npos);
  BOOST_TEST(stack().post("/api/v1/customers", customer_with_email(visitor.email)).status == 201);
}

BOOST_AUTO_TEST_CASE(the_admin_area_erases_with_the_rights_that_it_has) {
  const Visitor visitor;
  const Clerk clerk;
  const std::string page = "/customers/" + visitor.id + "/personal-data";
  const Answer shown = clerk.get(page);
  BOOST_REQUIRE(shown.status == 200);
  BOOST_TEST(shown.body.find("names, e-mail, phone and password of the customer") != std::string::npos);
  const Answer exported = clerk.post(page, page);
  BOOST_REQUIRE_MESSAGE(exported.status == 200, exported.body);
  for (const auto& text : visitor.texts()) BOOST_TEST(exported.body.find(text) != std::string::npos, text);
  const Answer erased = clerk.post("/customers/" + visitor.id + "/erase", page);
  BOOST_REQUIRE_MESSAGE(erased.status == 303, erased.body);
  check_that_nothing_is_left(visitor);
  BOOST_TEST(clerk.get("/customers/" + visitor.id).status == 404);
  BOOST_TEST(clerk.get("/customers?q=" + visitor.last_name).body.find(visitor.id) == std::string::npos);
  const std::string lead = visitor.created["lead"]["id"];
  BOOST_TEST(clerk.get("/leads/" + lead).status == 404);
  BOOST_TEST(read_file(stack().folder() / "erased").find(lead) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_back_up_that_brings_somebody_back_is_cleaned) {
  const Visitor visitor;
  const auto doctor = [] { return stack().latchkey("doctor --json").output; };
  static const std::string trouble = "people who are not erased in the database";
  const std::string file = stack().folder() / "before.sql";
  BOOST_REQUIRE(run(client("mariadb-dump") + " --single-transaction > " + quoted(file)).exit_code == 0);
  BOOST_REQUIRE(stack().latchkey("customer erase --yes " + visitor.email).exit_code == 0);
  BOOST_TEST(doctor().find(trouble) == std::string::npos);
  BOOST_REQUIRE(run(client("mariadb") + " < " + quoted(file)).exit_code == 0);
  BOOST_TEST(status_of(visitor.id) == 200);
  BOOST_TEST(doctor().find(trouble) != std::string::npos);
  const auto restored = stack().latchkey("restored --yes --json");
  BOOST_REQUIRE_MESSAGE(restored.exit_code == 0, restored.errors);
  BOOST_TEST(json::parse(restored.output)["erasedAgain"] == 1);
  check_that_nothing_is_left(visitor);
  BOOST_TEST(doctor().find(trouble) == std::string::npos);
  BOOST_TEST(stack().latchkey("customer re-erase").errors.find("erased again: 0") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_written_keeps_everything_as_it_was) {
  const Visitor visitor;
  const std::string file = stack().folder() / "erased";
  std::filesystem::rename(file, file + ".away");
  std::filesystem::create_directory(file);
  const auto refused = stack().latchkey("customer erase --yes " + visitor.email);
  BOOST_TEST(refused.exit_code == 1);
  BOOST_TEST(refused.errors.find("erased cannot be written") != std::string::npos);
  BOOST_TEST(status_of(visitor.id) == 200);
  std::filesystem::remove(file);
  std::filesystem::rename(file + ".away", file);
  BOOST_TEST(stack().latchkey("customer erase --yes " + visitor.email).exit_code == 0);
}

// A partner's program that repeats a call makes nobody anew.
BOOST_AUTO_TEST_CASE(a_call_that_is_repeated_after_the_erasure_is_refused) {
  const std::string email = "again." + latchkey::Uuid::make().text() + "@example.com";
  const json body = latchkey::test::customer_with_email(email);
  const Headers key{{"Idempotency-Key", "again-" + email}};
  BOOST_REQUIRE(stack().post("/api/v1/customers", body, key).status == 201);
  BOOST_REQUIRE(stack().latchkey("customer erase --yes " + email).exit_code == 0);
  const Answer repeated = stack().post("/api/v1/customers", body, key);
  BOOST_TEST(repeated.status == 410);
  BOOST_TEST(repeated.json()["code"] == "erased", repeated.body);
}

BOOST_AUTO_TEST_CASE(old_leads_are_counted_and_then_erased) {
  const auto db = stack().connect();
  const std::string email = "lead." + latchkey::Uuid::make().text() + "@example.com";
  const Answer touched = stack().post("/api/v1/leads", {{"email", email}, {"firstName", "Paul"}});
  BOOST_REQUIRE_MESSAGE(touched.status == 201, touched.body);
  db->execute("UPDATE leads SET updated_at = UTC_TIMESTAMP(6) - INTERVAL 400 DAY WHERE email = ?", {email});
  const std::string config = read_file(stack().env("CONFIG"));
  BOOST_TEST(stack().latchkey("prune --dry-run").output.find("leads that are no customers") == std::string::npos);
  write_file(stack().env("CONFIG"), config + "\n[retention]\nleads = \"365d\"\n");
  const auto counted = stack().latchkey("prune --dry-run");
  BOOST_TEST(counted.output.find("1 leads that are no customers") != std::string::npos, counted.output);
  BOOST_TEST(stack().latchkey("lead show " + email).exit_code == 0);
  BOOST_TEST(stack().latchkey("prune").errors.find("removed 1 leads that are no customers") != std::string::npos);
  BOOST_TEST(stack().latchkey("lead show " + email).exit_code == 1);
  BOOST_TEST(stack().latchkey("prune").errors.find("removed 0 leads that are no customers") != std::string::npos);
  write_file(stack().env("CONFIG"), config);
}

BOOST_AUTO_TEST_SUITE_END()
