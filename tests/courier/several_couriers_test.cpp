// Mails while a courier cannot send, is killed, or shares the work with another.
#include <sys/wait.h>

#include <boost/test/unit_test.hpp>
#include <csignal>

#include "courier/mail_desk.hpp"
#include "mails/mail_post.hpp"
#include "support/run_together.hpp"

using namespace latchkey;
using namespace latchkey::courier;
using namespace std::chrono_literals;
using mails::Kind;
using test::MailPost;
using test::SmtpServer;

BOOST_FIXTURE_TEST_SUITE(several_couriers, MailPost)

BOOST_AUTO_TEST_CASE(a_key_that_is_lost_keeps_the_mail_waiting) {
  SmtpServer own;
  config.mail = own.config();
  own.stop();
  const auto mail = queue(Kind::set_password, add_customer());
  run_until([&] { return row_of(mail).integer("tries") >= 1; });
  db->execute("UPDATE mails SET secret_key_id = 'lost', next_at = UTC_TIMESTAMP(6) WHERE id = ?", {mail});
  const auto before = row_of(mail).integer("tries");
  run_until([&] { return row_of(mail).integer("tries") > before; });
  BOOST_TEST(state_of(mail) == "waiting");
  BOOST_TEST(row_of(mail).text("reason").find("key") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(two_couriers_share_and_send_nothing_twice) {
  std::vector<Uuid> all;
  for (int i = 0; i < 40; ++i) all.push_back(queue(Kind::changed, add_customer()));
  const auto before = server().mails().size();
  test::run_together(2, [&](int) {
    const auto own = test::SharedDatabase::connect();
    Transfers transfers;
    Courier couriers(*own, transfers);
    couriers.add(std::make_unique<MailDesk>(MailTools{*own, transfers, *box, config}, pace));
    const auto deadline = std::chrono::steady_clock::now() + 15s;
    while (std::chrono::steady_clock::now() < deadline &&
           !own->query("SELECT 1 FROM mails WHERE state = 'waiting' LIMIT 1").empty()) {
      couriers.run_step();
    }
  });
  for (const auto& mail : all) BOOST_TEST(state_of(mail) == "sent");
  BOOST_TEST(server().mails().size() == before + all.size());
}

BOOST_AUTO_TEST_CASE(a_courier_that_is_killed_at_any_step_leaves_its_mail_to_the_next) {
  struct Row {
    const char* what;
    MailStep step;
    std::size_t most;  // how often it may arrive
  };
  pace.lease = 3s;
  pace.longest_try = 1500ms;
  for (const Row& row :
       {Row{"taken", MailStep::taken, 1}, Row{"prepared", MailStep::prepared, 1}, Row{"sending", MailStep::sending, 1},
        Row{"answered", MailStep::answered, 2}, Row{"written", MailStep::written, 1}}) {
    BOOST_TEST_CONTEXT(row.what) {
      const auto customer = add_customer();
      const auto mail = queue(Kind::set_password, customer);
      const int courier = start_doomed_courier(row.step);
      int status = 0;
      ::waitpid(courier, &status, 0);
      BOOST_TEST(WIFSIGNALED(status));
      run_until([&] { return state_of(mail) == "sent"; });
      run_for(300ms);
      const auto taken = server().mails(email_of(customer));
      BOOST_TEST(taken.size() == row.most);
      for (const auto& letter : taken) {
        BOOST_TEST(letter["messageId"] == taken[0]["messageId"]);
        BOOST_TEST(test::token_in(letter) == test::token_in(taken[0]));
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
