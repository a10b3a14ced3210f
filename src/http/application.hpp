// A handler program at the FastCGI and CGI edge: its services, served until the supervisor ends it.
#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "http/request.hpp"
#include "http/response.hpp"
#include "http/service.hpp"

namespace latchkey::http {

// A service and the paths that it answers: those that have the prefix, see has_path_prefix().
struct Mount {
  std::string_view prefix;
  std::unique_ptr<Service> service;
};

class Application {
 public:
  // `name` is for the log. It and the prefixes must outlive the application.
  explicit Application(std::string_view name) : name_(name) {}

  Application& mount(std::string_view prefix, std::unique_ptr<Service> service);

  // Is called with the route, the status and the time of each answer.
  using Observer = std::function<void(std::string_view route, int status, std::chrono::nanoseconds taken)>;
  Application& observe(Observer observer);
  [[nodiscard]] const Observer& observer() const { return observer_; }

  // Work that waits until answers have gone out. `do_work` is called while no request is in hand: when nothing has come
  // for half a second, when the work says that it is due, and before the process ends. None of the three may throw.
  struct Afterwards {
    std::function<bool()> has_work = [] { return false; };
    std::function<bool()> is_due = [] { return false; };
    std::function<void()> do_work = [] {};
  };
  Application& do_afterwards(Afterwards work);
  [[nodiscard]] const Afterwards& afterwards() const { return afterwards_; }

  // How long the body of this request may be, in bytes. Asked before the body is read; when it throws, and where
  // nothing is set, it is body_limit_bytes.
  using BodyLimit = std::function<std::size_t(const Request& request)>;
  Application& limit_bodies(BodyLimit limit);
  [[nodiscard]] std::size_t body_limit_of(const Request& request) const;

  [[nodiscard]] std::string_view name() const { return name_; }
  [[nodiscard]] std::vector<std::string_view> path_prefixes() const;

  // The service with the longest prefix that the path has; the one that was mounted first when the path has none of
  // them. Throws std::logic_error when nothing is mounted.
  [[nodiscard]] Service& choose_service(std::string_view path) const;

 private:
  std::string_view name_;
  std::vector<Mount> mounts_;
  Observer observer_;
  Afterwards afterwards_;
  BodyLimit body_limit_;
};

// Answers one request. Never throws: Unavailable becomes Failure::unavailable, all else Failure::internal, both logged
// with the request id. Adds X-Request-Id, and drops the body of an answer to HEAD.
[[nodiscard]] Response answer(const Application& application, const Request& request);

// Serves until SIGTERM or SIGUSR1 (FastCGI: the request in hand is finished) or answers one request from the
// environment and standard input (CGI). Returns the exit code: 0 after an orderly end, 1 when the listening socket is
// unusable.
[[nodiscard]] int serve(const Application& application);

}  // namespace latchkey::http
