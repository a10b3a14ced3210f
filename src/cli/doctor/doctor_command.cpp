// latchkey doctor: looks at everything that an administrator could have set up wrongly, and says what to do about it.
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <ctime>
#include <thread>

#include "cli/context.hpp"
#include "cli/doctor/expected_grants.hpp"
#include "cli/doctor/handler_processes.hpp"
#include "cli/doctor/provisioning_findings.hpp"
#include "cli/schema/migrations.hpp"
#include "links/menu_store.hpp"

namespace latchkey::cli {
namespace {

constexpr std::array<Program, 4> handlers{Program::customers, Program::login, Program::session, Program::admin};

// The admin area and the provisioner need not run on every machine.
bool is_set_up(Context& context, Program program) {
  const bool may_be_missing = program == Program::admin || program == Program::provisioner;
  return !may_be_missing || context.config().programs.contains(program);
}

std::string join(const Grants& grants) {
  std::string text;
  for (const auto& grant : grants) text += (text.empty() ? "" : ", ") + grant;
  return text;
}

Grants difference(const Grants& a, const Grants& b) {
  Grants result;
  std::ranges::set_difference(a, b, std::inserter(result, result.end()));
  return result;
}

void check_account(Report& report, Context& context, Program program) {
  const std::string name(section_name(program));
  if (!is_set_up(context, program)) {
    return report.warn("latchkey-" + name + " is not set up on this machine",
                       "add [database." + name + "] to " + find_config_file() + ", unless another machine runs it");
  }
  const std::string remedy = "see [database." + name + "] in " + find_config_file() +
                             ", and ALTER USER … IDENTIFIED BY … ACCOUNT UNLOCK in sql/grants.sql";
  examine(report, "database account of latchkey-" + name, remedy, [&] {
    db::Connection db(load_config(find_config_file(), program).database);
    static_cast<void>(db.query("SELECT 1"));
    const Grants expected = expected_grants(name);
    const Grants actual = find_actual_grants(db);
    const Grants missing = difference(expected, actual);
    const Grants extra = difference(actual, expected);
    if (!missing.empty()) {
      report.fail("latchkey-" + name + " lacks: " + join(missing),
                  "run sql/grants.sql as the database's administrator");
    } else if (!extra.empty()) {
      report.warn("latchkey-" + name + " has more rights than it needs: " + join(extra),
                  "REVOKE them, then run sql/grants.sql");
    } else {
      report.ok("latchkey-" + name + ": database account and its rights");
    }
  });
}

void check_schema(Report& report, Context& context) {
  examine(report, "schema", "see [database] and [database.owner] in " + find_config_file(), [&] {
    const int newest = list_migrations().back().version;
    const int version = find_schema_version(context.db());
    const std::string at = "the schema is at version " + std::to_string(version);
    if (version < newest)
      report.fail(at + " of " + std::to_string(newest), "run `latchkey migrate`, then sql/grants.sql");
    if (version > newest) report.fail(at + ", newer than this program", "install the newer Latchkey");
    if (version == newest) report.ok(at);
  });
}

void check_menus(Report& report, Context& context) {
  examine(report, "menus", "run `latchkey migrate` first", [&] {
    const auto menus = links::list_menus(context.db());
    const bool has_home = std::ranges::any_of(menus, [](const links::Menu& m) { return m.is_home && m.is_enabled; });
    if (has_home) report.ok("the members area has a dashboard");
    if (!has_home) {
      report.warn("no enabled menu entry is marked as home: customers land on /",
                  "latchkey menu add --label Dashboard --path /dashboard --home");
    }
  });
}

void check_clock(Report& report, Context& context) {
  examine(report, "database clock", "see [database] in " + find_config_file(), [&] {
    const auto row = context.db().query("SELECT ABS(UNIX_TIMESTAMP() - ?) AS skew", {::time(nullptr)}).at(0);
    const auto skew = row.integer("skew");
    if (skew <= 5) report.ok("the database's clock agrees with this machine's");
    if (skew > 5) report.warn("the database's clock is " + std::to_string(skew) + " s off", "run NTP on both machines");
  });
}

bool answers(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return false;
  std::memcpy(address.sun_path, path.data(), path.size());
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool is_open = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(fd);
  return is_open;
}

// A process that has died is replaced within 5 s, so fewer than wanted are looked at again for a little longer.
void check_processes(Report& report, const std::string& path, Program program) {
  static constexpr auto longest = std::chrono::seconds{6};
  static constexpr auto pause = std::chrono::milliseconds{200};
  const auto deadline = std::chrono::steady_clock::now() + longest;
  auto found = count_handler_processes(path);
  const auto is_short = [&] { return found && found->live < found->wanted.value_or(1); };
  while (is_short() && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(pause);
    found = count_handler_processes(path);
  }
  if (!found) return report.ok(path + " (run this as root to have its processes counted)");
  const std::string live = std::to_string(found->live);
  if (!is_short()) return report.ok(path + ", processes: " + live);
  report.fail(path + " is served by " + live + " of " + std::to_string(found->wanted.value_or(1)) + " processes",
              "start latchkey-" + std::string(section_name(program)) +
                  " again; multiwatch gives up a process that dies three times quickly unless it has -r 1000000000");
}

void check_socket(Report& report, const std::string& folder, Program program) {
  const std::string path = folder + "/" + std::string(section_name(program)) + ".sock";
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || !S_ISSOCK(status.st_mode)) {
    report.fail("no socket " + path, "start latchkey-" + std::string(section_name(program)) +
                                         " under spawn-fcgi, or set sockets.folder (\"\" under plain CGI)");
  } else if (!answers(path)) {
    report.fail("nobody listens on " + path, "start latchkey-" + std::string(section_name(program)) + " again");
  } else if ((status.st_mode & S_IRWXO) != 0) {
    report.fail(path + " is open to every user of this machine", "spawn-fcgi -M 0660, with nginx's group");
  } else {
    check_processes(report, path, program);
  }
}

void check_sockets(Report& report, Context& context) {
  examine(report, "sockets", "see [sockets] in " + find_config_file(), [&] {
    const std::string& folder = context.config().sockets_folder;
    if (folder.empty()) report.ok("no sockets to look at: the handlers run as CGI");
    for (const Program program : handlers) {
      if (!folder.empty() && is_set_up(context, program)) check_socket(report, folder, program);
    }
  });
}

// Where there are no platforms the provisioner need not be set up.
bool opens_accounts(Context& context) {
  try {
    return !context.db().query("SELECT 1 FROM trading_platforms LIMIT 1").empty();
  } catch (const std::exception&) {
    return false;  // the schema's own check says why
  }
}

void check_configuration(Report& report, Context& context) {
  const Config& config = context.config();  // a wrong file ends the command with its own message
  report.ok("configuration " + config.file);
  if (config.base_url.starts_with("http://")) {
    report.warn("site.base_url is not https: browsers refuse our cookies", "serve the site with TLS");
  }
}

}  // namespace

void add_doctor_command(CLI::App& app, Context& context) {
  CLI::App* command =
      app.add_subcommand("doctor", "Check configuration, database, schema, grants and sockets, and say what to do");
  command->callback([&context] {
    Report report;
    check_configuration(report, context);
    check_schema(report, context);
    for (const Program program : handlers) check_account(report, context, program);
    if (opens_accounts(context)) check_account(report, context, Program::provisioner);
    check_menus(report, context);
    check_clock(report, context);
    check_sockets(report, context);
    check_provisioning(report, context);
    if (report.has_failed()) throw Refusal("something needs your attention, see above");
  });
}

}  // namespace latchkey::cli
