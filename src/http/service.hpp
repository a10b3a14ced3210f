// The FastCGI and CGI edge: one program's routes served until the supervisor ends it.
#pragma once
#include <functional>
#include <span>
#include <string_view>

#include "http/request.hpp"
#include "http/response.hpp"

namespace latchkey::http {

// What can go wrong around a handler; each service says how its callers are told (JSON for the API, a page for a
// browser).
enum class Failure { unavailable, internal };

struct Service {
  std::string_view name;                            // for the log
  std::span<const std::string_view> path_prefixes;  // see make_request
  std::function<Response(const Request&)> handle;
  std::function<Response(const Request&, Failure)> describe_failure;
};

// Answers one request. Never throws: Unavailable becomes Failure::unavailable, all else Failure::internal, both logged
// with the request id. Adds X-Request-Id, and drops the body of an answer to HEAD.
[[nodiscard]] Response answer(const Service& service, const Request& request);

// Serves until SIGTERM or SIGUSR1 (FastCGI: the request in hand is finished) or answers one request from the
// environment and standard input (CGI). Returns the exit code: 0 after an orderly end, 1 when the listening socket is
// unusable.
[[nodiscard]] int serve(const Service& service);

}  // namespace latchkey::http
