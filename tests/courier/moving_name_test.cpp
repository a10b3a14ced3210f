// A name that is public when the endpoint is saved, and stands for another machine when it is told.
#include <sched.h>
#include <sys/mount.h>

#include <boost/test/unit_test.hpp>

#include "courier/exchange.hpp"
#include "courier/receiver.hpp"
#include "endpoints/target.hpp"
#include "support/child_process.hpp"

using namespace latchkey;
using namespace std::chrono_literals;

namespace {

constexpr const char* name = "receiver.example";

// This process alone sees the file in place of the machine's names.
bool use_hosts_file(const std::filesystem::path& file) {
  if (::unshare(CLONE_NEWNS) != 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return false;
  return ::mount(file.c_str(), "/etc/hosts", nullptr, MS_BIND, nullptr) == 0;
}

courier::Answer send(const std::string& url, const CourierConfig& config) {
  courier::Transfers transfers;
  courier::Exchange exchange(config);
  courier::Answer answer;
  exchange.start(transfers, {.url = url, .body = "{}", .headers = {}, .longest = 5s},
                 [&](courier::Answer got) { answer = std::move(got); });
  while (transfers.running() > 0) transfers.run_for(100ms);
  return answer;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(moving_name)

BOOST_AUTO_TEST_CASE(a_name_that_has_moved_to_a_private_address_is_not_connected_to) {
  const test::Receiver receiver;
  const test::TemporaryFolder folder;
  const auto hosts = folder.path() / "hosts";
  const std::string url = "https://" + std::string(name) + "/status/204";
  enum { passed, no_namespace, refused_on_save, told, wrong_error, not_told_where_allowed };
  const int outcome = test::run_in_child([&] {
    test::write_file(hosts, "8.8.8.8 " + std::string(name) + "\n");
    if (!use_hosts_file(hosts)) return no_namespace;
    if (endpoints::find_target_problem(url, {})) return refused_on_save;
    for (const char* address : {"127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1"}) {
      test::write_file(hosts, std::string(address) + " " + name + "\n");
      const auto answer = send(url, {});
      if (answer.status != 0) return told;
      if (answer.error.find("not public") == std::string::npos) return wrong_error;
      if (!endpoints::find_target_problem(url, {})) return told;
    }
    // The control: the same name and machine, allowed.
    test::write_file(hosts, "127.0.0.1 " + std::string(name) + "\n");
    const auto allowed =
        send("https://" + std::string(name) + ":" + std::to_string(receiver.port()) + "/status/204", receiver.config());
    return allowed.status == 204 ? passed : not_told_where_allowed;
  });
  BOOST_TEST(outcome == static_cast<int>(passed));
}

BOOST_AUTO_TEST_SUITE_END()
