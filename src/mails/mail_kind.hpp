// Which mails there are.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace latchkey::mails {

enum class Kind {
  set_password,     // to a customer who was made without a password
  forgotten,        // somebody has asked for a new password for an address
  changed,          // a customer's password was changed
  confirm,          // to a new customer, whose address is to be confirmed
  sign_in_link,     // a login token
  trading_account,  // it was opened
  invitation,       // to a new user of the admin area
  reset,            // a new password for a user of the admin area
  key_end,          // an API key ends soon
};

// What is in the database and in files of an administrator: `set_password`.
[[nodiscard]] std::string_view name_of(Kind kind);
[[nodiscard]] std::optional<Kind> parse_kind(std::string_view name);

// The names of all, as SQL has them behind IN: `'set_password', …`.
[[nodiscard]] std::string list_kinds();

// For staff: "set your password".
[[nodiscard]] std::string_view title_of(Kind kind);

// How long the link of such a mail works, from the try that has sent it; nothing for mails without a link, and for
// sign_in_link, whose token says it.
[[nodiscard]] std::optional<std::chrono::seconds> link_lifetime(Kind kind);

}  // namespace latchkey::mails
