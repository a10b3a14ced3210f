// How much a browser may send to the admin area.
#pragma once
#include "config/config.hpp"
#include "db/connection.hpp"
#include "http/application.hpp"

namespace latchkey::admin {

// A file of leads (customers::import_bytes_limit, and the fields beside it) for who is signed in and may send one;
// http::body_limit_bytes for everybody and everything else, so that no stranger fills a process's memory. Both
// references must outlive it.
[[nodiscard]] http::Application::BodyLimit make_body_limit(const Config& config, db::Connection& db);

}  // namespace latchkey::admin
