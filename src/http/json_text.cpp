#include "http/json_text.hpp"

#include <utility>

namespace latchkey::http {

Response make_json_text(int status, std::string text, std::string_view content_type) {
  text += '\n';
  Response response(status, std::move(text), content_type);
  response.add_header("Cache-Control", "no-store").add_header("X-Content-Type-Options", "nosniff");
  response.add_header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  return response;
}

}  // namespace latchkey::http
