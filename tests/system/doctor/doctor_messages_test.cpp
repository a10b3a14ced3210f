// latchkey doctor: what can be wrong with mails, webhooks and postbacks.
#include "system/doctor/broken_installation.hpp"

using namespace latchkey::test;

namespace {

Stack& stack() { return Stack::shared(); }

std::function<void()> all_of(const std::vector<std::function<void()>>& acts) {
  return [acts] {
    for (const auto& act : acts) act();
  };
}

std::string mail_settings(int port, const std::string& more = "") {
  return "\n[mail]\nhost = \"127.0.0.1\"\nport = " + std::to_string(port) +
         "\ntls = \"off\"\nfrom = \"hello@example.com\"\n" + more;
}

// One that was to be sent, or has ended, half an hour ago.
std::function<void()> add_mail(const std::string& state) {
  return sql(
      "INSERT INTO mails (id, kind, recipient, facts, state, next_at, created_at) VALUES (REPEAT('m', 16), "
      "'set_password', "
      "'ada@example.com', '{}', '" +
      state + "', UTC_TIMESTAMP(6) - INTERVAL 30 MINUTE, UTC_TIMESTAMP(6) - INTERVAL 30 MINUTE)");
}

void stop_courier() { stop("courier"); }

void start_courier() {
  start("courier", "/usr/bin/multiwatch -r 1000000000 -f 1 -- " + quoted(stack().env("BIN_DIR") + "/latchkey-courier"));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(doctor_messages)

BOOST_AUTO_TEST_CASE(mails) {
  const Kept kept(stack().env("CONFIG"));
  const auto templates = stack().folder() / "templates";
  std::filesystem::create_directory(templates);
  write_file(templates / "set_password.txt", "{{#NEVER_CLOSED}}");
  const std::string nobody = mail_settings(find_free_port());
  const auto no_mail = all_of({sql("DELETE FROM mails"), kept.put_back()});
  check({{.what = "the SMTP server does not answer",
          .act = kept.add(nobody),
          .mend = kept.put_back(),
          .level = "warning",
          .told = "cannot be used: ",
          .errors = 0},
         {.what = "a template is broken",
          .act = kept.add(mail_settings(find_free_port(), "templates = \"" + templates.string() + "\"\n")),
          .mend = kept.put_back(),
          .level = "warning",
          .told = "set_password.txt cannot be used",
          .errors = 0},
         {.what = "the folder of templates is missing",
          .act = kept.add(mail_settings(find_free_port(), "templates = \"/nonexistent/folder\"\n")),
          .mend = kept.put_back(),
          .level = "warning",
          .told = "mail.templates: there is no folder /nonexistent/folder",
          .errors = 0},
         {.what = "nobody sends what is due",
          .act = all_of({kept.add(nobody), add_mail("waiting")}),
          .mend = no_mail,
          .level = "error",
          .told = "1 mails have been due for more than 10 minutes"},
         {.what = "a mail could not be sent",
          .act = all_of({kept.add(nobody), add_mail("failed")}),
          .mend = no_mail,
          .level = "warning",
          .told = "1 mails of the last 7 days could not be sent",
          .errors = 0}});
}

BOOST_AUTO_TEST_CASE(webhooks) {
  check({{.what = "a webhook is failing",
          .act = sql("UPDATE endpoints SET state = 'failing', state_reason = 'answered 500'"),
          .mend = sql("UPDATE endpoints SET state = 'enabled', state_reason = NULL"),
          .level = "warning",
          .told = "is failing: answered 500",
          .errors = 0},
         {.what = "nobody sends what is due",
          .act = all_of({stop_courier, sql(R"sql(
              INSERT INTO deliveries (id, endpoint_id, event, cause, payload, state, next_at, created_at)
              SELECT REPEAT('d', 16), id, 'lead.created', 'doctor', '{}', 'waiting',
                  UTC_TIMESTAMP(6) - INTERVAL 30 MINUTE, UTC_TIMESTAMP(6) - INTERVAL 30 MINUTE
              FROM endpoints
              WHERE kind = 'webhook')sql"),
                         sql("UPDATE endpoints SET held_until = NULL")}),
          .mend = all_of({sql("DELETE FROM deliveries WHERE cause = 'doctor'"), start_courier}),
          .level = "error",
          .told = "1 messages to webhooks and postbacks have been due for more than 10 minutes"}});
}

BOOST_AUTO_TEST_SUITE_END()
