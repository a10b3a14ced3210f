// The groups of findings of `latchkey doctor`, one function and one file each.
#pragma once
#include <array>
#include <optional>
#include <string>

#include "cli/context.hpp"
#include "cli/doctor/report.hpp"
#include "cli/probes/identity.hpp"

namespace latchkey::cli {

// What the groups share. Each function below looks at its group and adds its findings; none throws for what is broken.
struct Examination {
  Report& report;
  Context& context;
  std::string ca_file = {};   // of the authority that is trusted for site.base_url; empty: the system's
  bool has_database = false;  // the owner's account can use the schema: set by check_database()
  bool site_answers = false;  // set by check_site()
};

// The file and the handlers' part of it; who can read it; the folders that it names. The configuration has been loaded.
void check_configuration(Examination& examination);
// The languages, the logo and the style of the customers' pages.
void check_pages(Examination& examination);
// The servers, the owner's connection, the schema's version, the clocks, whether a back-up was restored.
void check_database(Examination& examination);
// Its part on the servers: the state of each, and their clocks. False when none of them can do any work, which has then
// been told.
[[nodiscard]] bool check_servers(Examination& examination);
// What each program's account may do, compared with sql/grants.sql.
void check_grants(Examination& examination);
// The sockets and who serves them.
void check_handlers(Examination& examination);
// nginx of this machine: whether it runs, has the snippets, and can open the sockets.
void check_nginx(Examination& examination);
// A request through site.base_url, as a visitor sends it.
void check_site(Examination& examination);
// Trading platforms and the accounts that wait.
void check_platforms(Examination& examination);
// Webhooks and postbacks that fail; a courier that is needed and does not run.
void check_endpoints(Examination& examination);
// The SMTP server, the templates, mails that are late or have failed. Nothing where no mails are sent.
void check_mails(Examination& examination);
// The key file and what it seals; API keys that expire.
void check_keys(Examination& examination);
// Somebody can sign in to the admin area, and customers land somewhere.
void check_people(Examination& examination);

// Programs that need not run on every machine are set up here only when they have a section in the configuration.
[[nodiscard]] bool is_set_up(const Config& config, Program program);

// The configuration as the program reads it; nothing when it does not take it, which check_configuration() tells.
[[nodiscard]] std::optional<Config> find_program_config(const std::string& file, Program program);

// Who the program runs as: as its socket's processes do, else the system user of its name. Nothing when neither is
// there.
[[nodiscard]] std::optional<Identity> find_program_identity(const Config& config, Program program);

// The path of a handler's socket; empty under plain CGI.
[[nodiscard]] std::string socket_path(const Config& config, Program program);

// Whether something is there that only a courier sends: an endpoint that is told, or mails.
[[nodiscard]] bool needs_courier(Context& context);

inline constexpr std::array<Program, 4> handlers{Program::customers, Program::login, Program::session, Program::admin};

}  // namespace latchkey::cli
