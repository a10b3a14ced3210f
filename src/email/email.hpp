// E-mail addresses as the product compares and stores them.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace latchkey::email {

inline constexpr std::size_t email_limit_bytes = 254;

// The address trimmed and lower-cased, or nothing when it is not valid: one `@`; a local part of 1 to 64 characters of
// RFC 5322's dot-atom (no quoted strings, no comments); a domain of at least two letter-digit-hyphen labels. A domain
// outside ASCII becomes its A-labels (IDNA 2008, libidn2). Everything else is left as it is: no dots or plus-tags
// removed.
[[nodiscard]] std::optional<std::string> parse_email(std::string_view text);

// What somebody typed, in the form that e-mails are stored in; a text that is no e-mail is trimmed and lower-cased.
[[nodiscard]] std::string normalize_email(std::string_view text);

// A domain of A-labels as people read it (`münchen.example`); nothing when it has none, or none that can be read.
[[nodiscard]] std::optional<std::string> find_readable_domain(const std::string& domain);

}  // namespace latchkey::email
