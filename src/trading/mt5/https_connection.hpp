// One HTTPS connection to one server, opened only when told to. The MT5 Web API ties its session to the connection, so
// a library that quietly opens another one, or sends a request again on it, would send it to strangers or twice.
#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>

namespace latchkey::trading {

// Whom to believe. The server's certificate is always checked: against this fingerprint if there is one (SHA-256 of the
// certificate, 32 bytes; its name and its issuer then do not matter), else against the authorities in `ca_file`, else
// against the system's.
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

// No whole answer came. `code`: connect, connect_timeout, tls, session_lost, timeout, connection_lost, answer_too_long.
// When `may_have_arrived` is false not a byte of the request left this machine.
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

  // Closes the connection, if any. The next request opens one; all later ones use that same connection or none.
  void start_over();

  // HTTP/1.1, no redirects followed, no proxy. A request on a connection that has gone is answered with session_lost
  // and not sent. Never throws for what the network does.
  [[nodiscard]] std::variant<HttpsAnswer, NoAnswer> send(const HttpsRequest& request);

  [[nodiscard]] const HttpsSettings& settings() const { return settings_; }

 private:
  struct Handle;
  HttpsSettings settings_;
  std::unique_ptr<Handle> handle_;
};

}  // namespace latchkey::trading
