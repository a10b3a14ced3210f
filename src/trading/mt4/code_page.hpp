// Text in the code page of an MT4 server, 8-bit or multi-byte. The server stores the bytes that it gets.
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

  // Makes `text` (UTF-8) fit for the value of a field: at most `bytes` bytes, and never half a character. A character
  // that the code page does not have is transliterated, or else becomes `?`. Control characters, `|` and `=` become
  // spaces. So does a character that has one of them among its bytes, as characters of GB18030 and CP932 can.
  [[nodiscard]] std::string fit(std::string_view text, std::size_t bytes) const;

 private:
  struct Converters;
  [[nodiscard]] std::string encode(std::string_view character) const;
  std::unique_ptr<Converters> converters_;
};

// The code page of a platform that names none: that of a server in Western Europe.
inline constexpr std::string_view default_code_page = "CP1252";

}  // namespace latchkey::trading
