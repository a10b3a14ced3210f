// Mails that are to be sent: rows of `mails`, written by the transaction that causes them. latchkey-courier looks up
// whom they are to, makes their links and sends them. So whoever queues a mail needs no key of secrets, and no token
// exists before the mail does.
#pragma once
#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "base/uuid.hpp"
#include "db/connection.hpp"
#include "mails/mail_kind.hpp"

namespace latchkey::mails {

// How many mails an address may get within an hour.
inline constexpr int most_in_an_hour = 5;

// How many of them may tell of keys that end, so that many keys leave room for a link that somebody waits for.
inline constexpr int most_key_ends_in_an_hour = 3;

struct NewMail {
  Kind kind;
  std::string recipient;  // an address as email::parse_email() gives it
  // Whom it is about. A mail to a customer may have none of them: whose address it is, if anybody's, is looked up
  // later, so that asking for one takes the same statements for every address.
  std::optional<Uuid> customer_id = std::nullopt;
  std::optional<Uuid> user_id = std::nullopt;
  std::optional<Uuid> token_id = std::nullopt;         // the login token of a sign_in_link that is there already
  std::optional<std::string> language = std::nullopt;  // of the page; the customer's own counts for more
  nlohmann::json facts = nlohmann::json::object();     // what its text tells; see letters/letter_writer.hpp
  std::optional<std::string> cause = std::nullopt;     // each causes one mail, however often it is queued
};

enum class Queued {
  waiting,
  over_limit,   // the address has had as many as it may; the mail is dropped
  told_before,  // the cause has had its mail
};

// What becomes of a mail that is one too many.
enum class OverLimit {
  keep_row,  // it stands among the mails as `dropped`, so that staff see it
  leave_no_trace,
};

// Inside the caller's transaction.
Queued queue_mail(db::Connection& db, const NewMail& mail, OverLimit over_limit = OverLimit::keep_row);

// How long until the address may get another mail; 0 when it may now.
[[nodiscard]] std::chrono::seconds find_wait(db::Connection& db, const std::string& recipient);

}  // namespace latchkey::mails
