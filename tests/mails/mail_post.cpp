#include "mails/mail_post.hpp"

#include <sys/prctl.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>

namespace latchkey::test {

using courier::Courier;
using courier::MailDesk;
using courier::MailStep;
using courier::Transfers;

MailPost::MailPost() : db(SharedDatabase::connect()), config(test_config()) {
  for (const char* table : {"mails", "mail_recipients", "mail_tokens"})
    db->execute("DELETE FROM " + std::string(table));
  crypto::add_secret_key(folder.path() / "secrets.key");
  box = std::make_unique<crypto::SecretBox>(folder.path() / "secrets.key");
  config.mail = server().config();
  config.key_file = folder.path() / "secrets.key";
  config.support = "help@example.com";
  for (auto& wait : pace.waits) wait = std::chrono::milliseconds(60);
  pace.later_waits = std::chrono::milliseconds(60);
  pace.idle = std::chrono::milliseconds(20);
}

SmtpServer& MailPost::server() {
  static SmtpServer server;
  return server;
}

Uuid MailPost::add_customer(const std::string& email) const { return make_customer(*db, email); }

std::string MailPost::email_of(const Uuid& customer) const {
  return db->query("SELECT email FROM customers WHERE id = ?", {customer}).at(0).text("email");
}

Uuid MailPost::queue(mails::Kind kind, const Uuid& customer) const {
  BOOST_REQUIRE(mails::queue_mail(*db, {.kind = kind, .recipient = email_of(customer), .customer_id = customer}) ==
                mails::Queued::waiting);
  return db->query("SELECT id FROM mails WHERE customer_id = ? ORDER BY id DESC LIMIT 1", {customer}).at(0).uuid("id");
}

db::Row MailPost::row_of(const Uuid& mail) const {
  return db
      ->query(
          "SELECT state, reason, tries, customer_id, token_id, sealed_token, secret_key_id, ended_at, "
          "TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(6), next_at) AS wait FROM mails WHERE id = ?",
          {mail})
      .at(0);
}

void MailPost::run_until(const std::function<bool()>& condition) const {
  const auto own = SharedDatabase::connect();
  Transfers transfers;
  Courier courier(*own, transfers);
  courier.add(std::make_unique<MailDesk>(courier::MailTools{*own, transfers, *box, config}, pace));
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!condition() && std::chrono::steady_clock::now() < deadline) courier.run_step();
  BOOST_TEST(condition());
  std::atomic<bool> is_over{true};
  courier.run(is_over);
}

void MailPost::run_for(std::chrono::milliseconds time) const {
  const auto end = std::chrono::steady_clock::now() + time;
  run_until([&] { return std::chrono::steady_clock::now() >= end; });
}

int MailPost::start_doomed_courier(MailStep step) const {
  const int process = ::fork();
  if (process != 0) return process;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  try {
    const auto own = SharedDatabase::connect();
    Transfers transfers;
    Courier courier(*own, transfers);
    courier.add(
        std::make_unique<MailDesk>(courier::MailTools{*own, transfers, *box, config}, pace, [&](MailStep reached) {
          if (reached == step) ::kill(::getpid(), SIGKILL);
        }));
    std::atomic<bool> never{false};
    courier.run(never);
  } catch (const std::exception&) {
    ::_exit(1);
  }
  ::_exit(0);
}

}  // namespace latchkey::test
