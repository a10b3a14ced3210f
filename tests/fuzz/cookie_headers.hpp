// The Cookie headers of a request, one in each line of a fuzz target's input.
#pragma once
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "http/request.hpp"

namespace latchkey::fuzz {

inline std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (;;) {
    const auto end = std::min(text.find(separator), text.size());
    parts.emplace_back(text.substr(0, end));
    if (end == text.size()) return parts;
    text.remove_prefix(end + 1);
  }
}

// As the gateway gives them: one meta-variable for each header, doubles kept.
inline http::Request make_cookie_request(const std::vector<std::string>& headers) {
  http::Params params{{"REQUEST_METHOD", "GET"}, {"REQUEST_ID", "1"}};
  for (const auto& header : headers) params.emplace_back("HTTP_COOKIE", header);
  return http::make_request(params, {});
}

}  // namespace latchkey::fuzz
