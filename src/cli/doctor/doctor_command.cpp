#include <cstdlib>

#include "cli/doctor/doctor.hpp"
#include "cli/doctor/findings.hpp"

namespace latchkey::cli {
namespace {

std::string find_ca_file(const DoctorOptions& options) {
  if (!options.ca_file.empty()) return options.ca_file;
  const char* named = std::getenv("SSL_CERT_FILE");  // NOLINT(concurrency-mt-unsafe): single-threaded
  return named == nullptr ? "" : named;
}

// Without a configuration there is nothing to look at.
void require_config(Report& report, Context& context) {
  try {
    static_cast<void>(context.config());
  } catch (const ConfigError& error) {
    report.begin("Configuration");
    report.fail(error.what(), "put it right; docs/existing-site.md has an example");
    report.finish();
    throw;
  }
}

}  // namespace

bool examine_installation(Context& context, const DoctorOptions& options) {
  Report report(options.output);
  require_config(report, context);
  Examination examination{.report = report, .context = context, .ca_file = find_ca_file(options)};
  check_configuration(examination);
  check_pages(examination);
  check_database(examination);
  if (examination.has_database) check_grants(examination);
  check_handlers(examination);
  check_site(examination);
  check_nginx(examination);
  if (examination.has_database) {
    check_platforms(examination);
    check_endpoints(examination);
    check_mails(examination);
    check_keys(examination);
    check_people(examination);
  }
  report.finish();
  return !report.has_failed();
}

void add_doctor_command(CLI::App& app, Context& context) {
  CLI::App* command = app.add_subcommand(
      "doctor",
      "Check configuration, database, grants, handlers, nginx, site, webhooks, keys and people, and say what to do");
  command->footer(
      "Run it as root: then it also sees who serves the sockets, what nginx is told, and who can read what. "
      "It ends with 1 when a finding is an error (FAIL), not for warnings.");
  const auto options = std::make_shared<DoctorOptions>();
  const auto output = std::make_shared<Output>(Output::table);
  add_json_flag(*command, output);
  command
      ->add_option("--ca", options->ca_file,
                   "Certificates of the authority that site.base_url is trusted by (default: "
                   "$SSL_CERT_FILE, else the system's)")
      ->check(CLI::ExistingFile);
  command->callback([&context, options, output] {
    options->output = *output;
    if (!examine_installation(context, *options)) throw Refusal("something needs your attention, see above");
  });
}

}  // namespace latchkey::cli
