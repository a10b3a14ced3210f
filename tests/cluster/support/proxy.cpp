#include "cluster/support/proxy.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>

#include "cluster/support/machines.hpp"
#include "support/folders.hpp"

namespace latchkey::test {
namespace {

void replace(std::string& text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  BOOST_REQUIRE_MESSAGE(at != std::string::npos, "docs/haproxy has no " << from);
  text.replace(at, from.size(), to);
}

}  // namespace

Proxy::Proxy(const std::string& name, const std::map<std::string, std::string>& servers)
    : port_(static_cast<std::uint16_t>(find_free_port())) {
  std::string text = read_file(source_folder() + "/docs/haproxy/" + name);
  replace(text, "127.0.0.1:3307", "127.0.0.1:" + std::to_string(port_));
  for (const auto& [documented, real] : servers) replace(text, documented, real);
  const std::string file = folder_.path() / "haproxy.cfg";
  write_file(file, text);
  pid_ = ::fork();
  if (pid_ == 0) {
    ::execlp("haproxy", "haproxy", "-db", "-q", "-f", file.c_str(), nullptr);  // NOLINT(*-vararg)
    ::_exit(127);
  }
}

Proxy::~Proxy() {
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

}  // namespace latchkey::test
