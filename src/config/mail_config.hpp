// [mail]: how mails are sent.
#pragma once
#include <cstdint>
#include <string>

namespace latchkey {

// off: in clear text, to a server of this machine alone.
enum class MailTls { starttls, implicit, off };

struct MailConfig {
  std::string host;
  std::uint16_t port = 587;
  MailTls tls = MailTls::starttls;
  std::string ca_file;                           // whom to trust; empty: the machine's own list
  std::string user;                              // empty: without signing in
  std::string password;                          // read for latchkey-courier and the command line alone
  std::string from;                              // an address
  std::string from_name;                         // empty: the site's name
  std::string reply_to;                          // an address, or empty
  std::string templates = "/etc/latchkey/mail";  // files here are used in place of the built-in ones
  bool confirm = false;                          // whether customers are asked to confirm their address
};

}  // namespace latchkey
