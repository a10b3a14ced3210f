#include "customers/search/fold.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/utf8.hpp"

namespace latchkey::customers {
namespace {

using icu::Normalizer2;
using icu::UnicodeString;

struct Letter {
  UChar32 written;
  const char16_t* compared;
};

// Letters that Unicode does not decompose, as CLDR's Latin-ASCII has them, and Arabic letters that keyboards of
// different countries write differently. In the order of code points.
constexpr std::array<Letter, 25> letters{{
    {0x00E6, u"ae"},      // æ
    {0x00F0, u"d"},       // ð
    {0x00F8, u"o"},       // ø
    {0x00FE, u"th"},      // þ
    {0x0111, u"d"},       // đ
    {0x0127, u"h"},       // ħ
    {0x0131, u"i"},       // ı
    {0x0138, u"q"},       // ĸ
    {0x0142, u"l"},       // ł
    {0x014B, u"n"},       // ŋ
    {0x0153, u"oe"},      // œ
    {0x0167, u"t"},       // ŧ
    {0x0180, u"b"},       // ƀ
    {0x0188, u"c"},       // ƈ
    {0x0199, u"k"},       // ƙ
    {0x01DD, u"e"},       // ǝ
    {0x0253, u"b"},       // ɓ
    {0x0257, u"d"},       // ɗ
    {0x0259, u"e"},       // ə
    {0x0268, u"i"},       // ɨ
    {0x0629, u"\u0647"},  // teh marbuta: heh
    {0x0640, u""},        // tatweel
    {0x0649, u"\u064A"},  // alef maksura: yeh
    {0x06A9, u"\u0643"},  // Persian kaf: kaf
    {0x06CC, u"\u064A"},  // Persian yeh: yeh
}};

void check(UErrorCode status) {
  if (U_FAILURE(status)) throw std::runtime_error(std::string("ICU: ") + u_errorName(status));
}

UnicodeString normalize(const Normalizer2* (*instance)(UErrorCode&), const UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  const Normalizer2* normalizer = instance(status);
  check(status);
  UnicodeString result = normalizer->normalize(text, status);
  check(status);
  return result;
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

UnicodeString from_utf8(std::string_view text) {
  return UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

std::string to_utf8(const UnicodeString& text) {
  std::string result;
  text.toUTF8String(result);
  return result;
}

UScriptCode script_of(UChar32 c) {
  UErrorCode status = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(c, &status);
  check(status);
  return script;
}

// Accents and vowel signs that people leave out. The Japanese sound marks (U+3099, U+309A) make other letters.
bool is_left_out(UChar32 c) {
  if (u_charType(c) != U_NON_SPACING_MARK || c == 0x3099 || c == 0x309A) return false;
  const UScriptCode script = script_of(c);
  return script == USCRIPT_INHERITED || script == USCRIPT_ARABIC || script == USCRIPT_HEBREW;
}

// Apostrophes that Unicode counts as letters.
bool is_letter_apostrophe(UChar32 c) { return (c >= 0x02B9 && c <= 0x02BF) || c == 0xA78C; }

void append_letter(UnicodeString& text, UChar32 c) {
  const auto found = std::ranges::lower_bound(letters, c, {}, &Letter::written);
  if (found != letters.end() && found->written == c) {
    text.append(UnicodeString(found->compared));
  } else if (const auto digit = u_charDigitValue(c); digit >= 0) {
    text.append(static_cast<UChar32>('0' + digit));
  } else {
    text.append(c);
  }
}

bool is_word_character(UChar32 c) {
  static constexpr std::uint32_t kept = U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK;
  return c == '_' || c == '%' || ((U_GET_GC_MASK(c) & kept) != 0 && !is_letter_apostrophe(c));
}

bool is_written_without_blanks(UChar32 c) {
  const UScriptCode script = script_of(c);
  return script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA || script == USCRIPT_HANGUL;
}

}  // namespace

std::string fold(std::string_view text) {
  if (is_ascii(text)) return lower_ascii(text);  // nothing else happens to it
  const UnicodeString decomposed =
      normalize(&Normalizer2::getNFDInstance, normalize(&Normalizer2::getNFKCCasefoldInstance, from_utf8(text)));
  UnicodeString letters_only;
  for (std::int32_t at = 0; at < decomposed.length(); at = decomposed.moveIndex32(at, 1)) {
    const UChar32 c = decomposed.char32At(at);
    if (!is_left_out(c)) append_letter(letters_only, c);
  }
  return to_utf8(normalize(&Normalizer2::getNFCInstance, letters_only));
}

std::vector<Piece> split_words(std::string_view folded) {
  const UnicodeString text = from_utf8(folded);
  std::vector<Piece> pieces;
  UnicodeString word;
  const auto finish = [&](bool stands_alone) {
    if (!word.isEmpty()) pieces.push_back({to_utf8(word), stands_alone});
    word.remove();
  };
  for (std::int32_t at = 0; at < text.length(); at = text.moveIndex32(at, 1)) {
    const UChar32 c = text.char32At(at);
    const bool stands_alone = is_written_without_blanks(c);
    if (!is_word_character(c) || stands_alone) finish(false);
    if (is_word_character(c)) word.append(c);
    if (stands_alone) finish(true);
  }
  finish(false);
  return pieces;
}

std::string spell_out(std::string_view name) {
  if (is_ascii(name)) return {};
  const UnicodeString text = normalize(&Normalizer2::getNFKCCasefoldInstance, from_utf8(name));
  UnicodeString spelt;
  for (std::int32_t at = 0; at < text.length(); at = text.moveIndex32(at, 1)) {
    switch (const UChar32 c = text.char32At(at); c) {
      case 0x00E4:
        spelt.append(u"ae", 2);
        break;
      case 0x00E5:
        spelt.append(u"aa", 2);
        break;
      case 0x00F6:
      case 0x00F8:
        spelt.append(u"oe", 2);
        break;
      case 0x00FC:
        spelt.append(u"ue", 2);
        break;
      default:
        spelt.append(c);
    }
  }
  return spelt == text ? std::string() : to_utf8(spelt);
}

std::string_view first_characters(std::string_view text, std::size_t count) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool is_continuation = (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
    if (is_continuation) continue;
    if (count == 0) return text.substr(0, at);
    --count;
  }
  return text;
}

}  // namespace latchkey::customers
