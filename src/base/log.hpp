// One line per event on standard error: `<6>event=… key="value" …`. The number is the syslog priority that journald
// reads.
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace latchkey {

enum class LogLevel { error = 3, warning = 4, notice = 5, info = 6 };

using LogField = std::pair<std::string_view, std::string_view>;

// Writes the line with one write(2), so that the lines of several processes do not mix. Control characters, quotes and
// backslashes in values are escaped. When the disk is full or standard error is closed, the line is lost, but the
// request goes on. Never hand it a token, a key, a password or an e-mail address.
void log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields = {});

// The line as log() writes it, without the newline.
[[nodiscard]] std::string make_log_line(LogLevel level, std::string_view event, std::initializer_list<LogField> fields);

}  // namespace latchkey
