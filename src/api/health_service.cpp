#include "api/health_service.hpp"

#include "http/problem.hpp"

namespace latchkey::api {
namespace {

using http::Request;
using http::Response;

class HealthService final : public http::Service {
 public:
  explicit HealthService(db::Connection& db) : db_(db) {}

  // GET /healthz: 200 when the database answers | 405 | 503 when it does not.
  Response handle(const Request& request) override {
    if (request.path != "/healthz") {
      return http::make_problem(request, 404, "not_found", "There is nothing at this address.");
    }
    if (request.method != "GET" && request.method != "HEAD") return http::make_method_problem(request, "GET, HEAD");
    static_cast<void>(db_.query("SELECT 1"));
    return http::make_json(200, {{"status", "ok"}});
  }

  Response describe_failure(const Request& request, http::Failure failure) override {
    return http::make_failure_problem(request, failure);
  }

 private:
  db::Connection& db_;
};

}  // namespace

std::unique_ptr<http::Service> make_health_service(db::Connection& db) { return std::make_unique<HealthService>(db); }

}  // namespace latchkey::api
