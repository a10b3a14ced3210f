// Sends the mails that wait.
//
// A mail is taken for the time of a try and a little more; whoever dies with it leaves it to be taken again, with the
// same link and the same Message-ID.
#pragma once
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "base/secret_keeper.hpp"
#include "config/config.hpp"
#include "courier/desk.hpp"
#include "courier/mail_contents.hpp"
#include "courier/mail_store.hpp"
#include "courier/transfers.hpp"
#include "db/connection.hpp"
#include "languages/languages.hpp"
#include "mails/letters/letter_writer.hpp"
#include "mails/smtp/sending.hpp"

namespace latchkey::courier {

// The moments of a mail. Tests end the process there.
enum class MailStep {
  taken,     // it is this courier's, and nothing was done yet
  prepared,  // its link was made and committed
  sending,   // it was handed to libcurl
  answered,  // the server has answered, and nothing of it was written yet
  written,   // what came of it was committed
};

// The defaults are the contract's; tests go faster.
struct MailPace {
  std::vector<std::chrono::milliseconds> waits{std::chrono::seconds(5), std::chrono::minutes(1),
                                               std::chrono::minutes(5), std::chrono::minutes(30)};
  std::chrono::milliseconds later_waits = std::chrono::hours(1);
  std::chrono::milliseconds longest_try{40000};
  std::chrono::milliseconds lease{55000};                         // longer than a try
  std::chrono::milliseconds idle{500};                            // between two looks for what is due
  std::size_t most = 8;                                           // under way at a time
  std::chrono::milliseconds key_look = std::chrono::minutes(10);  // between two looks for API keys that end
};

// All must outlive the desk; config.mail must be set.
struct MailTools {
  db::Connection& db;
  Transfers& transfers;
  const SecretKeeper& keeper;
  const Config& config;
};

class MailDesk : public Desk {
 public:
  using AtStep = std::function<void(MailStep)>;

  explicit MailDesk(
      const MailTools& tools, MailPace pace = {}, AtStep at_step = [](MailStep) {});
  ~MailDesk() override;
  MailDesk(const MailDesk&) = delete;
  MailDesk& operator=(const MailDesk&) = delete;
  MailDesk(MailDesk&&) = delete;
  MailDesk& operator=(MailDesk&&) = delete;

  [[nodiscard]] const char* name() const override { return "mails"; }
  std::chrono::milliseconds start_due() override;
  void keep_alive() override;

 private:
  using Clock = std::chrono::steady_clock;

  void start(const DueMail& mail);
  void send(const DueMail& mail, const mails::LetterOrder& order);
  void note(const DueMail& mail, mails::Sent sent);
  [[nodiscard]] std::chrono::milliseconds wait_after(std::uint64_t tries) const;
  std::unique_ptr<mails::Sending> take_sending();

  MailTools tools_;
  MailPace pace_;
  AtStep at_step_;
  languages::Languages languages_;
  mails::LetterWriter writer_;
  Uuid holder_ = Uuid::make();
  std::map<Uuid, std::unique_ptr<mails::Sending>> under_way_;  // by the mail
  std::map<Uuid, CURL*> handles_;
  std::vector<std::unique_ptr<mails::Sending>> idle_;
  std::vector<MailResult> results_;  // not written down yet
  Clock::time_point next_look_;
  Clock::time_point next_key_look_;
};

}  // namespace latchkey::courier
