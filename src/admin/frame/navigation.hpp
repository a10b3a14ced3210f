// The menu, as staff know it: Settings > System > User Management > Api Keys, and so on.
#pragma once
#include "admin/frame/visit.hpp"
#include "html/render.hpp"

namespace latchkey::admin {

// The entries whose page the visitor may see, with the headings above them.
void fill_navigation(html::Values& values, const Visit& visit);

// The first of them, where a sign-in leads; empty when there is none.
[[nodiscard]] std::string_view first_entry(const Visit& visit);

}  // namespace latchkey::admin
