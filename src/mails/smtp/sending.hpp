// One letter to an SMTP server, by libcurl.
#pragma once
#include <curl/curl.h>

#include <array>
#include <chrono>
#include <string>
#include <vector>

#include "config/mail_config.hpp"
#include "mails/letters/letter.hpp"

namespace latchkey::mails {

// What came of a try.
struct Sent {
  enum class Verdict {
    taken,    // the server has it
    refused,  // 5xx to MAIL, RCPT or DATA: trying again is of no use
    later,    // all else: nobody answers, 4xx, the sign-in or the certificate is refused
  } verdict = Verdict::later;
  std::string words;  // the server's last line, or what libcurl says; one line, not empty unless taken
  std::string code;   // the same for logs, where the words may not stand since they may name the address: `smtp 550`,
                      // `curl 7`
};

// Is used for one letter after the other.
class Sending {
 public:
  // The config must outlive it. Throws std::runtime_error when libcurl does not start. STARTTLS is required, not
  // offered: a server without it is not spoken to. The certificate and its name are checked.
  explicit Sending(const MailConfig& config);
  ~Sending();
  Sending(const Sending&) = delete;
  Sending& operator=(const Sending&) = delete;
  Sending(Sending&&) = delete;
  Sending& operator=(Sending&&) = delete;

  // The handle with everything set, to be carried out by whoever asks; it stays the property of this object.
  CURL* prepare(const Letter& letter, const std::string& from_name, std::chrono::milliseconds longest);

  // What the result of the handle means.
  [[nodiscard]] Sent judge(CURLcode result) const;

  // Whether the server can be spoken to, certificate and sign-in included; nothing is sent.
  [[nodiscard]] Sent greet(std::chrono::milliseconds longest = std::chrono::seconds{20});

  // prepare(), carried out here and now.
  [[nodiscard]] Sent send(const Letter& letter, const std::string& from_name, std::chrono::milliseconds longest);

 private:
  static std::size_t take_line(char* bytes, std::size_t size, std::size_t count, void* context);

  const MailConfig& config_;
  CURL* curl_;
  curl_mime* mime_ = nullptr;
  curl_slist* headers_ = nullptr;
  curl_slist* recipients_ = nullptr;
  std::string refusal_;              // the server's first line with 4xx or 5xx; it says more when it is left
  bool has_asked_for_text_ = false;  // the server has answered DATA with 354
  std::array<char, CURL_ERROR_SIZE> words_{};
};

// A header's value in ASCII (RFC 2047): as it is when it can be, else in encoded words of at most 75 characters, which
// break no character. The text has one line.
[[nodiscard]] std::string encode_header(const std::string& text);

// `name <address>` of a header; the name is quoted or encoded.
[[nodiscard]] std::string encode_mailbox(const std::string& name, const std::string& address);

}  // namespace latchkey::mails
