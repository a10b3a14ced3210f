// The end of links for a new password that users of the admin area were mailed, or are going to be.
#pragma once
#include <string>

#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::mails {

// Whom invitations and resets were to: the user, and the address that the user had when they were queued.
struct StaffRecipient {
  const Uuid& user_id;
  const std::string& email;
};

// Inside the caller's transaction, which has written the user's row: drops the invitations and resets that wait, of
// which no link is made any more, and revokes the links that are out.
void withdraw_staff_links(db::Connection& db, const StaffRecipient& recipient);

}  // namespace latchkey::mails
