#include "admin/start/start_page.hpp"

#include "admin/frame/navigation.hpp"

namespace latchkey::admin {
namespace {

http::Response lead_on(const Visit& visit) {
  const auto first = first_entry(visit);
  if (!first.empty() && first != "/me") return go(first);
  Page page(visit, "Welcome");
  page.add(Notice{Tone::warn, "You have no role that lets you see anything here. Ask an administrator for one."});
  return page.render();
}

}  // namespace

http::Response show_start(const Visit& visit) {
  auto tiles = care_tiles(visit);
  if (tiles.empty() && !may_see_figures(visit)) return lead_on(visit);
  Page page(visit, "Start");
  if (may_see_figures(visit)) {
    add_figures(visit, page, std::move(tiles));
  } else {
    page.add(tiles);
  }
  return page.render();
}

http::Response show_own_start(const Visit& visit) { return lead_on(visit); }

}  // namespace latchkey::admin
