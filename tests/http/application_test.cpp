#include "http/application.hpp"

#include <boost/test/unit_test.hpp>
#include <functional>
#include <new>
#include <stdexcept>

#include "base/unavailable.hpp"
#include "http/problem.hpp"

using namespace latchkey::http;

namespace {

class TestService final : public Service {
 public:
  explicit TestService(std::function<Response(const Request&)> work) : work_(std::move(work)) {}
  Response handle(const Request& request) override { return work_(request); }
  [[nodiscard]] std::string_view route_of(const Request&) const override { return "/test/{id}"; }
  Response describe_failure(const Request& request, Failure failure) override {
    return make_failure_problem(request, failure);
  }

 private:
  std::function<Response(const Request&)> work_;
};

// Answers with its name.
std::unique_ptr<Service> named(const std::string& name) {
  return std::make_unique<TestService>([name](const Request&) { return Response(200, name); });
}

Response answer_by(std::function<Response(const Request&)> work, const std::string& method = "GET") {
  Application application("test");
  application.mount("/", std::make_unique<TestService>(std::move(work)));
  Request request;
  request.method = method;
  request.id = "r1";
  return answer(application, request);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(application)

BOOST_AUTO_TEST_CASE(the_longest_prefix_of_the_path_chooses_the_service) {
  for (const bool is_longest_last : {true, false}) {
    Application application("test");
    application.mount("/auth/", named("sign-in"));
    if (is_longest_last) application.mount("/healthz", named("health")).mount("/auth/accounts", named("accounts"));
    if (!is_longest_last) application.mount("/auth/accounts", named("accounts")).mount("/healthz", named("health"));
    for (const auto& [path, name] : {std::pair{"/auth/", "sign-in"},
                                     {"/auth/login", "sign-in"},
                                     {"/auth/accounts", "accounts"},
                                     {"/auth/accounts/", "accounts"},
                                     {"/auth/accounts/1/passwords", "accounts"},
                                     {"/auth/accounts-of-others", "sign-in"},
                                     {"/auth/account", "sign-in"},
                                     {"/healthz", "health"},
                                     {"/healthz/x", "health"}}) {
      BOOST_TEST_CONTEXT(path) {
        Request request;
        request.path = path;
        request.id = "r1";
        BOOST_TEST(answer(application, request).body() == name);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_path_without_any_prefix_is_the_first_services) {
  Application application("test");
  application.mount("/api/v1/", named("api")).mount("/healthz", named("health"));
  for (const char* path : {"/", "", "/api", "/api/v1", "/healthzz", "/other"}) {
    BOOST_TEST_CONTEXT(path) {
      Request request;
      request.path = path;
      request.id = "r1";
      BOOST_TEST(answer(application, request).body() == "api");
    }
  }
}

BOOST_AUTO_TEST_CASE(an_application_without_services_is_a_mistake_of_ours) {
  BOOST_CHECK_THROW(static_cast<void>(Application("test").choose_service("/")), std::logic_error);
}

BOOST_AUTO_TEST_CASE(a_failure_tells_nothing_of_its_cause) {
  const auto response = answer_by([](const Request&) -> Response { throw std::runtime_error("SELECT secret"); });
  BOOST_TEST(response.status() == 500);
  BOOST_TEST(response.body().find("SELECT") == std::string::npos);
  BOOST_TEST(response.find_header("X-Request-Id") == "r1");
}

BOOST_AUTO_TEST_CASE(what_is_away_is_a_503_with_retry_after) {
  const auto response = answer_by([](const Request&) -> Response { throw latchkey::Unavailable("db"); });
  BOOST_TEST(response.status() == 503);
  BOOST_TEST(!response.find_header("Retry-After").empty());
}

BOOST_AUTO_TEST_CASE(a_commit_without_an_answer_is_not_told_as_nothing_written) {
  const auto response = answer_by([](const Request&) -> Response { throw latchkey::OutcomeUnknown("db"); });
  BOOST_TEST(response.status() == 503);
  BOOST_TEST(response.body().find("othing was written") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_overdue_request_is_not_carried_out) {
  Application application("test");
  application.mount("/", named("carried out"));
  Request request;
  request.sent_at = WallTime(std::chrono::milliseconds{0});
  const auto response = answer(application, request);
  BOOST_TEST(response.status() == 503);
  BOOST_TEST(response.body().find("Nothing was written") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(no_memory_is_a_503_too) {
  const auto response = answer_by([](const Request&) -> Response { throw std::bad_alloc(); });
  BOOST_TEST(response.status() == 503);
  BOOST_TEST(!response.find_header("Retry-After").empty());
}

BOOST_AUTO_TEST_CASE(an_answer_to_head_has_no_body) {
  const auto response = answer_by([](const Request&) { return Response(200, "body"); }, "HEAD");
  BOOST_TEST(response.body().empty());
}

BOOST_AUTO_TEST_SUITE_END()
