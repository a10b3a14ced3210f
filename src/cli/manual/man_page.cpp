#include "cli/manual/man_page.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "base/utf8.hpp"

namespace latchkey::cli {
namespace {

// Text in which roff finds nothing of its own. A dash is the one that can be copied into a shell.
std::string escape(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\\') {
      result += "\\e";
    } else if (c == '-') {
      result += "\\-";
    } else {
      if (result.empty() && (c == '.' || c == '\'')) result += "\\&";
      result += c == '\n' ? ' ' : c;
    }
  }
  return result;
}

std::string bold(std::string_view text) { return "\\fB" + escape(text) + "\\fR"; }

std::string italic(std::string_view text) { return "\\fI" + escape(text) + "\\fR"; }

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return text;
}

std::string make_title(const std::string& name, const std::string& section, const std::string& version) {
  return ".TH " + escape(upper(name)) + " " + section + " \"\" \"Latchkey " + version + "\" Latchkey\n";
}

// NAME wants one line without a full stop.
std::string first_sentence(const std::string& help) {
  const auto end = help.find(". ");
  std::string sentence = help.substr(0, end);
  if (sentence.ends_with('.')) sentence.pop_back();
  return sentence;
}

std::string usage_of(const CommandFacts& command) {
  std::string usage = bold(join(command.path, " "));
  for (const auto& option : command.options) {
    if (option.is_required) usage += " " + bold(option.names.back()) + " " + italic(option.value_name);
  }
  usage += " [" + italic("options") + "]";
  for (const auto& argument : command.arguments) usage += " " + italic(argument.value_name);
  if (!command.commands.empty()) usage += " " + italic("command");
  return usage;
}

void print_option(std::ostream& page, const OptionFacts& option) {
  std::string names;
  for (const auto& name : option.names) names += (names.empty() ? "" : ", ") + bold(name);
  if (!option.value_name.empty()) names += (names.empty() ? "" : " ") + italic(option.value_name);
  page << ".TP\n" << names << '\n' << escape(option.help.empty() ? "Mandatory value" : option.help);
  if (!option.choices.empty()) page << "; one of " << escape(join(option.choices, ", "));
  if (!option.default_value.empty()) page << "; default " << escape(option.default_value);
  if (option.is_required) page << "; must be given";
  page << ".\n";
}

void print_references(std::ostream& page, const std::vector<std::string>& names) {
  page << ".SH SEE ALSO\n";
  for (std::size_t i = 0; i < names.size(); ++i) {
    page << ".BR " << escape(names[i]) << " (1)" << (i + 1 < names.size() ? " ," : "") << '\n';
  }
}

void print_surroundings(std::ostream& page) {
  page << ".SH ENVIRONMENT\n.TP\n"
       << bold("LATCHKEY_CONFIG") << "\nPath of the configuration.\n"
       << ".SH FILES\n.TP\n"
       << bold("/etc/latchkey/latchkey.toml") << "\nThe configuration, where LATCHKEY_CONFIG names no other.\n";
}

std::vector<std::string> find_relatives(const CommandFacts& command) {
  std::vector<std::string> names;
  names.reserve(command.commands.size() + 1);
  if (command.path.size() > 1) names.push_back(join({command.path.begin(), command.path.end() - 1}, "-"));
  for (const auto& child : command.commands) names.push_back(join(command.path, "-") + "-" + child);
  return names;
}

}  // namespace

Page make_command_page(const CommandFacts& command, const std::string& version) {
  const std::string name = join(command.path, "-");
  std::ostringstream page;
  page << make_title(name, "1", version) << ".SH NAME\n"
       << escape(name) << " \\- " << escape(first_sentence(command.help)) << "\n.SH SYNOPSIS\n"
       << usage_of(command) << "\n.SH DESCRIPTION\n"
       << escape(command.help) << (command.help.ends_with('.') ? "" : ".") << '\n';
  if (!command.footer.empty()) page << ".PP\n" << escape(command.footer) << '\n';
  if (!command.commands.empty()) page << ".SH COMMANDS\n";
  for (std::size_t i = 0; i < command.commands.size(); ++i) {
    page << ".TP\n" << bold(command.commands[i]) << '\n' << escape(command.command_help[i]) << ".\n";
  }
  if (!command.arguments.empty()) page << ".SH ARGUMENTS\n";
  for (const auto& argument : command.arguments) print_option(page, argument);
  page << ".SH OPTIONS\n";
  for (const auto& option : command.options) print_option(page, option);
  page << ".SH EXIT STATUS\n0 when it is done, 1 when something was not found, was refused or could not be printed, 2 "
          "for "
          "wrong usage.\n";
  print_surroundings(page);
  if (const auto relatives = find_relatives(command); !relatives.empty()) print_references(page, relatives);
  return {name + ".1", page.str()};
}

Page make_program_page(const std::string& program, const std::string& help, const std::string& version) {
  static constexpr std::string_view usage_key = "Usage: ";
  std::istringstream lines(help);
  std::string usage;
  std::getline(lines, usage);
  if (!usage.starts_with(std::string(usage_key) + program))
    throw std::runtime_error(program + " --help has no usage line");
  std::string description;
  std::string options;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("  ")) {
      const std::string text(trim(line));
      const auto gap = std::min(text.find("  "), text.size());
      options += ".TP\n" + bold(text.substr(0, gap)) + "\n" + escape(trim(text.substr(gap))) + ".\n";
    } else if (!line.empty()) {
      description += (description.empty() ? "" : " ") + line;
    }
  }
  if (description.empty()) throw std::runtime_error(program + " --help does not say what it is for");
  std::ostringstream page;
  page << make_title(program, "8", version) << ".SH NAME\n"
       << escape(program) << " \\- " << escape(first_sentence(description)) << "\n.SH SYNOPSIS\n"
       << bold(program) << " " << escape(usage.substr(usage_key.size() + program.size() + 1)) << "\n.SH DESCRIPTION\n"
       << escape(description) << "\n.SH OPTIONS\n"
       << options
       << ".SH EXIT STATUS\n0 when it was told to end, 1 for a wrong configuration or a failed start, 2 for wrong "
          "usage.\n";
  print_surroundings(page);
  print_references(page, {"latchkey"});
  return {program + ".8", page.str()};
}

}  // namespace latchkey::cli
