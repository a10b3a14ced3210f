#include "looks/looks.hpp"

#include <filesystem>

#include "base/files/whole_file.hpp"
#include "base/utf8.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"

namespace latchkey::looks {
namespace {

// What page.css calls --card in the dark. The page around it is darker still.
constexpr Colour dark_card{0x1a, 0x22, 0x30};

std::variant<std::string, FileProblem> read_file(const std::string& path, std::size_t limit_bytes) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    return FileProblem{std::filesystem::exists(path, error) ? "is no file" : "is not there"};
  }
  if (std::filesystem::file_size(path, error) > limit_bytes && !error) {
    return FileProblem{"is over " + std::to_string(limit_bytes / 1024) + " KiB"};
  }
  auto bytes = read_whole_file(path);
  if (!bytes) return FileProblem{"cannot be read"};
  return std::move(*bytes);
}

bool is_png(std::string_view bytes) { return bytes.starts_with("\x89PNG\r\n\x1a\n"); }

// Its element may stand behind a declaration and comments.
bool is_svg(std::string_view bytes) {
  static constexpr std::size_t longest_beginning = 4096;
  const auto at = bytes.substr(0, longest_beginning).find("<svg");
  if (at == std::string_view::npos || at + 4 >= bytes.size() || !is_valid_utf8(bytes)) return false;
  return std::string_view(" \t\r\n>").find(bytes[at + 4]) != std::string_view::npos;
}

// A browser reads CR LF as LF, and the hash in the Content-Security-Policy is of what it has read.
void unify_line_ends(std::string& text) {
  for (auto at = text.find('\r'); at != std::string::npos; at = text.find('\r', at)) {
    text.replace(at, text.compare(at, 2, "\r\n") == 0 ? 2 : 1, "\n");
  }
}

}  // namespace

std::variant<Logo, FileProblem> read_logo(const std::string& file) {
  auto read = read_file(file, logo_limit_bytes);
  if (auto* problem = std::get_if<FileProblem>(&read)) return std::move(*problem);
  auto& bytes = std::get<std::string>(read);
  if (!is_png(bytes) && !is_svg(bytes)) return FileProblem{"is neither PNG nor SVG"};
  const std::string type = is_png(bytes) ? "image/png" : "image/svg+xml";
  const std::string version = crypto::hex(crypto::sha256(bytes)).substr(0, 12);
  return Logo{type, std::move(bytes), version};
}

std::variant<std::string, FileProblem> read_style(const std::string& file) {
  auto read = read_file(file, style_limit_bytes);
  if (auto* problem = std::get_if<FileProblem>(&read)) return std::move(*problem);
  auto& style = std::get<std::string>(read);
  if (!is_valid_utf8(style) || style.find('\0') != std::string::npos) return FileProblem{"is no text in UTF-8"};
  if (lower_ascii(style).find("</style") != std::string::npos) return FileProblem{"has `</style` in it"};
  unify_line_ends(style);
  return std::move(style);
}

std::string make_accent_style(const Colour& accent) {
  const auto rule = [](const Colour& colour, const Colour& note) {
    return ":root{--accent:" + colour_text(colour) + ";--note:" + colour_text(note) + "}";
  };
  const Colour light = make_readable(accent, dark_card, white);
  return rule(accent, mix(white, accent, 7)) + "\n@media (prefers-color-scheme:dark){" +
         rule(light, mix(dark_card, accent, 20)) + "}\n";
}

}  // namespace latchkey::looks
