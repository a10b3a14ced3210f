#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <sstream>

#include "cli/doctor/findings.hpp"
#include "cli/probes/nginx_program.hpp"

namespace latchkey::cli {
namespace {

constexpr const char* reload = ", then nginx -t and systemctl reload nginx";

// Where a program's snippet shows: a location that it has.
std::string_view location_of(Program program) {
  switch (program) {
    case Program::customers:
      return "/api/v1/";
    case Program::login:
      return "/auth/login";
    case Program::session:
      return "/auth/verify";
    default:
      return "/admin/";
  }
}

std::string snippet_of(Program program) {
  return program == Program::admin ? "snippets/latchkey-admin.conf" : "snippets/latchkey-server.conf";
}

// The unix sockets that requests are passed to.
bool passes_to(const Nginx& nginx, const std::string& path) {
  const std::string server = "unix:" + path;
  return std::ranges::any_of(nginx.directives, [&](const Directive& directive) {
    const bool is_target = directive.size() > 1 && (directive[0] == "server" || directive[0] == "fastcgi_pass");
    return is_target && (directive[1] == server || directive[1].starts_with(server + ":"));
  });
}

bool has_location(const Nginx& nginx, std::string_view location) {
  return std::ranges::any_of(nginx.directives, [&](const Directive& directive) {
    return directive.size() > 1 && directive.front() == "location" && directive.back() == location;
  });
}

std::vector<Program> list_handlers(const Config& config) {
  std::vector<Program> programs;
  std::ranges::copy_if(handlers, std::back_inserter(programs), [&](Program p) { return is_set_up(config, p); });
  return programs;
}

bool is_ours(const Nginx& nginx, const Config& config) {
  return std::ranges::any_of(handlers, [&](Program p) { return passes_to(nginx, socket_path(config, p)); });
}

// Who will open the sockets: its workers, or, as nothing runs, whom the configuration names.
std::optional<Identity> find_worker_identity(const Nginx& nginx) {
  if (nginx.worker) return nginx.worker;
  for (const auto& directive : nginx.directives) {
    if (directive.size() > 1 && directive.front() == "user") return find_identity(directive[1]);
  }
  return std::nullopt;
}

std::string describe_owner(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return "";
  const ::group* entry = ::getgrgid(status.st_gid);  // NOLINT(concurrency-mt-unsafe): single-threaded
  std::ostringstream text;
  text << " (group " << (entry == nullptr ? std::to_string(status.st_gid) : entry->gr_name) << ", mode 0" << std::oct
       << (status.st_mode & 0777) << ")";
  return text.str();
}

void check_access(Report& report, const Identity& worker, const std::string& path) {
  const auto asked = ask_permission(worker, path, Access::write);
  if (asked.answer != Answer::no) return;
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return;  // told among the handlers
  const bool is_folder = asked.obstacle != path;
  report.fail("nginx, as the user " + worker.name + ", cannot open " + path +
                  (is_folder ? ", since it cannot enter " + asked.obstacle.string() : describe_owner(path)),
              is_folder ? "chmod o+x " + asked.obstacle.string() + ", or give it to a group of " + worker.name
                        : "start the handler with -M 0660 and a group of " + worker.name + " (Group= of the unit)");
}

void check_ours(Examination& examination, const Nginx& nginx) {
  Report& report = examination.report;
  const Config& config = examination.context.config();
  if (!nginx.is_running) report.fail("nginx does not run", "systemctl start nginx");
  for (const Program program : list_handlers(config)) {
    const std::string name = "latchkey-" + std::string(section_name(program));
    const std::string path = socket_path(config, program);
    if (!has_location(nginx, location_of(program))) {
      report.fail("nginx has no location " + std::string(location_of(program)) + ": nobody reaches " + name,
                  "include " + snippet_of(program) + " in the site's server block" + reload);
    } else if (!passes_to(nginx, path)) {
      report.fail("nginx passes nothing to " + path,
                  "see latchkey/upstreams.conf, and sockets.folder" + std::string(reload));
    }
  }
  if (const auto worker = find_worker_identity(nginx)) {
    for (const Program program : list_handlers(config)) check_access(report, *worker, socket_path(config, program));
  }
}

// What is said where no nginx that can be looked at names our sockets.
void tell_none(Examination& examination, const std::vector<Nginx>& all) {
  Report& report = examination.report;
  const auto wrong = std::ranges::find_if(all, [](const Nginx& nginx) { return !nginx.problem.empty(); });
  const bool is_hidden = ::geteuid() != 0 && wrong != all.end();
  const bool is_running = std::ranges::any_of(all, &Nginx::is_running);
  const std::string& folder = examination.context.config().sockets_folder;
  if (is_hidden) {
    report.skip("run this as root to have nginx looked at");
  } else if (wrong != all.end()) {
    report.fail("nginx's configuration is wrong: " + wrong->problem, "put it right" + std::string(reload));
  } else if (examination.site_answers) {
    report.ok("no nginx of this machine names the sockets in " + folder + "; another web server passes requests on");
  } else if (is_running) {
    report.fail("nginx runs, but passes nothing to the sockets in " + folder,
                "include snippets/latchkey-http.conf and latchkey/upstreams.conf above the site's server block, and "
                "snippets/latchkey-server.conf in it (docs/existing-site.md)" +
                    std::string(reload));
  } else {
    report.fail("no nginx runs here that passes requests to the sockets in " + folder,
                "start it: systemctl start nginx; its configuration: docs/existing-site.md");
  }
}

}  // namespace

void check_nginx(Examination& examination) {
  Report& report = examination.report;
  report.begin("nginx");
  const Config& config = examination.context.config();
  if (config.sockets_folder.empty()) return report.skip("the handlers run as CGI");
  examine(report, "nginx", "see docs/existing-site.md", [&] {
    const auto all = find_nginx();
    const auto ours = std::ranges::find_if(all, [&](const Nginx& nginx) { return is_ours(nginx, config); });
    if (ours == all.end()) return tell_none(examination, all);
    const int before = report.errors();
    check_ours(examination, *ours);
    if (report.errors() == before) report.ok("nginx passes requests to the sockets in " + config.sockets_folder);
  });
}

}  // namespace latchkey::cli
