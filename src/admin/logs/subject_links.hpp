// What an entry of the activity log is about, by its name.
#pragma once
#include <string>
#include <string_view>

#include "admin/parts/cell.hpp"
#include "admin/parts/visit.hpp"
#include "base/uuid.hpp"

namespace latchkey::admin {

// The name as it is today, with a link to its page; the id when the subject is gone, when there is no such kind, and
// for visitors who may not see the page.
[[nodiscard]] Cell subject_cell(const Visit& visit, std::string_view kind, const Uuid& id);

// The same name; empty where the cell shows the id.
[[nodiscard]] std::string subject_name(db::Connection& db, const staff::Permissions& permissions, std::string_view kind,
                                       const Uuid& id);

}  // namespace latchkey::admin
