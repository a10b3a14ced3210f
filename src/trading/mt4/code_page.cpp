#include "trading/mt4/code_page.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>

#include "base/utf8.hpp"
#include "trading/wire/utf16.hpp"

namespace latchkey::trading {
namespace {

class Converter {
 public:
  explicit Converter(const std::string& target) : descriptor_(::iconv_open(target.c_str(), "UTF-8")) {}
  ~Converter() {
    if (is_open()) ::iconv_close(descriptor_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
  Converter(Converter&&) = delete;
  Converter& operator=(Converter&&) = delete;

  [[nodiscard]] bool is_open() const { return descriptor_ != invalid(); }

  [[nodiscard]] std::optional<std::string> convert(std::string_view character) const {
    std::string input(character);
    std::array<char, 16> output{};
    char* from = input.data();
    char* to = output.data();
    std::size_t left = input.size();
    std::size_t room = output.size();
    if (::iconv(descriptor_, &from, &left, &to, &room) == static_cast<std::size_t>(-1)) {
      ::iconv(descriptor_, nullptr, nullptr, nullptr, nullptr);
      return std::nullopt;
    }
    return std::string(output.data(), to);
  }

 private:
  static iconv_t invalid() { return reinterpret_cast<iconv_t>(-1); }  // NOLINT: what iconv_open gives on failure
  iconv_t descriptor_;
};

bool is_forbidden(char byte) {
  const auto value = static_cast<unsigned char>(byte);
  return value < 0x20 || value == 0x7f || byte == '|' || byte == '=';
}

}  // namespace

struct CodePage::Converters {
  Converter exact;
  Converter near;
};

CodePage::CodePage(const std::string& name)
    : converters_(new Converters{Converter(name), Converter(name + "//TRANSLIT")}) {
  if (!converters_->exact.is_open() || !converters_->near.is_open()) {
    throw std::invalid_argument("iconv knows no code page " + name);
  }
}

CodePage::~CodePage() = default;

std::string CodePage::encode(std::string_view character) const {
  auto bytes = converters_->exact.convert(character);
  if (!bytes) bytes = converters_->near.convert(character);
  if (!bytes) return "?";
  return std::ranges::any_of(*bytes, is_forbidden) ? " " : *bytes;
}

std::string CodePage::fit(std::string_view text, std::size_t bytes) const {
  std::string fitted;
  if (!is_valid_utf8(text)) return fitted;
  text = trim(text);
  while (!text.empty()) {
    const auto character = first_character(text);
    const std::string encoded = encode(character);
    if (fitted.size() + encoded.size() > bytes) break;
    fitted += encoded;
    text.remove_prefix(character.size());
  }
  return fitted;
}

}  // namespace latchkey::trading
