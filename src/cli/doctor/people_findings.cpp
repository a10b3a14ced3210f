#include <algorithm>
#include <filesystem>
#include <set>

#include "cli/doctor/findings.hpp"
#include "customers/privacy/erased_file.hpp"
#include "customers/privacy/erased_people.hpp"
#include "links/menu_store.hpp"
#include "staff/role_store.hpp"

namespace latchkey::cli {
namespace {

void check_menus(Examination& examination) {
  auto& report = examination.report;
  examine(report, "menus", "run `latchkey migrate` first", [&] {
    const auto menus = links::list_menus(examination.context.db());
    const bool has_home = std::ranges::any_of(menus, [](const links::Menu& m) { return m.is_home && m.is_enabled; });
    if (has_home) report.ok("the members area has a dashboard");
    if (!has_home) {
      report.warn("no enabled menu entry is marked as home: customers land on /",
                  "latchkey menu add --label Dashboard --path /dashboard --home");
    }
  });
}

void check_administrators(Examination& examination) {
  auto& report = examination.report;
  examine(report, "administrators", "run `latchkey migrate` first", [&] {
    if (staff::count_administrators(examination.context.db()).all > 0) {
      return report.ok("an administrator can sign in to the admin area");
    }
    const std::string remedy =
        "latchkey user create --email … --first-name … --last-name … --password-stdin: the first who can sign in "
        "becomes "
        "the administrator; or latchkey user enable";
    if (is_set_up(examination.context.config(), Program::admin)) {
      report.fail("there is no administrator who could sign in to the admin area", remedy);
    } else {
      report.warn("there is no administrator, and no admin area on this machine", remedy);
    }
  });
}

// The admin area erases nobody whose id it cannot write down.
void check_admin_writes(Examination& examination, const std::string& file) {
  const auto& config = examination.context.config();
  const auto identity =
      is_set_up(config, Program::admin) ? find_program_identity(config, Program::admin) : std::nullopt;
  if (!identity) return;
  const std::filesystem::path path(file);
  const auto place = std::filesystem::exists(path) ? path : path.parent_path();
  if (ask_permission(*identity, place, Access::write).answer != Answer::no) return;
  examination.report.warn(
      "the user " + identity->name + " of latchkey-admin may not write " + file + ": the admin area erases nobody",
      "install -m 0640 -o " + identity->name + " /dev/null " + file +
          " when it is not there yet, else chown it: docs/privacy.md");
}

// Who was erased stands in the database and in a file that no restore takes back.
void check_erased(Examination& examination) {
  auto& report = examination.report;
  const std::string& file = examination.context.config().erased_file;
  examine(report, "erased people", "make it writable for this user and for the admin area: see docs/privacy.md", [&] {
    const auto known = customers::list_erased_people(examination.context.db());
    const auto noted = customers::read_erased_file(file);
    customers::check_erased_file(file);
    const auto lacks = [](const std::set<Uuid>& all, const std::set<Uuid>& some) {
      return std::ranges::count_if(some, [&](const Uuid& id) { return !all.contains(id); });
    };
    const auto back = lacks(known, noted);
    const auto missing = lacks(noted, known);
    if (back > 0) {
      report.fail(file + " names " + std::to_string(back) + " people who are not erased in the database",
                  "latchkey customer re-erase");
    }
    if (missing > 0) {
      report.warn(file + " lacks " + std::to_string(missing) + " people who were erased on another machine",
                  "latchkey customer re-erase, or wait for the nightly latchkey prune");
    }
    check_admin_writes(examination, file);
    if (back == 0 && missing == 0) report.ok("people who were erased: " + std::to_string(known.size()));
  });
}

}  // namespace

void check_people(Examination& examination) {
  examination.report.begin("People");
  check_administrators(examination);
  check_menus(examination);
  check_erased(examination);
}

}  // namespace latchkey::cli
