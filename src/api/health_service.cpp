#include "api/health_service.hpp"

#include "base/log.hpp"
#include "db/schema_version.hpp"
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

  // GET /healthz: 200 when the database answers, takes writes and has this program's schema | 405 | 503 with `reason`:
  // database_away, database_read_only, schema_behind.
  Response handle(const Request& request) override {
    if (request.path != "/healthz") {
      return http::make_problem(request, 404, "not_found", "There is nothing at this address.");
    }
    if (request.method != "GET" && request.method != "HEAD") return http::make_method_problem(request, "GET, HEAD");
    if (db_.query("SELECT @@global.read_only AS is_read_only").at(0).text("is_read_only") != "0") {
      db_.drop();  // after a fail-over another server takes the writes: the next question may reach it
      return make_unhealthy(request, "database_read_only", "The database takes no writes at the moment.");
    }
    if (!has_schema()) {
      return make_unhealthy(request, "schema_behind",
                            "The database has an older schema than this program. Run `latchkey migrate`, then give the "
                            "rights of sql/grants.sql.");
    }
    return http::make_json(200, {{"status", "ok"}});
  }

  [[nodiscard]] std::string_view route_of(const Request& request) const override {
    return request.path == "/healthz" ? "/healthz" : http::other_route;
  }

  Response describe_failure(const Request& request, http::Failure failure) override {
    if (failure == http::Failure::internal || failure == http::Failure::overdue) {
      return http::make_failure_problem(request, failure);
    }
    return make_unhealthy(request, "database_away", "The database does not answer.");
  }

 private:
  // A schema only goes forward, so one that was found is not asked for again. A table that is missing, or that this
  // account may not read yet, is a schema that is behind.
  [[nodiscard]] bool has_schema() {
    if (has_schema_) return true;
    try {
      const auto rows = db_.query("SELECT COALESCE(MAX(version), 0) AS version FROM schema_migrations");
      has_schema_ = rows.at(0).integer("version") >= db::schema_version;
    } catch (const db::StatementError& error) {
      log(LogLevel::warning, "schema_behind", {{"why", error.what()}});
    }
    return has_schema_;
  }

  db::Connection& db_;
  bool has_schema_ = false;
};

}  // namespace

std::unique_ptr<http::Service> make_health_service(db::Connection& db) { return std::make_unique<HealthService>(db); }

}  // namespace latchkey::api
