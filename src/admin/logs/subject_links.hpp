// What an entry of the activity log is about, by its name.
#pragma once
#include <string>
#include <string_view>

#include "admin/frame/cell.hpp"
#include "admin/frame/visit.hpp"
#include "base/uuid.hpp"

namespace latchkey::admin {

// The name as it is today, with a link for those who may see the page; the id when the subject is gone, or when
// there is no such kind.
[[nodiscard]] Cell subject_cell(const Visit& visit, std::string_view kind, const Uuid& id);
[[nodiscard]] std::string subject_name(db::Connection& db, std::string_view kind, const Uuid& id);

}  // namespace latchkey::admin
