#include "mails/smtp/sending.hpp"

#include <algorithm>
#include <ctime>
#include <stdexcept>
#include <string_view>

#include "base/utf8.hpp"
#include "mails/letters/letter_writer.hpp"

namespace latchkey::mails {
namespace {

constexpr std::size_t longest_words_bytes = 200;
constexpr std::chrono::seconds connect_timeout{10};

template <class T>
void set(CURL* handle, CURLoption option, T value) {
  if (curl_easy_setopt(handle, option, value) != CURLE_OK) throw std::runtime_error("libcurl refuses an option");
}

std::string domain_of(const std::string& address) { return address.substr(address.rfind('@') + 1); }

// libcurl says EHLO with the path of the URL.
std::string make_url(const MailConfig& config) {
  const bool is_ipv6 = config.host.find(':') != std::string::npos;
  return std::string(config.tls == MailTls::implicit ? "smtps://" : "smtp://") +
         (is_ipv6 ? "[" + config.host + "]" : config.host) + ":" + std::to_string(config.port) + "/" +
         domain_of(config.from);
}

// RFC 5322, 3.3, in UTC.
std::string date_of_now() {
  static constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t now = std::time(nullptr);
  std::tm time{};
  gmtime_r(&now, &time);
  std::array<char, 40> rest{};
  const auto length = std::strftime(rest.data(), rest.size(), "%Y %H:%M:%S +0000", &time);
  return std::string(days.at(static_cast<std::size_t>(time.tm_wday))) + ", " + std::to_string(time.tm_mday) + " " +
         std::string(months.at(static_cast<std::size_t>(time.tm_mon))) + " " + std::string(rest.data(), length);
}

void set_rules(CURL* curl, const MailConfig& config) {
  set(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(curl, CURLOPT_URL, make_url(config).c_str());
  set(curl, CURLOPT_PROXY, "");
  set(curl, CURLOPT_NOPROXY, "*");
  set(curl, CURLOPT_USE_SSL, static_cast<long>(config.tls == MailTls::off ? CURLUSESSL_NONE : CURLUSESSL_ALL));
  set(curl, CURLOPT_SSL_VERIFYPEER, 1L);
  set(curl, CURLOPT_SSL_VERIFYHOST, 2L);
  set(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!config.ca_file.empty()) set(curl, CURLOPT_CAINFO, config.ca_file.c_str());
  if (!config.user.empty()) {
    set(curl, CURLOPT_USERNAME, config.user.c_str());
    set(curl, CURLOPT_PASSWORD, config.password.c_str());
  }
  set(curl, CURLOPT_NOSIGNAL, 1L);
  set(curl, CURLOPT_QUICK_EXIT, 1L);
  set(curl, CURLOPT_CONNECTTIMEOUT, static_cast<long>(connect_timeout.count()));
  set(curl, CURLOPT_UPLOAD, 1L);
}

void add_part(curl_mime* mime, const std::string& bytes, const char* type) {
  curl_mimepart* part = curl_mime_addpart(mime);
  const bool is_well = part != nullptr && curl_mime_data(part, bytes.data(), bytes.size()) == CURLE_OK &&
                       curl_mime_type(part, type) == CURLE_OK && curl_mime_encoder(part, "base64") == CURLE_OK;
  if (!is_well) throw std::runtime_error("libcurl takes no mail");
}

// The last part is the one that a reader prefers (RFC 2046, 5.1.4). The header Content-Type says that they are
// alternatives; libcurl adds the boundary.
curl_mime* make_body(CURL* curl, const Letter& letter) {
  curl_mime* alternatives = curl_mime_init(curl);
  add_part(alternatives, letter.text, "text/plain; charset=utf-8");
  add_part(alternatives, letter.html, "text/html; charset=utf-8");
  return alternatives;
}

}  // namespace

Sending::Sending(const MailConfig& config) : config_(config), curl_(curl_easy_init()) {
  if (curl_ == nullptr) throw std::runtime_error("libcurl does not start");
  set_rules(curl_, config_);
  set(curl_, CURLOPT_ERRORBUFFER, words_.data());
  set(curl_, CURLOPT_HEADERFUNCTION, take_line);
  set(curl_, CURLOPT_HEADERDATA, this);
}

Sending::~Sending() {
  curl_easy_cleanup(curl_);
  curl_mime_free(mime_);
  curl_slist_free_all(headers_);
  curl_slist_free_all(recipients_);
}

// libcurl hands over each line that the server says.
std::size_t Sending::take_line(char* bytes, std::size_t, std::size_t count, void* context) {
  auto& sending = *static_cast<Sending*>(context);
  const std::string_view line(bytes, count);
  if (line.starts_with("354")) sending.has_asked_for_text_ = true;
  const bool is_refusal = line.starts_with('4') || line.starts_with('5');
  if (is_refusal && sending.refusal_.empty()) sending.refusal_ = line;
  return count;
}

CURL* Sending::prepare(const Letter& letter, const std::string& from_name, std::chrono::milliseconds longest) {
  refusal_.clear();
  has_asked_for_text_ = false;
  words_.front() = '\0';
  curl_slist_free_all(headers_);
  curl_slist_free_all(recipients_);
  curl_mime_free(mime_);
  const auto& reply_to = config_.reply_to;
  headers_ = nullptr;
  for (const auto& header : {"Date: " + date_of_now(), "From: " + encode_mailbox(one_line(from_name), config_.from),
                             reply_to.empty() ? std::string() : "Reply-To: " + reply_to, "To: " + letter.recipient,
                             "Subject: " + encode_header(letter.subject), "Message-ID: <" + letter.message_id + ">",
                             "Content-Language: " + letter.language, std::string("Content-Type: multipart/alternative"),
                             std::string("Auto-Submitted: auto-generated")}) {
    if (!header.empty()) headers_ = curl_slist_append(headers_, header.c_str());
  }
  recipients_ = curl_slist_append(nullptr, letter.recipient.c_str());
  mime_ = make_body(curl_, letter);
  set(curl_, CURLOPT_MAIL_FROM, config_.from.c_str());
  set(curl_, CURLOPT_MAIL_RCPT, recipients_);
  set(curl_, CURLOPT_HTTPHEADER, headers_);
  set(curl_, CURLOPT_MIMEPOST, mime_);
  set(curl_, CURLOPT_TIMEOUT_MS, static_cast<long>(longest.count()));
  return curl_;
}

// libcurl says SEND_ERROR for a refused MAIL, RCPT or DATA, and WEIRD_SERVER_REPLY for a text that was refused, but for
// a greeting too.
Sent Sending::judge(CURLcode result) const {
  if (result == CURLE_OK) return {.verdict = Sent::Verdict::taken, .words = "", .code = ""};
  const bool is_permanent = refusal_.starts_with('5');
  const bool is_about_mail = result == CURLE_SEND_ERROR || has_asked_for_text_;
  const std::string own = words_.front() == '\0' ? curl_easy_strerror(result) : words_.data();
  std::string words = one_line(refusal_.empty() ? own : refusal_);
  while (!words.empty() && words.back() == ' ') words.pop_back();
  std::ranges::replace_if(
      words, [](char c) { return c < ' ' || c > '~'; }, '?');
  return {.verdict = is_permanent && is_about_mail ? Sent::Verdict::refused : Sent::Verdict::later,
          .words = words.substr(0, longest_words_bytes),
          .code = refusal_.empty() ? "curl " + std::to_string(result) : "smtp " + refusal_.substr(0, 3)};
}

Sent Sending::greet(std::chrono::milliseconds longest) {
  refusal_.clear();
  set(curl_, CURLOPT_CONNECT_ONLY, 1L);
  set(curl_, CURLOPT_TIMEOUT_MS, static_cast<long>(longest.count()));
  auto met = judge(curl_easy_perform(curl_));
  set(curl_, CURLOPT_CONNECT_ONLY, 0L);
  return met;
}

Sent Sending::send(const Letter& letter, const std::string& from_name, std::chrono::milliseconds longest) {
  return judge(curl_easy_perform(prepare(letter, from_name, longest)));
}

}  // namespace latchkey::mails
