#include <algorithm>

#include "cli/doctor/findings.hpp"
#include "cli/probes/running_program.hpp"
#include "endpoints/settings/endpoint_store.hpp"

namespace latchkey::cli {
namespace {

using endpoints::Endpoint;

constexpr std::string_view courier_name = "latchkey-courier";

void check_endpoint(Report& report, const Endpoint& endpoint) {
  const std::string kind(endpoints::name_of(endpoint.kind));
  if (endpoint.state != endpoints::State::failing) return;
  report.warn("the " + kind + " " + endpoint.settings.url + " is failing" +
                  (endpoint.state_reason.empty() ? "" : ": " + endpoint.state_reason),
              "latchkey " + kind + " deliveries " + endpoint.id.text() +
                  " says what it answers; once it is mended, latchkey " + kind + " replay " + endpoint.id.text() +
                  " --since …");
}

// Whether a courier runs here is looked at where it is set up; another machine may run one in its place.
void check_courier(Examination& examination) {
  Report& report = examination.report;
  const Config& config = examination.context.config();
  const std::string elsewhere = ", unless another machine runs it";
  if (!is_set_up(config, Program::courier)) {
    return report.warn("something is to be sent, and " + std::string(courier_name) + " is not set up on this machine",
                       "add [database.courier] to " + config.file + " and run latchkey setup" + elsewhere);
  }
  if (is_program_running(courier_name)) return report.ok(std::string(courier_name) + " runs");
  report.warn("something is to be sent, and no " + std::string(courier_name) + " runs on this machine",
              "systemctl enable --now latchkey-courier" + elsewhere);
}

// A courier takes within seconds an endpoint that has something due. One that is held has a courier, however slow it
// is.
void check_backlog(Examination& examination) {
  const auto overdue = examination.context.db().query(R"sql(
      SELECT COUNT(*) AS messages
      FROM endpoints e
      JOIN deliveries d ON d.endpoint_id = e.id AND d.state = 'waiting'
          AND d.next_at < UTC_TIMESTAMP(6) - INTERVAL 10 MINUTE
      LEFT JOIN users u ON u.id = e.user_id
      WHERE e.state <> 'disabled'
        AND (e.held_until IS NULL OR e.held_until <= UTC_TIMESTAMP(6))
        AND (e.user_id IS NULL OR (u.disabled_at IS NULL AND u.removed_at IS NULL)))sql");
  const auto messages = overdue.at(0).integer("messages");
  if (messages == 0) return;
  examination.report.fail(std::to_string(messages) +
                              " messages to webhooks and postbacks have been due for more than 10 minutes and nobody "
                              "sends them: no courier "
                              "is running",
                          "start latchkey-courier (systemctl start latchkey-courier) and see its journal");
}

}  // namespace

bool needs_courier(Context& context) {
  if (context.config().mail) return true;
  try {
    return std::ranges::any_of(endpoints::list_endpoints(context.db()), &Endpoint::is_told);
  } catch (const std::exception&) {
    return false;  // the schema's own check says why
  }
}

void check_endpoints(Examination& examination) {
  Report& report = examination.report;
  report.begin("Webhooks");
  examine(report, "webhooks and postbacks", "run `latchkey migrate` first", [&] {
    const auto all = endpoints::list_endpoints(examination.context.db());
    if (all.empty()) report.ok("no webhooks and no postbacks");
    for (const auto& endpoint : all) check_endpoint(report, endpoint);
    const auto working = std::ranges::count(all, endpoints::State::enabled, &Endpoint::state);
    if (!all.empty()) report.ok("webhooks and postbacks that work: " + std::to_string(working));
    if (!needs_courier(examination.context)) return;
    check_courier(examination);
    check_backlog(examination);
  });
}

}  // namespace latchkey::cli
