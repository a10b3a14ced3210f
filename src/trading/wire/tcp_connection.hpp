// A TCP connection with deadlines, for protocols without TLS.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace latchkey::trading {

class TcpConnection {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  enum class Reading { bytes, closed, failed, late };

  TcpConnection() = default;
  ~TcpConnection();
  TcpConnection(const TcpConnection&) = delete;
  TcpConnection& operator=(const TcpConnection&) = delete;
  TcpConnection(TcpConnection&&) = delete;
  TcpConnection& operator=(TcpConnection&&) = delete;

  // Tries every address of the host until one answers. False when none does in time. Looking up the name is the
  // system's and may take longer.
  [[nodiscard]] bool open(const std::string& host, std::uint16_t port, Deadline deadline);

  // How many bytes the system took over before the deadline or a failure.
  [[nodiscard]] std::size_t write(std::string_view bytes, Deadline deadline);

  // Appends what is there, at least one byte, to `bytes`.
  [[nodiscard]] Reading read(std::string& bytes, Deadline deadline);

 private:
  void close();
  [[nodiscard]] bool wait_for(short event, Deadline deadline) const;
  int socket_ = -1;
};

}  // namespace latchkey::trading
