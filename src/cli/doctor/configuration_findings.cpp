#include <sys/stat.h>

#include <fstream>

#include "cli/doctor/administrators_files.hpp"
#include "cli/doctor/findings.hpp"
#include "cli/probes/handler_processes.hpp"

namespace latchkey::cli {
namespace {

// Whether a password stands in the file itself, as `password = "…"`.
bool has_password(const std::string& file) {
  static constexpr std::string_view key = "password";
  std::ifstream input(file);
  for (std::string line; std::getline(input, line);) {
    const std::string text = line.substr(0, line.find('#'));
    for (auto at = text.find(key); at != std::string::npos; at = text.find(key, at + key.size())) {
      const auto next = text.find_first_not_of(" \t\"'", at + key.size());
      if (next != std::string::npos && text[next] == '=') return true;
    }
  }
  return false;
}

void check_mode(Report& report, const std::string& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return;
  if ((status.st_mode & S_IWOTH) != 0) {
    report.fail(file + " may be changed by everybody on this machine", "chmod 0640 " + file);
  } else if ((status.st_mode & S_IROTH) != 0 && has_password(file)) {
    report.fail(file + " holds passwords and may be read by everybody on this machine",
                "chmod 0640 " + file + ", with a group that the programs' users are in");
  }
}

// The program's part of the file, read as the program itself will.
std::string find_problem(const std::string& file, Program program) {
  try {
    static_cast<void>(load_config(file, program));
    return {};
  } catch (const ConfigError& error) {
    return error.what();
  }
}

void check_part(Examination& examination, const Identity& identity, Program program) {
  const Config& config = examination.context.config();
  if (!check_readable(examination, program, config.file, Readers::a_group_of_users)) return;
  const auto problem = ask_as(identity, [&] { return find_problem(config.file, program); });
  if (problem && !problem->empty()) {
    examination.report.fail("latchkey-" + std::string(section_name(program)) + ", as the user " + identity.name +
                                ", does not start: " + *problem,
                            "let a group of that user read the file, and nobody else");
  }
}

bool needs_key_file(Program program) {
  return program == Program::login || program == Program::admin || program == Program::provisioner ||
         program == Program::courier;
}

// The certificates of the authorities that the program trusts.
std::set<std::string> list_trusted(const Config& config, Program program) {
  std::set<std::string> files{config.database.ca_file};
  if (program == Program::courier) {
    files.insert(config.courier.ca_file);
    if (config.mail) files.insert(config.mail->ca_file);
  }
  files.erase("");
  return files;
}

// Those that run on this machine, or have to.
std::set<Program> list_programs(const Config& config) {
  std::set<Program> programs = config.programs;
  for (const Program program : handlers) {
    if (is_set_up(config, program)) programs.insert(program);
  }
  programs.erase(Program::owner);
  return programs;
}

void check_programs(Examination& examination) {
  const Config& config = examination.context.config();
  for (const Program program : list_programs(config)) {
    const std::string problem = find_problem(config.file, program);
    if (!problem.empty()) {
      examination.report.fail("latchkey-" + std::string(section_name(program)) + " does not start: " + problem,
                              "put it right in " + config.file);
      continue;
    }
    const auto identity = find_program_identity(config, program);
    if (!identity) continue;
    check_part(examination, *identity, program);
    struct stat status {};
    const bool has_key_file = ::stat(config.key_file.c_str(), &status) == 0;
    if (has_key_file && needs_key_file(program)) {
      check_readable(examination, program, config.key_file, Readers::a_group_of_users);
    }
    for (const auto& file : list_trusted(config, program)) {
      check_readable(examination, program, file, Readers::everybody);
    }
  }
}

void check_cache_folder(Examination& examination) {
  const std::string& folder = examination.context.config().session_cache_folder;
  if (folder.empty())
    return examination.report.ok("session.cache_folder is off: every check of a session asks the database");
  struct stat status {};
  if (::stat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) {
    return examination.report.warn("there is no folder " + folder + ": every check of a session asks the database",
                                   "make it for the user of latchkey-session (RuntimeDirectory= or tmpfiles.d), or set "
                                   "session.cache_folder = \"\"");
  }
  const auto identity = find_program_identity(examination.context.config(), Program::session);
  if (identity && ask_permission(*identity, folder, Access::write).answer == Answer::no) {
    return examination.report.warn("latchkey-session, as " + identity->name + ", cannot write into " + folder +
                                       ": every check of a session asks the database",
                                   "chown " + identity->name + " " + folder);
  }
  examination.report.ok("sessions are remembered in " + folder);
}

}  // namespace

bool is_set_up(const Config& config, Program program) {
  const bool may_be_missing =
      program == Program::admin || program == Program::provisioner || program == Program::courier;
  return !may_be_missing || config.programs.contains(program);
}

std::optional<Config> find_program_config(const std::string& file, Program program) {
  try {
    return load_config(file, program);
  } catch (const ConfigError&) {
    return std::nullopt;
  }
}

std::string socket_path(const Config& config, Program program) {
  if (config.sockets_folder.empty()) return {};
  return config.sockets_folder + "/" + std::string(section_name(program)) + ".sock";
}

std::optional<Identity> find_program_identity(const Config& config, Program program) {
  const std::string path = socket_path(config, program);
  if (!path.empty()) {
    if (auto identity = find_handler_identity(path)) return identity;
  }
  return find_identity("latchkey-" + std::string(section_name(program)));
}

void check_configuration(Examination& examination) {
  auto& report = examination.report;
  const Config& config = examination.context.config();
  report.begin("Configuration");
  report.ok("configuration " + config.file);
  if (config.base_url.starts_with("http://")) {
    report.warn("site.base_url is not https: browsers refuse our cookies", "serve the site with TLS");
  }
  check_mode(report, config.file);
  check_programs(examination);
  check_cache_folder(examination);
}

}  // namespace latchkey::cli
