// Invitations and new passwords of staff, by links that are mailed.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "audit/audit_log.hpp"
#include "db/connection.hpp"
#include "mails/mail_kind.hpp"
#include "staff/user_store.hpp"

namespace latchkey::staff {

// Queues an invitation or a reset, inside the caller's transaction. False when the address has had too many mails
// within the hour.
[[nodiscard]] bool mail_password_link(db::Connection& db, const audit::Actor& actor, const User& user,
                                      mails::Kind kind);

// A new user, and the invitation by which he sets a password, in one transaction.
struct InvitedUser {
  Uuid id;
  bool is_mailed;  // as mail_password_link() says
};

// Nothing when a user has this e-mail.
[[nodiscard]] std::optional<InvitedUser> invite_user(db::Connection& db, const audit::Actor& actor,
                                                     const NewUser& user);

// Somebody who is not signed in has typed an address: whether a user has it, the statements are the same.
void ask_for_password_link(db::Connection& db, const std::string& email);

// A link that is open, and whose it is.
struct PasswordLink {
  Uuid token_id;
  User user;
};

// Nothing when the token is none of ours, was spent or revoked, has run out, or its user is disabled. Spends nothing.
[[nodiscard]] std::optional<PasswordLink> find_password_link(db::Connection& db, std::string_view token);

// Spends the link, stores the password and ends the user's sessions and other links, in one transaction. The second
// factor stays. False when the link was spent at the same moment, or the user was disabled. Throws Unavailable.
[[nodiscard]] bool set_password_by_link(db::Connection& db, const audit::Actor& actor, const PasswordLink& link,
                                        const std::string& password_hash);

}  // namespace latchkey::staff
