#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <iostream>

#include "cli/context.hpp"

namespace latchkey::cli {
namespace {

constexpr std::array<int, 4> ending_signals{SIGINT, SIGTERM, SIGHUP, SIGQUIT};

// How the terminal was; for the signal handler.
termios usual_terminal{};

void end_with_echo(int signal) {
  ::tcsetattr(STDIN_FILENO, TCSANOW, &usual_terminal);
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

// While it lives the terminal does not show what is typed. A signal that ends the program brings the echo back first.
class Silence {
 public:
  Silence() {
    ::tcgetattr(STDIN_FILENO, &usual_terminal);
    termios silent = usual_terminal;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    for (const int signal : ending_signals) ::signal(signal, end_with_echo);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  ~Silence() {
    ::tcsetattr(STDIN_FILENO, TCSANOW, &usual_terminal);
    for (const int signal : ending_signals) ::signal(signal, SIG_DFL);
    std::cerr << '\n';  // that of the Return key was not shown either
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;
  Silence(Silence&&) = delete;
  Silence& operator=(Silence&&) = delete;
};

std::string read_line() {
  std::string line;
  std::getline(std::cin, line);
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

std::string ask(const std::string& prompt) {
  const Silence silence;
  std::cerr << prompt << std::flush;
  return read_line();
}

std::string ask_at_terminal(const std::string& what) {
  std::string name = what;
  if (!name.empty() && name.front() >= 'a' && name.front() <= 'z') name.front() = static_cast<char>(name.front() - 32);
  std::string first = ask(name + " (not shown): ");
  if (first.empty()) throw Refusal("no " + what + " was typed");
  if (ask(name + " once more: ") != first) throw Refusal("the two differ; nothing was done");
  return first;
}

// Without the byte order mark that editors and shells of Windows put before a text.
std::string strip_mark(std::string line, const std::string& what) {
  static constexpr std::string_view utf8_mark = "\xef\xbb\xbf";
  const bool is_utf16 =
      line.starts_with("\xff\xfe") || line.starts_with("\xfe\xff") || line.find('\0') != std::string::npos;
  if (is_utf16) throw Refusal("the " + what + " came as UTF-16; send it as UTF-8");
  if (line.starts_with(utf8_mark)) line.erase(0, utf8_mark.size());
  return line;
}

}  // namespace

std::string read_secret_line(const std::string& what) {
  if (::isatty(STDIN_FILENO) == 1) return ask_at_terminal(what);
  std::string line = strip_mark(read_line(), what);
  if (line.empty()) throw Refusal("no " + what + " came on standard input");
  return line;
}

}  // namespace latchkey::cli
