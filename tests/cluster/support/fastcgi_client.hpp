// Sends requests straight to a handler's socket, as nginx does, so that each machine of a test needs no web server.
#pragma once
#include <string>

#include "support/http_client.hpp"

namespace latchkey::test {

struct FastCgiRequest {
  std::string method = "GET";
  std::string path;
  std::string query = {};
  Headers headers = {};
  std::string body = {};
};

// The handler's answer; status 0 when none comes within twelve seconds, or the connection breaks.
[[nodiscard]] Answer send_fastcgi(const std::string& socket, const FastCgiRequest& request);

}  // namespace latchkey::test
