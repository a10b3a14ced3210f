#include "api/health_service.hpp"

#include "http/problem.hpp"

namespace latchkey::api {
namespace {

using http::Request;
using http::Response;

Response make_unhealthy(const Request& request, std::string_view reason, std::string_view detail) {
  Response response = http::make_problem(
      request, {.status = 503, .code = "unavailable", .detail = detail, .further_members = {{"reason", reason}}});
  response.add_header("Retry-After", "2");
  return response;
}

class HealthService final : public http::Service {
 public:
  explicit HealthService(db::Connection& db) : db_(db) {}

  // GET /healthz: 200 when the database answers and takes writes | 405 | 503 with `reason`: database_away,
  // database_read_only.
  Response handle(const Request& request) override {
    if (request.path != "/healthz") {
      return http::make_problem(request, 404, "not_found", "There is nothing at this address.");
    }
    if (request.method != "GET" && request.method != "HEAD") return http::make_method_problem(request, "GET, HEAD");
    if (db_.query("SELECT @@global.read_only AS is_read_only").at(0).text("is_read_only") != "0") {
      db_.drop();  // after a fail-over another server takes the writes: the next question may reach it
      return make_unhealthy(request, "database_read_only", "The database takes no writes at the moment.");
    }
    return http::make_json(200, {{"status", "ok"}});
  }

  Response describe_failure(const Request& request, http::Failure failure) override {
    if (failure == http::Failure::internal) return http::make_failure_problem(request, failure);
    return make_unhealthy(request, "database_away", "The database does not answer.");
  }

 private:
  db::Connection& db_;
};

}  // namespace

std::unique_ptr<http::Service> make_health_service(db::Connection& db) { return std::make_unique<HealthService>(db); }

}  // namespace latchkey::api
