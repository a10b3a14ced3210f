// What each route does under Login activity and Activity log. The visitor has the route's permission, and a POST the
// session's form value, before one of these is called.
#pragma once
#include "admin/parts/visit.hpp"
#include "http/response.hpp"

namespace latchkey::admin {

// login_activity_page.cpp: `?customer=`, `?key=`, `?outcome=`, `?from=`, `?to=`; `?before=` is the next page. 200, also
// when the filter cannot be used: the page then says why beside the field, and shows no event.
[[nodiscard]] http::Response list_login_activity(const Visit& visit);

// activity_log_page.cpp: `?who=`, `?what=`, `?subject=`, `?from=`, `?to=`; `?after=` is the next page. The same. The
// export takes the filter from the form and sends all entries that fit it as a CSV file, while it reads them; it stands
// in the log itself. 422 with the page when the filter cannot be used.
[[nodiscard]] http::Response list_activity(const Visit& visit);
[[nodiscard]] http::Response export_activity(const Visit& visit);

}  // namespace latchkey::admin
