// One HTTP response on its way to the gateway.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace latchkey::http {

class Response {
 public:
  explicit Response(int status, std::string body = {}, std::string_view content_type = {});

  // Adds the header. A control character in either part throws std::invalid_argument: a bare LF would begin another
  // header at the gateway.
  Response& add_header(std::string_view name, std::string_view value);

  [[nodiscard]] int status() const { return status_; }
  [[nodiscard]] const std::string& body() const { return body_; }
  [[nodiscard]] std::string_view find_header(std::string_view name) const;  // the first; empty when absent
  [[nodiscard]] std::vector<std::string_view> find_headers(std::string_view name) const;

  void drop_body() {
    body_.clear();
    rest_ = nullptr;
  }

  // Sends a part on its way at once; false when the client has gone.
  using Send = std::function<bool(const std::string&)>;
  // Sends what follows the body, part by part. When it throws, the connection is cut and the client sees that the
  // answer is not whole.
  using Rest = std::function<void(const Send&)>;

  // Sets what follows the body. It is made while it is sent, so that a long answer needs no memory and a slow one is
  // seen as it grows. It runs after the handler has returned, so it must own what it uses.
  Response& follow_with(Rest rest) {
    rest_ = std::move(rest);
    return *this;
  }
  [[nodiscard]] const Rest& rest() const { return rest_; }  // empty when nothing follows

  // The CGI form (RFC 3875, 6.3): Status, headers, blank line, body.
  [[nodiscard]] std::string serialize() const;

 private:
  int status_;
  std::vector<std::pair<std::string, std::string>> headers_;
  std::string body_;
  Rest rest_;
};

[[nodiscard]] std::string_view status_text(int status);

}  // namespace latchkey::http
