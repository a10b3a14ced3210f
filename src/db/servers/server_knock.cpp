#include "db/servers/server_knock.hpp"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string>

namespace latchkey::db {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 1s;

// A descriptor that is connected or about to be; -1 when that is refused at once.
int call(int family, const sockaddr* address, socklen_t size) {
  const int fd = ::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  if (::connect(fd, address, size) == 0 || errno == EINPROGRESS) return fd;
  ::close(fd);
  return -1;
}

int call_socket(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return -1;
  std::memcpy(address.sun_path, path.data(), path.size());
  return call(AF_UNIX, reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

int call_host(const DatabaseAddress& server) {
  std::string name = server.host;
  if (name.starts_with('[')) name = name.substr(1, name.size() - 2);
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(name.c_str(), std::to_string(server.port).c_str(), &wanted, &found) != 0) return -1;
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owned(found, ::freeaddrinfo);
  return call(found->ai_family, found->ai_addr, found->ai_addrlen);
}

}  // namespace

ServerKnock::ServerKnock(const DatabaseAddress& address)
    : fd_(address.socket.empty() ? call_host(address) : call_socket(address.socket)),
      begun_(std::chrono::steady_clock::now()) {}

ServerKnock::~ServerKnock() {
  if (fd_ >= 0) ::close(fd_);
}

ServerKnock::Answer ServerKnock::answer() const {
  if (fd_ < 0) return Answer::silent;
  pollfd waiting{.fd = fd_, .events = POLLIN, .revents = 0};
  if (::poll(&waiting, 1, 0) > 0) {
    char first = 0;
    return ::recv(fd_, &first, 1, MSG_PEEK) == 1 ? Answer::greeted : Answer::silent;
  }
  return std::chrono::steady_clock::now() - begun_ < patience ? Answer::none_yet : Answer::silent;
}

}  // namespace latchkey::db
