// From a row of mails to a letter: whom it is to, in which language, and the link that it carries.
#pragma once
#include <string>
#include <variant>

#include "base/secret_keeper.hpp"
#include "config/config.hpp"
#include "courier/mail_store.hpp"
#include "db/connection.hpp"
#include "mails/letters/letter_writer.hpp"

namespace latchkey::courier {

// No account has the address, or the person was erased.
struct Nobody {};
// Meanwhile it was dropped, or another courier has taken it: nothing is to be done.
struct NotOurs {};
// It must not be sent, for a reason that staff are told.
struct MustDrop {
  std::string reason;
};

using MailContents = std::variant<mails::LetterOrder, Nobody, NotOurs, MustDrop>;

// All must outlive the call.
struct ContentsTools {
  db::Connection& db;
  const SecretKeeper& keeper;
  const Config& config;
};

// In one transaction. The link's token is made at the first try, and waits sealed for the next one; its time begins
// anew with each try. Throws std::runtime_error when it can be neither sealed nor opened.
[[nodiscard]] MailContents find_contents(const ContentsTools& tools, const DueMail& mail);

}  // namespace latchkey::courier
