#include "http/service.hpp"

#include <exception>

#include "base/log.hpp"
#include "base/unavailable.hpp"

namespace latchkey::http {
namespace {

Response handle_or_describe(const Service& service, const Request& request) {
  try {
    return service.handle(request);
  } catch (const Unavailable& error) {
    log(LogLevel::warning, "unavailable", {{"program", service.name}, {"request", request.id}, {"why", error.what()}});
    return service.describe_failure(request, Failure::unavailable);
  } catch (const std::exception& error) {
    log(LogLevel::error, "internal", {{"program", service.name}, {"request", request.id}, {"why", error.what()}});
    return service.describe_failure(request, Failure::internal);
  }
}

}  // namespace

Response answer(const Service& service, const Request& request) {
  Response response = handle_or_describe(service, request);
  response.add_header("X-Request-Id", request.id);
  if (request.method == "HEAD") response.drop_body();
  return response;
}

}  // namespace latchkey::http
