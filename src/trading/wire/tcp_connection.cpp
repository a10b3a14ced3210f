#include "trading/wire/tcp_connection.hpp"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>

namespace latchkey::trading {

TcpConnection::~TcpConnection() { close(); }

void TcpConnection::close() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
}

bool TcpConnection::wait_for(short event, Deadline deadline) const {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd entry{socket_, event, 0};
    const int ready = ::poll(&entry, 1, static_cast<int>(std::max<long long>(left.count(), 0)));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

bool TcpConnection::open(const std::string& host, std::uint16_t port, Deadline deadline) {
  close();
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) return false;
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(found, ::freeaddrinfo);
  for (const addrinfo* address = found; address != nullptr; address = address->ai_next) {
    socket_ = ::socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (socket_ < 0) continue;
    if (::connect(socket_, address->ai_addr, address->ai_addrlen) == 0) return true;
    int error = errno;
    if (error == EINPROGRESS && wait_for(POLLOUT, deadline)) {
      socklen_t size = sizeof error;
      if (::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0) return true;
    }
    close();
  }
  return false;
}

std::size_t TcpConnection::write(std::string_view bytes, Deadline deadline) {
  std::size_t written = 0;
  while (written < bytes.size() && wait_for(POLLOUT, deadline)) {
    const auto count = ::send(socket_, bytes.data() + written, bytes.size() - written, MSG_NOSIGNAL);
    if (count > 0) written += static_cast<std::size_t>(count);
    if (count < 0 && errno != EINTR && errno != EAGAIN) break;
  }
  return written;
}

TcpConnection::Reading TcpConnection::read(std::string& bytes, Deadline deadline) {
  std::array<char, 4096> buffer{};
  while (wait_for(POLLIN, deadline)) {
    const auto count = ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (count > 0) {
      bytes.append(buffer.data(), static_cast<std::size_t>(count));
      return Reading::bytes;
    }
    if (count == 0) return Reading::closed;
    if (errno != EINTR && errno != EAGAIN) return Reading::failed;
  }
  return Reading::late;
}

}  // namespace latchkey::trading
