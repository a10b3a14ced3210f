#include <algorithm>

#include "crypto/encoding.hpp"
#include "mails/smtp/sending.hpp"

namespace latchkey::mails {
namespace {

constexpr std::size_t longest_plain_bytes = 900;  // a line may have 998
// `=?UTF-8?B?` and `?=` are 12 of 75 characters; 45 bytes are 60 characters of base64.
constexpr std::size_t bytes_of_a_word = 45;

bool is_printable(char c) { return c >= ' ' && c <= '~'; }

bool goes_on(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

}  // namespace

std::string encode_header(const std::string& text) {
  const bool is_plain = std::ranges::all_of(text, is_printable) && text.size() <= longest_plain_bytes &&
                        text.find("=?") == std::string::npos;
  if (is_plain) return text;
  std::string encoded;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t length = std::min(bytes_of_a_word, text.size() - at);
    while (length > 1 && at + length < text.size() && goes_on(text[at + length])) --length;
    if (!encoded.empty()) encoded += "\r\n ";
    encoded += "=?UTF-8?B?" + crypto::base64(text.substr(at, length)) + "?=";
    at += length;
  }
  return encoded;
}

std::string encode_mailbox(const std::string& name, const std::string& address) {
  if (name.empty()) return address;
  const bool is_plain = std::ranges::all_of(name, is_printable) && name.find("=?") == std::string::npos;
  if (!is_plain) return encode_header(name) + " <" + address + ">";
  std::string quoted;
  for (const char c : name) quoted += (c == '"' || c == '\\' ? std::string("\\") : std::string()) + c;
  return "\"" + quoted + "\" <" + address + ">";
}

}  // namespace latchkey::mails
