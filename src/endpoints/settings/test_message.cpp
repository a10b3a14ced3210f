#include "endpoints/settings/test_message.hpp"

#include <map>
#include <nlohmann/json.hpp>

#include "base/clock_text.hpp"
#include "endpoints/postback_template.hpp"

namespace latchkey::endpoints {

std::string make_test_payload(db::Connection& db, const Endpoint& endpoint) {
  const auto row = db.query(
                         "SELECT UTC_TIMESTAMP(6) AS now, TIMESTAMPDIFF(SECOND, '1970-01-01', UTC_TIMESTAMP(6)) AS "
                         "seconds")
                       .at(0);
  const std::string event(name_of(Event::test, endpoint.kind));
  if (endpoint.kind == Kind::postback) {
    const std::map<std::string_view, std::string> values{
        {"click_id", "test"}, {"event", event}, {"timestamp", std::to_string(row.integer("seconds"))}};
    return fill_template(endpoint.settings.url, [&](std::string_view name) {
      const auto found = values.find(name);
      return found == values.end() ? std::string() : found->second;
    });
  }
  const nlohmann::json body{{"type", event},
                            {"timestamp", iso8601_from_database(row.text("now"))},
                            {"data",
                             {{"endpointId", endpoint.id.text()},
                              {"leadId", nullptr},
                              {"customerId", nullptr},
                              {"source", nullptr},
                              {"metadata", nullptr}}}};
  return body.dump();
}

}  // namespace latchkey::endpoints
