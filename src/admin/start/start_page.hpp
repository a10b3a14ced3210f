// The start page of /admin/: what today brings, what needs somebody, and what each partner has brought.
#pragma once
#include <vector>

#include "admin/frame/page.hpp"

namespace latchkey::admin {

// 200 with what the visitor may see. `?days=90` shows the longer period. 303 to the first page that the visitor may see
// when there is nothing of all this.
[[nodiscard]] http::Response show_start(const Visit& visit);
// Of a partner's user: 303 to the first page that is his; 200 when there is none.
[[nodiscard]] http::Response show_own_start(const Visit& visit);

// start_tiles.cpp: what needs somebody, each figure with its list; the others are left out.
[[nodiscard]] std::vector<Tile> care_tiles(const Visit& visit);

// partner_figures.cpp: tiles of today's leads and customers beside those of the same weekday before, the charts and the
// tables of what partners have brought.
[[nodiscard]] bool may_see_figures(const Visit& visit);
void add_figures(const Visit& visit, Page& page, std::vector<Tile> tiles);

}  // namespace latchkey::admin
