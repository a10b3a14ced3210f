#include "email/email.hpp"

#include <idn2.h>

#include <algorithm>
#include <memory>

#include "base/utf8.hpp"

namespace latchkey::email {
namespace {

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

bool is_atom_character(char c) {
  static constexpr std::string_view others = "!#$%&'*+-/=?^_`{|}~";
  return is_letter_or_digit(c) || others.find(c) != std::string_view::npos;
}

bool is_local_part(std::string_view text) {
  static constexpr std::size_t longest = 64;
  return !text.empty() && text.size() <= longest && !text.starts_with('.') && !text.ends_with('.') &&
         text.find("..") == std::string_view::npos &&
         std::ranges::all_of(text, [](char c) { return c == '.' || is_atom_character(c); });
}

bool is_label(std::string_view text) {
  static constexpr std::size_t longest = 63;
  return !text.empty() && text.size() <= longest && !text.starts_with('-') && !text.ends_with('-') &&
         std::ranges::all_of(text, [](char c) { return c == '-' || is_letter_or_digit(c); });
}

bool is_domain(std::string_view text) {
  std::size_t labels = 0;
  for (;;) {
    const auto dot = text.find('.');
    const auto label = text.substr(0, dot);
    if (!is_label(label)) return false;
    ++labels;
    if (dot == std::string_view::npos) {
      const bool has_letter = std::ranges::any_of(label, [](char c) { return c >= 'a' && c <= 'z'; });
      return labels >= 2 && has_letter;
    }
    text.remove_prefix(dot + 1);
  }
}

// libidn2 is asked about non-ASCII names only, and its answer is checked like any other: for ASCII input it drops
// characters silently.
std::optional<std::string> ascii_domain(const std::string& domain) {
  const bool is_ascii = std::ranges::all_of(domain, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (is_ascii) return domain;
  char* converted = nullptr;
  if (idn2_to_ascii_8z(domain.c_str(), &converted, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
    return std::nullopt;
  const std::unique_ptr<char, decltype(&idn2_free)> owned(converted, &idn2_free);
  // Names that map to plain ASCII (full-width digits and letters) would look like one address and be another.
  if (std::string_view(converted).find("xn--") == std::string_view::npos) return std::nullopt;
  return std::string(converted);
}

}  // namespace

std::optional<std::string> parse_email(std::string_view text) {
  const std::string lowered = lower_ascii(trim(text));
  if (has_control_characters(lowered)) return std::nullopt;
  const auto at = lowered.find('@');
  if (at == std::string::npos || !is_local_part(std::string_view(lowered).substr(0, at))) return std::nullopt;
  const auto domain = ascii_domain(lowered.substr(at + 1));
  if (!domain || !is_domain(*domain)) return std::nullopt;
  std::string email = lowered.substr(0, at + 1) + *domain;
  if (email.size() > email_limit_bytes) return std::nullopt;
  return email;
}

std::string normalize_email(std::string_view text) { return parse_email(text).value_or(lower_ascii(trim(text))); }

std::optional<std::string> find_readable_domain(const std::string& domain) {
  if (domain.find("xn--") == std::string::npos) return std::nullopt;
  char* converted = nullptr;
  if (idn2_to_unicode_8z8z(domain.c_str(), &converted, 0) != IDN2_OK) return std::nullopt;
  const std::unique_ptr<char, decltype(&idn2_free)> owned(converted, &idn2_free);
  return std::string(converted);
}

}  // namespace latchkey::email
