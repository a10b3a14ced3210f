// One HTTPS connection to one server, which is opened only when it is told to. The MT5 Web API ties its session to the
// connection. libcurl alone would quietly open another connection when the first is lost: the request would then be
// sent without the session, or a second time.
#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>

namespace latchkey::trading {

// What the server's certificate is checked against: the fingerprint if there is one (SHA-256 of the certificate, 32
// bytes; its name and its issuer then do not matter), else the authorities in `ca_file`, else the system's.
struct TlsTrust {
  std::string ca_file;
  std::optional<std::string> pinned_fingerprint;
};

struct HttpsSettings {
  std::string host;
  std::uint16_t port = 443;
  TlsTrust trust;
  std::chrono::milliseconds connect_timeout{5000};  // DNS, TCP and TLS together
  std::chrono::milliseconds request_timeout{10000};
  std::string user_agent;
};

struct HttpsRequest {
  std::string target;               // path and query
  std::optional<std::string> body;  // sent by POST
  std::string content_type;
};

struct HttpsAnswer {
  long status = 0;
  std::string body;
};

// No whole answer came. `code` is connect, connect_timeout, tls, session_lost, timeout, connection_lost or
// answer_too_long. When `may_have_arrived` is false, not a byte of the request has left this machine.
struct NoAnswer {
  bool may_have_arrived = false;
  std::string code;
  std::string detail;
};

class HttpsConnection {
 public:
  static constexpr std::size_t longest_answer_bytes = 16U << 20U;  // 16 MiB: /api/user/logins of a million accounts

  explicit HttpsConnection(HttpsSettings settings);
  ~HttpsConnection();
  HttpsConnection(const HttpsConnection&) = delete;
  HttpsConnection& operator=(const HttpsConnection&) = delete;
  HttpsConnection(HttpsConnection&&) = delete;
  HttpsConnection& operator=(HttpsConnection&&) = delete;

  // Closes the connection if there is one. The next request opens a new one; all requests after it use the same one or
  // fail.
  void start_over();

  // Sends the request by HTTP/1.1, without a proxy, and follows no redirect. When the connection is lost the request is
  // not sent, and the answer is session_lost. Does not throw for what happens on the network.
  [[nodiscard]] std::variant<HttpsAnswer, NoAnswer> send(const HttpsRequest& request);

  [[nodiscard]] const HttpsSettings& settings() const { return settings_; }

 private:
  struct Handle;
  HttpsSettings settings_;
  std::unique_ptr<Handle> handle_;
};

}  // namespace latchkey::trading
