#include "metrics/metrics.hpp"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>

#include "metrics/counter_file.hpp"
#include "metrics/exposition.hpp"
#include "support/command.hpp"

using namespace latchkey::metrics;
using namespace std::chrono_literals;
using latchkey::test::TemporaryFolder;

namespace {

// The value of a series as it is shown; empty when it is not.
std::string shown(const TemporaryFolder& folder, const std::string& series) {
  const Series all = read_all_counters(folder.path());
  const auto found = all.find(series);
  return found == all.end() ? "" : found->second;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(metrics)

BOOST_AUTO_TEST_CASE(values_of_labels_are_escaped) {
  BOOST_TEST(make_series("a", {}) == "a");
  BOOST_TEST(make_series("a", {{"b", "c"}, {"d", "e"}}) == R"(a{b="c",d="e"})");
  BOOST_TEST(make_series("a", {{"b", "x\"y\\z\n"}}) == R"(a{b="x\"y\\z\n"})");
}

BOOST_AUTO_TEST_CASE(processes_count_together_and_one_that_is_killed_loses_nothing) {
  const TemporaryFolder folder;
  std::vector<pid_t> children;
  for (int i = 0; i < 8; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      start(folder.path(), "latchkey-test");
      for (int n = 0; n < 10'000; ++n) {
        count("latchkey_redemptions_total", {{"outcome", n % 2 == 0 ? "signed_in" : "spent"}});
        count_request("/a/{id}", 200, 3ms);
      }
      ::kill(::getpid(), SIGKILL);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) ::waitpid(child, nullptr, 0);
  BOOST_TEST(shown(folder, R"(latchkey_redemptions_total{outcome="signed_in"})") == "40000");
  BOOST_TEST(shown(folder, R"(latchkey_redemptions_total{outcome="spent"})") == "40000");
  BOOST_TEST(shown(folder, R"(latchkey_requests_total{program="latchkey-test",route="/a/{id}",code="200"})") ==
             "80000");
  BOOST_TEST(shown(folder, R"(latchkey_request_duration_seconds_sum{program="latchkey-test"})") == "240.000000");
}

BOOST_AUTO_TEST_CASE(the_histogram_is_cumulative) {
  const TemporaryFolder folder;
  start(folder.path(), "latchkey-test");
  for (const auto taken : {500us, 1000us, 1001us, 300'000us, 60'000'000us}) count_request("/", 200, taken);
  const auto bucket = [&](const std::string& limit) {
    return shown(folder, R"(latchkey_request_duration_seconds_bucket{program="latchkey-test",le=")" + limit + "\"}");
  };
  BOOST_TEST(bucket("0.001") == "2");
  BOOST_TEST(bucket("0.0025") == "3");
  BOOST_TEST(bucket("0.25") == "3");
  BOOST_TEST(bucket("0.5") == "4");
  BOOST_TEST(bucket("10") == "4");
  BOOST_TEST(bucket("+Inf") == "5");
  BOOST_TEST(shown(folder, R"(latchkey_request_duration_seconds_count{program="latchkey-test"})") == "5");
  BOOST_TEST(shown(folder, R"(latchkey_request_duration_seconds_sum{program="latchkey-test"})") == "60.302501");
  start("", "");
}

BOOST_AUTO_TEST_CASE(programs_are_added_up_and_a_restart_goes_on) {
  const TemporaryFolder folder;
  for (const char* program : {"one", "two", "one"}) {
    start(folder.path(), program);
    count("latchkey_sign_ins_total", {{"outcome", "throttled"}});
  }
  start("", "");
  count("latchkey_sign_ins_total", {{"outcome", "throttled"}});  // counted nowhere
  BOOST_TEST(shown(folder, R"(latchkey_sign_ins_total{outcome="throttled"})") == "3");
}

BOOST_AUTO_TEST_CASE(what_has_no_room_is_not_counted_and_disturbs_nobody) {
  const TemporaryFolder folder;
  CounterFile file(folder.path() / "x.counters");
  BOOST_TEST(file.find(std::string(CounterFile::longest_series + 1, 'x')) == nullptr);
  for (std::size_t i = 0; i < CounterFile::capacity; ++i)
    BOOST_TEST(file.find("latchkey_" + std::to_string(i)) != nullptr);
  BOOST_TEST(file.find("latchkey_one_more") == nullptr);
  ++*file.find("latchkey_7");
  BOOST_TEST(shown(folder, "latchkey_7") == "1");
}

// Another user's file may hold anything.
BOOST_AUTO_TEST_CASE(files_of_others_are_read_with_care) {
  const TemporaryFolder folder;
  latchkey::test::write_file(folder.path() / "junk.counters", std::string(300'000, 'x'));
  latchkey::test::write_file(folder.path() / "short.counters", "latchkey counters 1");
  BOOST_REQUIRE(::mkfifo((folder.path() / "fifo.counters").c_str(), 0600) == 0);
  std::filesystem::create_symlink("/etc/passwd", folder.path() / "link.counters");
  std::filesystem::create_directory(folder.path() / "folder.counters");
  CounterFile file(folder.path() / "forged.counters");
  for (const char* series : {"latchkey_a\nlatchkey_b 7", "evil", "latchkey_c{x=\"1\"", "latchkey_good{x=\"1\"}"})
    ++*file.find(series);
  const Series all = read_all_counters(folder.path());
  BOOST_TEST(all.size() == 1U);
  BOOST_TEST(all.contains("latchkey_good{x=\"1\"}"));
  BOOST_TEST(read_all_counters(folder.path() / "nowhere").empty());
}

BOOST_AUTO_TEST_CASE(a_folder_that_cannot_be_used_is_no_reason_to_fail) {
  start("/nowhere/at/all", "latchkey-test");
  count("latchkey_sign_ins_total", {{"outcome", "throttled"}});
  BOOST_TEST(read_all_counters("/nowhere/at/all").empty());
}

BOOST_AUTO_TEST_CASE(each_metric_is_explained_once_above_its_series) {
  const std::string text = expose({{R"(latchkey_requests_total{code="200"})", "1"},
                                   {R"(latchkey_requests_total{code="503"})", "2"},
                                   {R"(latchkey_request_duration_seconds_count{program="a"})", "3"},
                                   {R"(latchkey_request_duration_seconds_bucket{program="a",le="+Inf"})", "3"},
                                   {"latchkey_database_up", "1"}});
  BOOST_TEST(text ==
             "# HELP latchkey_database_up 1 when the database has answered this scrape.\n"
             "# TYPE latchkey_database_up gauge\nlatchkey_database_up 1\n"
             "# HELP latchkey_request_duration_seconds From a request's arrival at a handler to its answer.\n"
             "# TYPE latchkey_request_duration_seconds histogram\n"
             "latchkey_request_duration_seconds_bucket{program=\"a\",le=\"+Inf\"} 3\n"
             "latchkey_request_duration_seconds_count{program=\"a\"} 3\n"
             "# HELP latchkey_requests_total Requests that handlers have answered.\n"
             "# TYPE latchkey_requests_total counter\n"
             "latchkey_requests_total{code=\"200\"} 1\nlatchkey_requests_total{code=\"503\"} 2\n");
}

BOOST_AUTO_TEST_SUITE_END()
