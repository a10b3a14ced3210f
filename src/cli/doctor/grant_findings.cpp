#include <algorithm>

#include "cli/doctor/expected_grants.hpp"
#include "cli/doctor/findings.hpp"

namespace latchkey::cli {
namespace {

constexpr const char* revoke = "REVOKE them, then run sql/grants.sql";

std::string join(const std::vector<std::string>& texts) {
  std::string text;
  for (const auto& part : texts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

// Where there is one account for all programs, as on shared hosting, it may do everything.
enum class Accounts { one_for_all, one_for_each };

Accounts count_accounts(const Config& config) {
  const bool is_one = std::ranges::all_of(config.programs, [&](Program program) {
    const auto own = find_program_config(config.file, program);
    return !own || own->database.user == config.database.user;
  });
  return is_one ? Accounts::one_for_all : Accounts::one_for_each;
}

void tell_differences(Report& report, const std::string& name, const GrantDifferences& found, Accounts accounts) {
  const auto& [missing, widened, extra, everywhere] = found;
  if (!missing.empty()) {
    report.fail(name + " lacks: " + join(missing), "run sql/grants.sql as the database's administrator");
  }
  if (accounts == Accounts::one_for_all) {
    if (missing.empty()) report.ok(name + ": uses the one account of this installation");
    return;
  }
  if (!widened.empty()) {
    report.warn(name + " has more rights than it needs, whole tables in place of some columns: " + join(widened),
                revoke);
  }
  if (!extra.empty()) report.warn(name + " has more rights than it needs: " + join(extra), revoke);
  if (!everywhere.empty()) {
    report.warn(name + " has more rights than it needs, on the whole schema or server: " + join(everywhere),
                "REVOKE them ON the schema or *.*, then run sql/grants.sql");
  }
  if (missing.empty() && widened.empty() && extra.empty() && everywhere.empty()) {
    report.ok(name + ": database account and its rights");
  }
}

void check_account(Examination& examination, Program program, Accounts accounts) {
  auto& report = examination.report;
  const Config& config = examination.context.config();
  const std::string part(section_name(program));
  if (!is_set_up(config, program)) {
    return report.warn("latchkey-" + part + " is not set up on this machine",
                       "add [database." + part + "] to " + config.file + ", unless another machine runs it");
  }
  const auto own = find_program_config(config.file, program);
  if (!own) return report.skip("latchkey-" + part + " has no account yet: see the group Configuration");
  const std::string remedy = "see [database." + part + "] in " + config.file +
                             ", and ALTER USER … IDENTIFIED BY … ACCOUNT UNLOCK in sql/grants.sql";
  examine(report, "database account of latchkey-" + part, remedy, [&] {
    db::Connection db(own->database);
    static_cast<void>(db.query("SELECT 1"));
    tell_differences(report, "latchkey-" + part, compare_grants(expected_grants(part), find_actual_grants(db)),
                     accounts);
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

}  // namespace

void check_grants(Examination& examination) {
  auto& report = examination.report;
  report.begin("Grants");
  examine(report, "accounts", "put the configuration right", [&] {
    const Config& config = examination.context.config();
    const Accounts accounts = count_accounts(config);
    if (accounts == Accounts::one_for_all) {
      report.ok("one database account for all programs, " + config.database.user +
                ": right where there is no other, as on shared hosting; elsewhere each program has its own "
                "(sql/grants.sql)");
    }
    for (const Program program : handlers) check_account(examination, program, accounts);
    if (opens_accounts(examination.context)) check_account(examination, Program::provisioner, accounts);
    if (needs_courier(examination.context)) check_account(examination, Program::courier, accounts);
  });
}

}  // namespace latchkey::cli
