// Mails, customers and couriers for the tests of mails.
#pragma once
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "courier/courier.hpp"
#include "courier/mail_desk.hpp"
#include "crypto/secret_box.hpp"
#include "mails/mail_queue.hpp"
#include "mails/smtp_server.hpp"
#include "support/people.hpp"
#include "support/throwaway_server.hpp"

namespace latchkey::test {

// The mails of the test before are gone, and the waits between tries are short.
struct MailPost {
  MailPost();

  // One server for all tests that do not need one of their own.
  [[nodiscard]] static SmtpServer& server();

  // A customer with this e-mail, a new one when none is given.
  [[nodiscard]] Uuid add_customer(const std::string& email = new_email()) const;
  // Queues a mail to the customer, and returns its id.
  [[nodiscard]] Uuid queue(mails::Kind kind, const Uuid& customer) const;
  [[nodiscard]] db::Row row_of(const Uuid& mail) const;
  [[nodiscard]] std::string state_of(const Uuid& mail) const { return row_of(mail).text("state"); }
  [[nodiscard]] std::string email_of(const Uuid& customer) const;

  // A courier works in this process until the condition holds; the test fails when it does not within 20 s.
  void run_until(const std::function<bool()>& condition) const;
  void run_for(std::chrono::milliseconds time) const;

  // A courier works in a process of its own, whose number is returned, and kills itself at this step.
  [[nodiscard]] int start_doomed_courier(courier::MailStep step) const;

  TemporaryFolder folder;
  std::unique_ptr<db::Connection> db;
  std::unique_ptr<crypto::SecretBox> box;
  Config config;
  courier::MailPace pace;
};

}  // namespace latchkey::test
