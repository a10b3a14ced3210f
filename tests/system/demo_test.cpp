// Contract section 8: scripts/demo.
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <csignal>
#include <thread>

#include "support/folders.hpp"
#include "support/stack.hpp"

using namespace latchkey::test;

namespace {

std::string demo(const std::string& arguments) {
  return "LATCHKEY_BUILD_DIR=" + quoted(build_folder()) + " " + quoted(source_folder() + "/scripts/demo") + " " +
         arguments;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(demo_script)

BOOST_AUTO_TEST_CASE(two_run_side_by_side) {
  const Stack other;
  BOOST_TEST(other.env("BASE_URL") != Stack::shared().env("BASE_URL"));
  BOOST_TEST(other.post("/api/v1/customers", new_customer()).status == 201);
  BOOST_TEST(Stack::shared().post("/api/v1/customers", new_customer()).status == 201);
  for (const char* key : {"BASE_URL", "CA_FILE", "API_KEY", "API_KEY_USER", "ADMIN_URL", "ADMIN_EMAIL",
                          "ADMIN_PASSWORD", "DB_SOCKET", "DB_NAME", "CONFIG", "BIN_DIR", "LOG_DIR"}) {
    BOOST_TEST(!other.env(key).empty(), key);
  }
}

BOOST_AUTO_TEST_CASE(the_printed_curl_line_and_url_work_and_a_second_start_uses_what_is_there) {
  const TemporaryFolder folder;
  const std::string options =
      " --dir " + quoted(folder.path() / "d") + " --port " + Stack::shared().env("BASE_URL").substr(18);
  BOOST_TEST(run(demo("--detach" + options)).exit_code == 1);  // the port is taken
  const std::string port = std::to_string(find_free_port());
  std::string key;
  std::filesystem::file_time_type authority;
  for (int start = 0; start < 2; ++start) {
    const auto started = run(demo("--detach --dir " + quoted(folder.path() / "d") + " --port " + port));
    BOOST_REQUIRE_MESSAGE(started.exit_code == 0, started.errors);
    const auto made_at = std::filesystem::last_write_time(folder.path() / "d/tls/ca.pem");
    if (start == 1) BOOST_TEST((made_at == authority));
    authority = made_at;
    const auto from = started.output.find("curl --cacert");
    const std::string line = started.output.substr(from, started.output.find("\n\n", from) - from);
    const auto created = run("bash -c " + quoted(line));
    BOOST_TEST(created.output.starts_with("{\"customer\""), created.output << created.errors);
    const auto url = started.output.find("https://127.0.0.1:" + port + "/auth/login");
    const auto opened =
        run("curl -sS -o /dev/null -w '%{http_code}' --cacert " + quoted(folder.path() / "d/tls/ca.pem") + " " +
            quoted(started.output.substr(url, started.output.find('\n', url) - url)));
    BOOST_TEST(opened.output == "303");
    const std::string this_key = started.output.substr(started.output.find("lk_"), 46);
    if (start == 1) BOOST_TEST(this_key == key);
    key = this_key;
  }
  std::vector<int> pids;
  for (const char* name : {"database", "mt5", "provisioner", "customers", "login", "session", "admin", "nginx"}) {
    pids.push_back(std::stoi(read_file(folder.path() / "d/run" / (std::string(name) + ".pid"))));
    BOOST_TEST(is_alive(pids.back()));
  }
  BOOST_TEST(run(demo("--stop --dir " + quoted(folder.path() / "d"))).exit_code == 0);
  for (const int pid : pids) BOOST_TEST(!is_alive(pid));
  BOOST_TEST(run(demo("--reset --dir " + quoted(folder.path() / "d"))).exit_code == 0);
  BOOST_TEST(!std::filesystem::exists(folder.path() / "d"));
}

BOOST_AUTO_TEST_CASE(in_the_foreground_it_stops_all_when_it_is_ended_and_shares_its_folder_with_no_second_one) {
  const TemporaryFolder folder;
  const std::string log = folder.path() / "out";
  const std::string options = " --dir " + quoted(folder.path() / "d") + " --port " + std::to_string(find_free_port());
  const auto started =
      run("LATCHKEY_BUILD_DIR=" + quoted(build_folder()) + " setsid " + quoted(source_folder() + "/scripts/demo") +
          options + " >" + quoted(log) + " 2>&1 & echo $!; for i in $(seq 300); do grep -q Ctrl-C " + quoted(log) +
          " && break; sleep 0.1; done");
  const int script = std::stoi(started.output);
  std::vector<int> pids;
  for (const char* name : {"database", "mt5", "provisioner", "customers", "login", "session", "admin", "nginx"}) {
    pids.push_back(std::stoi(read_file(folder.path() / "d/run" / (std::string(name) + ".pid"))));
    BOOST_TEST(is_alive(pids.back()));
  }
  const auto second = run(demo("--detach" + options));
  BOOST_TEST(second.exit_code == 1);
  BOOST_TEST(second.errors.find("already") != std::string::npos, second.errors);
  ::kill(script, SIGTERM);
  for (int i = 0; i < 200 && is_alive(script); ++i) std::this_thread::sleep_for(std::chrono::milliseconds{50});
  for (const int pid : pids) BOOST_TEST(!is_alive(pid));
}

// After a restart of the machine the number in a pid file may be anybody's.
BOOST_AUTO_TEST_CASE(a_process_that_is_not_the_demos_is_left_alone) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder.path() / "d/run");
  const int other = std::stoi(run("setsid sleep 60 >/dev/null 2>&1 & echo $!").output);
  write_file(folder.path() / "d/run/nginx.pid", std::to_string(other));
  BOOST_TEST(run(demo("--stop --dir " + quoted(folder.path() / "d"))).exit_code == 0);
  BOOST_TEST(is_alive(other));
  ::kill(other, SIGKILL);
}

BOOST_AUTO_TEST_CASE(wrong_usage_is_2_and_foreign_folders_are_left_alone) {
  BOOST_TEST(run(demo("--nonsense")).exit_code == 2);
  BOOST_TEST(run(demo("--port x")).exit_code == 2);
  BOOST_TEST(run(demo("--help")).exit_code == 0);
  const TemporaryFolder folder;
  write_file(folder.path() / "precious", "x");
  BOOST_TEST(run(demo("--reset --dir " + quoted(folder.path()))).exit_code == 1);
  BOOST_TEST(run(demo("--detach --dir " + quoted(folder.path()))).exit_code == 1);
  BOOST_TEST(std::filesystem::exists(folder.path() / "precious"));
}

BOOST_AUTO_TEST_SUITE_END()
