// A directory page by page, without a search.
#pragma once
#include "customers/directory/directory.hpp"

namespace latchkey::customers {

// The page behind `after`, or the one before `before`, in the order that is asked for. Where a filter lets few through
// it looks for `longest` and then ends the page (is_page_cut).
[[nodiscard]] Found browse(db::Connection& db, const Search& search);

}  // namespace latchkey::customers
