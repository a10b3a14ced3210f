// Draws a chart for page.html.
#pragma once
#include "admin/frame/page.hpp"
#include "html/render.hpp"

namespace latchkey::admin {

// Fills the section of one chart. The picture is 120 units high and 10 wide for each bar; the style sheet stretches it.
void add_chart(html::Values& values, const Chart& chart);

}  // namespace latchkey::admin
