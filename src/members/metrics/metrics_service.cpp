#include "members/metrics/metrics_service.hpp"

#include <chrono>

#include "base/log.hpp"
#include "base/unavailable.hpp"
#include "http/problem.hpp"
#include "metrics/exposition.hpp"
#include "metrics/metrics.hpp"
#include "version.hpp"

namespace latchkey::members {
namespace {

using http::Request;
using http::Response;
using metrics::make_series;
using metrics::Series;
using std::chrono::steady_clock;

constexpr std::string_view path = "/metrics";

// Accounts and messages are counted at most this often in a process: with millions of them that is a second's work.
constexpr std::chrono::seconds kept_for{15};

void read_accounts(db::Connection& db, Series& series) {
  for (const auto& row : db.query(R"sql(
           SELECT p.name AS platform, a.status, a.accounts
           FROM (SELECT platform_id, status, COUNT(*) AS accounts FROM trading_accounts GROUP BY status, platform_id) a
           JOIN trading_platforms p ON p.id = a.platform_id)sql")) {
    series[make_series("latchkey_accounts", {{"platform", row.text("platform")}, {"status", row.text("status")}})] =
        std::to_string(row.integer("accounts"));
  }
}

// Of each kind and state, those without any too, so that an alert has something to compare. The oldest is the one that
// has been due for longest and nobody has sent yet; what waits for a later try is not due.
void read_outbox(db::Connection& db, Series& series) {
  for (const auto* kind : {"webhook", "postback"}) {
    for (const auto* state : {"waiting", "delivered", "failed"}) {
      series[make_series("latchkey_outbox", {{"kind", kind}, {"state", state}})] = "0";
    }
  }
  for (const auto& row : db.query(R"sql(
           SELECT e.kind, d.state, SUM(d.messages) AS messages
           FROM (SELECT endpoint_id, state, COUNT(*) AS messages FROM deliveries GROUP BY endpoint_id, state) d
           JOIN endpoints e ON e.id = d.endpoint_id
           GROUP BY e.kind, d.state)sql")) {
    series[make_series("latchkey_outbox", {{"kind", row.text("kind")}, {"state", row.text("state")}})] =
        row.text("messages");
  }
  const auto oldest = db.query(R"sql(
      SELECT COALESCE(GREATEST(TIMESTAMPDIFF(SECOND, MIN(
          (SELECT MIN(d.next_at) FROM deliveries d WHERE d.endpoint_id = e.id AND d.state = 'waiting')),
          UTC_TIMESTAMP(6)), 0), 0) AS seconds
      FROM endpoints e
      WHERE e.state <> 'disabled')sql");
  series["latchkey_outbox_oldest_seconds"] = std::to_string(oldest.at(0).integer("seconds"));
}

void read_keys(db::Connection& db, Series& series) {
  for (const auto& row : db.query(R"sql(
           SELECT prefix, TIMESTAMPDIFF(SECOND, '1970-01-01', expires_at) AS expires
           FROM api_keys
           WHERE revoked_at IS NULL AND expires_at > UTC_TIMESTAMP(6))sql")) {
    series[make_series("latchkey_api_key_expiry_timestamp_seconds", {{"prefix", row.text("prefix")}})] =
        std::to_string(row.integer("expires"));
  }
}

class MetricsService final : public http::Service {
 public:
  MetricsService(const Config& config, db::Connection& db) : config_(config), db_(db) {}

  // 200 | 404 | 405.
  Response handle(const Request& request) override {
    if (request.path != path) {
      return http::make_problem(request, 404, "not_found", "There is nothing at this address.");
    }
    if (request.method != "GET" && request.method != "HEAD") return http::make_method_problem(request, "GET, HEAD");
    Series series = metrics::read_all_counters(config_.metrics_folder);
    const bool is_up = refresh();
    series.insert(found_.begin(), found_.end());
    series[make_series("latchkey_build_info", {{"version", version}})] = "1";
    series["latchkey_database_up"] = is_up ? "1" : "0";
    Response response(200, metrics::expose(series), "text/plain; version=0.0.4; charset=utf-8");
    response.add_header("Cache-Control", "no-store");
    return response;
  }

  [[nodiscard]] std::string_view route_of(const Request& request) const override {
    return request.path == path ? path : http::other_route;
  }

  Response describe_failure(const Request& request, http::Failure failure) override {
    return http::make_failure_problem(request, failure);
  }

 private:
  // What the database says, asked for again when it is too old. False when the database is away: then nothing is said.
  bool refresh() {
    try {
      if (!found_.empty() && steady_clock::now() - found_at_ < kept_for) {
        static_cast<void>(db_.query("SELECT 1"));
        return true;
      }
      found_.clear();
      read_accounts(db_, found_);
      read_outbox(db_, found_);
      read_keys(db_, found_);
      found_at_ = steady_clock::now();
      return true;
    } catch (const Unavailable& error) {
      log(LogLevel::warning, "metrics_without_database", {{"why", error.what()}});
      found_.clear();
      return false;
    }
  }

  const Config& config_;
  db::Connection& db_;
  Series found_;
  steady_clock::time_point found_at_;
};

}  // namespace

std::unique_ptr<http::Service> make_metrics_service(const Config& config, db::Connection& db) {
  return std::make_unique<MetricsService>(config, db);
}

}  // namespace latchkey::members
