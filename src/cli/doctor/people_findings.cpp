#include <algorithm>

#include "cli/doctor/findings.hpp"
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

}  // namespace

void check_people(Examination& examination) {
  examination.report.begin("People");
  check_administrators(examination);
  check_menus(examination);
}

}  // namespace latchkey::cli
