// What customers ask for by mail, and the pages that their mails lead to: /auth/password/forgot, /auth/password/set,
// /auth/email/confirm and /auth/link. It is mounted where mails are sent alone.
#pragma once
#include <memory>

#include "config/config.hpp"
#include "db/connection.hpp"
#include "http/service.hpp"
#include "members/sign_in/site.hpp"

namespace latchkey::members {

// The references must outlive the service. config.mail must be set.
[[nodiscard]] std::unique_ptr<http::Service> make_mailed_service(const Config& config, db::Connection& db,
                                                                 const Site& site);

}  // namespace latchkey::members
