// Text as the search compares it: how letters are written no longer counts, only which they are.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace latchkey::customers {

// The text in NFKC with case folded and accents removed: `JOSÉ`, `jose` and `jose` with a combining accent are one.
// Letters whose stroke, tail or dot is a part of them become the plain ones (ł l, ø o, ı i, æ ae), Arabic vowel signs
// go and Arabic letters with a second form get one, digits of all scripts become 0 to 9. Signs of scripts in which they
// are letters of their own (Hindi, Thai) stay. Bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string fold(std::string_view text);

// What is left of a folded text when it is cut at everything that is no letter, mark, digit, `_` or `%`. In scripts
// that are written without blanks (Chinese, Japanese, Korean) each character stands alone.
struct Piece {
  std::string text;
  bool stands_alone = false;
};
[[nodiscard]] std::vector<Piece> split_words(std::string_view folded);

// The name with ä, ö, ü, ø and å written out as ae, oe, ue, oe and aa, or an empty text when it has none of them.
[[nodiscard]] std::string spell_out(std::string_view name);

// The first `count` characters of valid UTF-8.
[[nodiscard]] std::string_view first_characters(std::string_view text, std::size_t count);

}  // namespace latchkey::customers
