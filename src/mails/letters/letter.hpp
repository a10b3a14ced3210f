// A mail as it is sent.
#pragma once
#include <string>

namespace latchkey::mails {

// Text in UTF-8; none of it is encoded yet.
struct Letter {
  std::string message_id;  // without the angle brackets; the same over all tries
  std::string recipient;
  std::string language;  // BCP 47
  std::string subject;   // one line
  std::string text;
  std::string html;
};

}  // namespace latchkey::mails
