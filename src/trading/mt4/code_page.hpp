// Text in the 8-bit or multi-byte code page of an MT4 server, which stores the bytes that it gets.
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace latchkey::trading {

class CodePage {
 public:
  // `name` as iconv knows it, e.g. CP1252, CP1251, GB18030. Throws std::invalid_argument for a name it does not know.
  explicit CodePage(const std::string& name);
  ~CodePage();
  CodePage(const CodePage&) = delete;
  CodePage& operator=(const CodePage&) = delete;
  CodePage(CodePage&&) = delete;
  CodePage& operator=(CodePage&&) = delete;

  // `text` (UTF-8) fit for the value of a field: at most `bytes` bytes and never half a character. What the page does
  // not have is transliterated, else `?`. Control characters, `|` and `=` become spaces; so does a character one of
  // whose bytes looks like them (the second byte of GB18030 or CP932 can be a `|`).
  [[nodiscard]] std::string fit(std::string_view text, std::size_t bytes) const;

 private:
  struct Converters;
  [[nodiscard]] std::string encode(std::string_view character) const;
  std::unique_ptr<Converters> converters_;
};

// What a server in Western Europe uses; the default of a platform without its own.
inline constexpr std::string_view default_code_page = "CP1252";

}  // namespace latchkey::trading
