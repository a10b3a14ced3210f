#include "cli/doctor/findings.hpp"
#include "cli/restore/epoch.hpp"
#include "cli/schema/migrations.hpp"

namespace latchkey::cli {
namespace {

bool connects(Examination& examination) {
  bool is_connected = false;
  const std::string remedy = "see [database] and [database.owner] in " + examination.context.config().file;
  examine(examination.report, "connection of the command line", remedy, [&] {
    static_cast<void>(examination.context.db().query("SELECT 1"));
    is_connected = true;
  });
  return is_connected;
}

void check_schema(Examination& examination) {
  auto& report = examination.report;
  examine(report, "schema", "see [database] and [database.owner] in " + examination.context.config().file, [&] {
    const int newest = list_migrations().back().version;
    const int version = find_schema_version(examination.context.db());
    const std::string at = "the schema is at version " + std::to_string(version);
    if (version < newest)
      report.fail(at + " of " + std::to_string(newest), "run `latchkey migrate`, then sql/grants.sql");
    if (version > newest) report.fail(at + ", newer than this program", "install the newer Latchkey");
    if (version == newest) report.ok(at);
  });
}

void check_memory(Examination& examination) {
  auto& report = examination.report;
  examine(report, "restored back-ups", "run `latchkey migrate` first", [&] {
    const std::string file = epoch_file(examination.context.config().key_file);
    switch (compare_epoch(examination.context.db(), file)) {
      case Memory::whole:
        return report.ok("the database is no older than this machine has seen it");
      case Memory::forgotten:
        return report.fail(
            "the database was restored from a back-up that is older than what this machine has seen of "
            "it: people are signed in who have signed out since, and spent links work again",
            "stop the handlers and the provisioner, then latchkey restored");
      case Memory::unknown:
        return report.skip("restored back-ups: " + file +
                           " says nothing of this database yet; `latchkey prune` and `latchkey backed-up` "
                           "write it");
    }
  });
}

}  // namespace

void check_database(Examination& examination) {
  examination.report.begin("Database");
  examination.has_database = check_servers(examination) && connects(examination);
  if (!examination.has_database) {
    return examination.report.skip("schema, grants, platforms, keys and people: the database has to let us in first");
  }
  check_schema(examination);
  check_memory(examination);
}

}  // namespace latchkey::cli
