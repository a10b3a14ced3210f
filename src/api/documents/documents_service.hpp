// What tells partners of the API: /api/docs, /api/openapi.json, /api/openapi.yaml, /api/postman.json. All are made from
// docs/openapi.yaml when the program is built; the site's own address is put in when they are asked for.
#pragma once
#include <memory>

#include "config/config.hpp"
#include "http/service.hpp"

namespace latchkey::api {

// Asks nothing of the database. The configuration must outlive the service.
[[nodiscard]] std::unique_ptr<http::Service> make_documents_service(const Config& config);

}  // namespace latchkey::api
