// The SMTP server of tests/simulators, on a port of its own.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "config/mail_config.hpp"
#include "support/command.hpp"

namespace latchkey::test {

class SmtpServer {
 public:
  // Waits until it listens; when it does not start, the test fails. With a user it asks for signing in.
  explicit SmtpServer(MailTls tls = MailTls::off, std::string user = "", std::string password = "");
  ~SmtpServer();
  SmtpServer(const SmtpServer&) = delete;
  SmtpServer& operator=(const SmtpServer&) = delete;
  SmtpServer(SmtpServer&&) = delete;
  SmtpServer& operator=(SmtpServer&&) = delete;

  // How to reach it: with the certificate trusted, and signed in.
  [[nodiscard]] MailConfig config() const;

  // What it has taken, in its order, as the simulator describes it; those to `recipient` alone when one is given.
  [[nodiscard]] std::vector<nlohmann::json> mails(const std::string& recipient = "") const;

  // Whether it refuses everybody from now on.
  void refuse_all(bool refuses) const;

  // It goes away, and comes back on the same port.
  void stop();
  void start();

 private:
  TemporaryFolder folder_;
  MailTls tls_;
  std::string user_;
  std::string password_;
  int port_ = 0;
  int pid_ = 0;
};

// The token of the only link in a mail's text; empty when there is none.
[[nodiscard]] std::string token_in(const nlohmann::json& mail);

}  // namespace latchkey::test
