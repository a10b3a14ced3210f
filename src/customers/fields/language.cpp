#include "customers/fields/language.hpp"

#include <unicode/uloc.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <array>

#include "base/utf8.hpp"

namespace latchkey::customers {
namespace {

// ICU reads as far as a tag is well-formed. The locale that it makes of it is of no interest: it would map old tags to
// new ones, where the caller's own is to be kept.
bool is_well_formed(const std::string& tag) {
  std::array<char, ULOC_FULLNAME_CAPACITY> locale{};
  std::int32_t well_formed = 0;
  UErrorCode status = U_ZERO_ERROR;
  uloc_forLanguageTag(tag.c_str(), locale.data(), static_cast<std::int32_t>(locale.size()), &well_formed, &status);
  return U_SUCCESS(status) && static_cast<std::size_t>(well_formed) == tag.size();
}

// RFC 5646, 2.1.1: small letters, but regions (two letters) in capitals and scripts (four) with one, unless they are
// first or stand behind a singleton.
std::string with_canonical_case(std::string_view tag) {
  std::string written;
  bool is_behind_singleton = false;
  for (std::size_t begin = 0; begin <= tag.size();) {
    const auto end = std::min(tag.find('-', begin), tag.size());
    std::string subtag = lower_ascii(tag.substr(begin, end - begin));
    begin = end + 1;
    is_behind_singleton = is_behind_singleton || subtag.size() == 1;
    if (!written.empty() && !is_behind_singleton) {
      if (subtag.size() == 2) subtag = upper_ascii(subtag);
      if (subtag.size() == 4) subtag.replace(0, 1, upper_ascii(subtag.substr(0, 1)));
    }
    written += (written.empty() ? "" : "-") + subtag;
  }
  return written;
}

}  // namespace

std::optional<std::string> parse_language(std::string_view text) {
  if (text.empty() || text.size() > language_limit_bytes || !is_well_formed(std::string(text))) return std::nullopt;
  return with_canonical_case(text);
}

std::string language_name(const std::string& tag) {
  static constexpr std::int32_t longest = 200;
  std::array<UChar, longest> name{};
  UErrorCode status = U_ZERO_ERROR;
  const auto size = uloc_getDisplayName(tag.c_str(), "en", name.data(), longest, &status);
  if (U_FAILURE(status) || size <= 0 || size >= longest) return tag;
  std::array<char, 3 * name.size()> text{};  // of UTF-8, a unit of UTF-16 needs three bytes at most
  std::int32_t bytes = 0;
  u_strToUTF8(text.data(), static_cast<std::int32_t>(text.size()), &bytes, name.data(), size, &status);
  return U_FAILURE(status) ? tag : std::string(text.data(), static_cast<std::size_t>(bytes));
}

}  // namespace latchkey::customers
