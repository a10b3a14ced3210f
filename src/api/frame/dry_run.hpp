// ?dryRun of the creations: whether a call is to create, or only to tell what a creation would come to.
#pragma once
#include <variant>

#include "http/request.hpp"
#include "http/response.hpp"

namespace latchkey::api {

enum class Run { real, dry };

// `dryRun` of the address: `true` or `false`, absent is `false`. Anything else, and what cannot be told apart, is
// answered with 422 validation_failed that names the parameter, so that nobody creates by mistake.
[[nodiscard]] std::variant<Run, http::Response> read_run(const http::Request& request);

}  // namespace latchkey::api
