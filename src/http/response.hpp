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
    next_part_ = nullptr;
  }

  // What follows the body, made while it is sent, so that an answer of any length needs no memory for it: called until
  // it returns an empty text. When it throws, the connection is cut and the client sees that the answer is not whole.
  using NextPart = std::function<std::string()>;
  Response& stream(NextPart next_part) {
    next_part_ = std::move(next_part);
    return *this;
  }
  [[nodiscard]] const NextPart& next_part() const { return next_part_; }  // empty when nothing follows

  // The CGI form (RFC 3875, 6.3): Status, headers, blank line, body.
  [[nodiscard]] std::string serialize() const;

 private:
  int status_;
  std::vector<std::pair<std::string, std::string>> headers_;
  std::string body_;
  NextPart next_part_;
};

[[nodiscard]] std::string_view status_text(int status);

}  // namespace latchkey::http
