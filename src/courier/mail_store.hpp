// The rows of mails, as the courier reads and writes them.
#pragma once
#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/secret_keeper.hpp"
#include "base/uuid.hpp"
#include "db/connection.hpp"
#include "mails/mail_kind.hpp"
#include "mails/smtp/sending.hpp"

namespace latchkey::courier {

struct DueMail {
  Uuid id;
  Uuid holder;  // the courier that has taken it
  mails::Kind kind = mails::Kind::changed;
  std::optional<Uuid> customer_id;
  std::optional<Uuid> user_id;
  std::optional<Uuid> token_id;
  std::optional<SealedSecret> token;  // from the second try on
  std::string recipient;
  std::optional<std::string> language;
  nlohmann::json facts;
  std::uint64_t tries = 0;  // so far
};

// Who takes a mail, and for how long: whoever dies leaves it to others after that time.
struct Lease {
  Uuid holder;
  std::chrono::milliseconds time;
};

// Takes what is due, the longest first, at most `most`. Each of them is this courier's alone until its lease ends.
[[nodiscard]] std::vector<DueMail> take_due_mails(db::Connection& db, const Lease& lease, std::size_t most);

// Whether the mail still waits and no other courier has taken it since; its row is locked then for the caller's
// transaction, so that nobody drops it before that ends.
[[nodiscard]] bool hold_mail(db::Connection& db, const DueMail& mail);

// The mail is to nobody: an address was typed that no account has.
void forget_mail(db::Connection& db, const DueMail& mail);

// The mail is not sent, for a reason of our own.
void drop_mail(db::Connection& db, const DueMail& mail, const std::string& reason);

// A mail is given up when it is so old and was tried so often: no courier may have run meanwhile.
inline constexpr std::chrono::hours longest_trying{24};
inline constexpr std::uint64_t fewest_tries = 5;

struct MailResult {
  DueMail mail;
  mails::Sent sent;
  std::chrono::milliseconds wait{0};  // until the next try, when there is one
};

// Writes down what came of a try: sent, failed, or waiting again, unless it is to be given up. The
// link of one that has failed ends. Of a courier that was so slow that another one has the mail now, only this counts:
// that the server took it. May be repeated.
void write_mail_result(db::Connection& db, const MailResult& result);

}  // namespace latchkey::courier
