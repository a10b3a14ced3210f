#include "admin/frame/navigation.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "admin/routes.hpp"

using namespace latchkey;

BOOST_AUTO_TEST_SUITE(navigation)

BOOST_AUTO_TEST_CASE(an_entry_is_shown_to_those_whom_its_route_lets_in) {
  for (const auto& entry : admin::all_menu_entries()) {
    if (entry.path.empty()) continue;
    BOOST_TEST_CONTEXT(entry.path) {
      const auto found = admin::find_route("GET", entry.path);
      BOOST_REQUIRE(found);
      BOOST_REQUIRE(found->route != nullptr);
      BOOST_TEST(found->id == "");
      const auto needed = entry.area ? std::optional(staff::Permission{*entry.area, staff::Level::view}) : std::nullopt;
      BOOST_TEST((found->route->permission == needed));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_heading_is_for_nobody_alone) {
  for (const auto& entry : admin::all_menu_entries()) {
    if (entry.path.empty()) BOOST_TEST(!entry.area, entry.label);
  }
}

BOOST_AUTO_TEST_CASE(every_area_with_a_page_has_an_entry) {
  for (const auto& text : staff::all_areas) {
    if (!text.deed.empty()) continue;  // it stands on the pages of others
    const auto entries = admin::all_menu_entries();
    const bool has_entry =
        std::ranges::any_of(entries, [&](const admin::MenuEntry& entry) { return entry.area == text.area; });
    BOOST_TEST(has_entry, text.name);
  }
}

BOOST_AUTO_TEST_SUITE_END()
