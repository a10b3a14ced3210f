// Prometheus itself reads what /metrics says, the alert rules and the queries of the dashboard. It needs Debian's
// package prometheus, so it is a program of its own, of the nightly run.
#include <boost/test/unit_test.hpp>
#include <csignal>
#include <nlohmann/json.hpp>

#include "support/folders.hpp"
#include "support/stack.hpp"

using namespace latchkey::test;

namespace {

Stack& stack() { return Stack::shared(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(prometheus)

BOOST_AUTO_TEST_CASE(promtool_accepts_the_metrics_and_the_rules) {
  const auto checked = run("promtool check metrics", stack().http().get("/metrics").body);
  BOOST_TEST(checked.exit_code == 0, checked.output + checked.errors);
  const auto rules = run("promtool check rules " + quoted(source_folder() + "/docs/monitoring/alerts.yml"));
  BOOST_TEST(rules.exit_code == 0, rules.output + rules.errors);
}

// Every expression of the dashboard is one that Prometheus can answer.
BOOST_AUTO_TEST_CASE(prometheus_scrapes_the_site_and_knows_every_query_of_the_dashboard) {
  const TemporaryFolder folder;
  const std::string base = stack().env("BASE_URL");
  write_file(folder.path() / "prometheus.yml",
             "global: {scrape_interval: 1s}\nrule_files: [" + source_folder() +
                 "/docs/monitoring/alerts.yml]\nscrape_configs:\n  - job_name: latchkey\n    scheme: https\n"
                 "    tls_config: {ca_file: " +
                 stack().env("CA_FILE") + "}\n    static_configs: [{targets: ['" + base.substr(8) + "']}]\n");
  const std::string port = std::to_string(find_free_port());
  const int pid = std::stoi(run("setsid prometheus --config.file=" + quoted(folder.path() / "prometheus.yml") +
                                " --storage.tsdb.path=" + quoted(folder.path() / "data") +
                                " --web.listen-address=127.0.0.1:" + port + " >/dev/null 2>&1 & echo $!")
                                .output);
  const auto query = [&](const std::string& expression) {
    return nlohmann::json::parse(run("curl -sS --get --data-urlencode query=" + quoted(expression) +
                                     " http://127.0.0.1:" + port + "/api/v1/query || echo '{}'")
                                     .output,
                                 nullptr, false);
  };
  BOOST_TEST(holds_within(std::chrono::seconds{60}, [&] {
    const auto found = query("latchkey_build_info");
    return found.is_object() && found.contains("data") && !found["data"]["result"].empty();
  }));
  const auto dashboard = nlohmann::json::parse(read_file(source_folder() + "/docs/monitoring/grafana-dashboard.json"));
  int asked = 0;
  for (const auto& panel : dashboard["panels"]) {
    for (const auto& target : panel["targets"]) {
      std::string expression = target["expr"];
      for (std::size_t at = 0; (at = expression.find("$__rate_interval")) != std::string::npos;)
        expression.replace(at, 16, "1m");
      BOOST_TEST(query(expression)["status"] == "success", expression);
      ++asked;
    }
  }
  BOOST_TEST(asked >= 13);
  ::kill(pid, SIGTERM);
}

BOOST_AUTO_TEST_SUITE_END()
