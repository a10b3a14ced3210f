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

  // Tries the host's addresses until one answers. False when none does before the deadline. The system looks the name
  // up, which may take longer than that.
  [[nodiscard]] bool open(const std::string& host, std::uint16_t port, Deadline deadline);

  // Gives the number of bytes that the system took over before the deadline or a failure.
  [[nodiscard]] std::size_t write(std::string_view bytes, Deadline deadline);

  // Waits for at least one byte and appends to `bytes` what is there.
  [[nodiscard]] Reading read(std::string& bytes, Deadline deadline);

 private:
  void close();
  [[nodiscard]] bool wait_for(short event, Deadline deadline) const;
  int socket_ = -1;
};

}  // namespace latchkey::trading
