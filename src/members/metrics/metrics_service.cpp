#include "members/metrics/metrics_service.hpp"

#include <algorithm>
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

// Messages that have arrived are many, and of the least interest.
constexpr std::chrono::minutes delivered_kept_for{5};

void read_accounts(db::Connection& db, Series& series) {
  for (const auto& row : db.query(R"sql(
           SELECT p.name AS platform, a.status, a.accounts
           FROM (SELECT platform_id, status, COUNT(*) AS accounts FROM trading_accounts GROUP BY status, platform_id) a
           JOIN trading_platforms p ON p.id = a.platform_id)sql")) {
    series[make_series("latchkey_accounts", {{"platform", row.text("platform")}, {"status", row.text("status")}})] =
        std::to_string(row.integer("accounts"));
  }
}

// Messages to endpoints in one state, by kind. One look into deliveries_due for each endpoint, whose cost grows with
// the messages that are in this state.
void count_messages(db::Connection& db, std::string_view state, Series& series) {
  const auto name = [&](std::string_view kind) {
    return make_series("latchkey_outbox", {{"kind", kind}, {"state", state}});
  };
  for (const auto* kind : {"webhook", "postback"}) series[name(kind)] = "0";  // an alert needs something to compare
  for (const auto& row : db.query(R"sql(
           SELECT kind, CAST(SUM(messages) AS SIGNED) AS messages
           FROM (SELECT e.kind,
                     (SELECT COUNT(*) FROM deliveries d WHERE d.endpoint_id = e.id AND d.state = ?) AS messages
                 FROM endpoints e) AS counted
           GROUP BY kind)sql",
                                  {state})) {
    series[name(row.text("kind"))] = std::to_string(row.integer("messages"));
  }
}

// Their index is by the state.
void count_mails(db::Connection& db, std::string_view state, Series& series) {
  static constexpr std::string_view ended = "delivered";
  const auto mails =
      db.query("SELECT COUNT(*) AS mails FROM mails WHERE state = ?", {state == ended ? "sent" : std::string(state)});
  series[make_series("latchkey_outbox", {{"kind", "mail"}, {"state", state}})] =
      std::to_string(mails.at(0).integer("mails"));
}

// What waits for a later try is not due.
void read_oldest(db::Connection& db, Series& series) {
  const auto oldest = db.query(R"sql(
      SELECT COALESCE(GREATEST(TIMESTAMPDIFF(SECOND, MIN(next_at), UTC_TIMESTAMP(6)), 0), 0) AS seconds
      FROM (SELECT (SELECT MIN(d.next_at) FROM deliveries d WHERE d.endpoint_id = e.id AND d.state = 'waiting') AS next_at
            FROM endpoints e
            LEFT JOIN users u ON u.id = e.user_id
            WHERE e.state <> 'disabled' AND u.disabled_at IS NULL AND u.removed_at IS NULL
              AND (e.held_until IS NULL OR e.held_until <= UTC_TIMESTAMP(6))) AS waiting)sql");
  series["latchkey_outbox_oldest_seconds"] = std::to_string(oldest.at(0).integer("seconds"));
}

void read_oldest_mail(db::Connection& db, Series& series) {
  const auto oldest = db.query(R"sql(
      SELECT COALESCE(GREATEST(TIMESTAMPDIFF(SECOND, MIN(next_at), UTC_TIMESTAMP(6)), 0), 0) AS seconds
      FROM mails
      WHERE state = 'waiting')sql");
  auto& seconds = series["latchkey_outbox_oldest_seconds"];
  seconds = std::to_string(std::max<std::int64_t>(std::stoll(seconds), oldest.at(0).integer("seconds")));
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
      for (const auto* state : {"waiting", "failed"}) count_messages(db_, state, found_);
      read_oldest(db_, found_);
      if (config_.mail) read_mails();
      read_keys(db_, found_);
      refresh_delivered();
      found_at_ = steady_clock::now();
      return true;
    } catch (const Unavailable& error) {
      log(LogLevel::warning, "metrics_without_database", {{"why", error.what()}});
      found_.clear();
      return false;
    }
  }

  void read_mails() {
    for (const auto* state : {"waiting", "failed"}) count_mails(db_, state, found_);
    read_oldest_mail(db_, found_);
  }

  void refresh_delivered() {
    if (delivered_.empty() || steady_clock::now() - delivered_at_ >= delivered_kept_for) {
      count_messages(db_, "delivered", delivered_);
      if (config_.mail) count_mails(db_, "delivered", delivered_);
      delivered_at_ = steady_clock::now();
    }
    found_.insert(delivered_.begin(), delivered_.end());
  }

  const Config& config_;
  db::Connection& db_;
  Series found_;
  steady_clock::time_point found_at_;
  Series delivered_;  // messages
  steady_clock::time_point delivered_at_;
};

}  // namespace

std::unique_ptr<http::Service> make_metrics_service(const Config& config, db::Connection& db) {
  return std::make_unique<MetricsService>(config, db);
}

}  // namespace latchkey::members
