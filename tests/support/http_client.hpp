// HTTPS for the system tests: sends real requests to the real nginx, keeps every header, and follows no redirect.
#pragma once
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace latchkey::test {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Answer {
  int status = 0;
  Headers headers;  // names in lower case
  std::string body;

  [[nodiscard]] std::string header(const std::string& name) const;  // the first; empty when absent
  [[nodiscard]] std::vector<std::string> all(const std::string& name) const;
  [[nodiscard]] nlohmann::json json() const { return nlohmann::json::parse(body); }
  // The value that Set-Cookie gives to the cookie `name`; empty when it gives none.
  [[nodiscard]] std::string cookie(const std::string& name) const;
};

class HttpClient {
 public:
  HttpClient(std::string base_url, std::string ca_file)
      : base_url_(std::move(base_url)), ca_file_(std::move(ca_file)) {}

  // `target` is sent as it stands. Safe to call from several threads. Throws when no answer comes.
  [[nodiscard]] Answer send(const std::string& method, const std::string& target, const Headers& headers = {},
                            const std::optional<std::string>& body = std::nullopt) const;
  [[nodiscard]] Answer get(const std::string& target, const Headers& headers = {}) const {
    return send("GET", target, headers);
  }

  // Sends bytes over TLS as they are and returns what comes back until the server closes or two seconds pass in
  // silence.
  [[nodiscard]] std::string send_raw(const std::string& bytes) const;

  // Has `observer` called with every answer and the body of its request. It must be safe to call from several threads.
  using Observer = std::function<void(const std::string& method, const std::string& target,
                                      const std::optional<std::string>& request_body, const Answer& answer)>;
  void observe(Observer observer) { observer_ = std::move(observer); }

 private:
  std::string base_url_;
  std::string ca_file_;
  Observer observer_;
};

}  // namespace latchkey::test
