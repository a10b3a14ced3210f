#include "base/log.hpp"

#include <unistd.h>

namespace latchkey {
namespace {

void append_quoted(std::string& line, std::string_view value) {
  static constexpr std::string_view hex = "0123456789abcdef";
  line += '"';
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      line += '\\';
      line += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      line += "\\x";
      line += hex[byte >> 4U];
      line += hex[byte & 15U];
    } else {
      line += c;
    }
  }
  line += '"';
}

}  // namespace

std::string make_log_line(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
  std::string line = "<" + std::to_string(static_cast<int>(level)) + ">event=";
  line += event;
  for (const auto& [key, value] : fields) {
    line += ' ';
    line += key;
    line += '=';
    append_quoted(line, value);
  }
  return line;
}

void log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
  std::string line = make_log_line(level, event, fields);
  line += '\n';
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace latchkey
