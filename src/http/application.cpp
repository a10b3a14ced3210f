#include "http/application.hpp"

#include <exception>
#include <new>
#include <stdexcept>
#include <utility>

#include "base/log.hpp"
#include "base/unavailable.hpp"

namespace latchkey::http {
namespace {

Response handle_or_describe(Service& service, const Request& request, std::string_view program) {
  if (is_overdue(request, std::chrono::time_point_cast<WallTime::duration>(std::chrono::system_clock::now()))) {
    log(LogLevel::warning, "overdue", {{"program", program}, {"request", request.id}});
    return service.describe_failure(request, Failure::overdue);
  }
  try {
    return service.handle(request);
  } catch (const OutcomeUnknown& error) {
    log(LogLevel::error, "outcome_unknown", {{"program", program}, {"request", request.id}, {"why", error.what()}});
    return service.describe_failure(request, Failure::outcome_unknown);
  } catch (const Unavailable& error) {
    log(LogLevel::warning, "unavailable", {{"program", program}, {"request", request.id}, {"why", error.what()}});
    return service.describe_failure(request, Failure::unavailable);
  } catch (const std::bad_alloc&) {
    log(LogLevel::error, "unavailable", {{"program", program}, {"request", request.id}, {"why", "no memory"}});
    return service.describe_failure(request, Failure::unavailable);
  } catch (const std::exception& error) {
    log(LogLevel::error, "internal", {{"program", program}, {"request", request.id}, {"why", error.what()}});
    return service.describe_failure(request, Failure::internal);
  }
}

}  // namespace

Application& Application::mount(std::string_view prefix, std::unique_ptr<Service> service) {
  mounts_.push_back({prefix, std::move(service)});
  return *this;
}

Application& Application::observe(Observer observer) {
  observer_ = std::move(observer);
  return *this;
}

Application& Application::do_afterwards(Afterwards work) {
  afterwards_ = std::move(work);
  return *this;
}

Application& Application::limit_bodies(BodyLimit limit) {
  body_limit_ = std::move(limit);
  return *this;
}

std::size_t Application::body_limit_of(const Request& request) const {
  if (!body_limit_) return body_limit_bytes;
  try {
    return body_limit_(request);
  } catch (const std::exception&) {
    return body_limit_bytes;  // the handler meets the same trouble, and tells it
  }
}

std::vector<std::string_view> Application::path_prefixes() const {
  std::vector<std::string_view> prefixes;
  for (const auto& mount : mounts_) prefixes.push_back(mount.prefix);
  return prefixes;
}

Service& Application::choose_service(std::string_view path) const {
  if (mounts_.empty()) throw std::logic_error("no service is mounted");
  const Mount* chosen = nullptr;
  for (const auto& mount : mounts_) {
    const bool is_longer = chosen == nullptr || mount.prefix.size() > chosen->prefix.size();
    if (is_longer && has_path_prefix(path, mount.prefix)) chosen = &mount;
  }
  return chosen == nullptr ? *mounts_.front().service : *chosen->service;
}

Response answer(const Application& application, const Request& request) {
  const auto begin = std::chrono::steady_clock::now();
  Service& service = application.choose_service(request.path);
  Response response = handle_or_describe(service, request, application.name());
  if (application.observer()) {
    application.observer()(service.route_of(request), response.status(), std::chrono::steady_clock::now() - begin);
  }
  response.add_header("X-Request-Id", request.id);
  if (request.method == "HEAD") response.drop_body();
  return response;
}

}  // namespace latchkey::http
