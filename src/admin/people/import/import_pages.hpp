// What each route does under Leads > Import. The visitor has the route's permission, and a POST the session's form
// value, before one of these is called. Whoever reads a whole file has a place at long work meanwhile (503 when there
// is none).
#pragma once
#include "admin/parts/visit.hpp"
#include "http/response.hpp"

namespace latchkey::admin {

// upload_page.cpp: the form with the file, and what it sends. `?file=too-large` tells that the web server has refused
// one. 303 to the page of the file; 422 with the errors beside the fields.
[[nodiscard]] http::Response show_import(const Visit& visit);
[[nodiscard]] http::Response save_import_file(const Visit& visit);

// file_page.cpp: the visitor's file. 200; 404 when it is gone. 303 when the columns are stored, or the file is removed.
[[nodiscard]] http::Response show_import_file(const Visit& visit);
[[nodiscard]] http::Response check_import_again(const Visit& visit);
[[nodiscard]] http::Response discard_import(const Visit& visit);

// wrong_rows.cpp: all of them as a CSV file, without the text of any cell. 200; 404.
[[nodiscard]] http::Response export_wrong_rows(const Visit& visit);

// take_in_page.cpp. The answer grows while the leads are taken in. 200; 404; 409 while somebody else imports, and when
// the columns are not those of the form any more.
[[nodiscard]] http::Response take_import_in(const Visit& visit);

}  // namespace latchkey::admin
