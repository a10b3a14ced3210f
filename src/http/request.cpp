#include "http/request.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/utf8.hpp"
#include "base/uuid.hpp"

namespace latchkey::http {
namespace {

std::string find_param(const Params& params, std::string_view name) {
  const auto found = std::ranges::find(params, name, &Params::value_type::first);
  return found == params.end() ? std::string() : found->second;
}

std::string find_path(const Params& params, std::span<const std::string_view> prefixes) {
  const std::string path_info = find_param(params, "PATH_INFO");
  const std::string request_uri = find_param(params, "REQUEST_URI");
  const std::array<std::string, 4> candidates{find_param(params, "SCRIPT_NAME") + path_info, path_info,
                                              find_param(params, "DOCUMENT_URI"),
                                              request_uri.substr(0, request_uri.find('?'))};
  for (const auto& candidate : candidates) {
    const auto fits = [&](std::string_view prefix) { return has_path_prefix(candidate, prefix); };
    if (std::ranges::any_of(prefixes, fits)) return candidate;
  }
  const auto filled = std::ranges::find_if_not(candidates, &std::string::empty);
  return filled == candidates.end() ? "/" : *filled;
}

std::string header_name(std::string_view meta_variable) {
  std::string name = lower_ascii(meta_variable);
  std::ranges::replace(name, '_', '-');
  return name;
}

// A request id goes into headers and logs: taken from the gateway only in a harmless form.
bool is_plain_id(std::string_view id) {
  return !id.empty() && id.size() <= 64 && std::ranges::all_of(id, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
}

// Seconds since 1970 with milliseconds, as nginx writes $msec.
std::optional<WallTime> parse_time(std::string_view text) {
  std::int64_t seconds = 0;
  std::int64_t milliseconds = 0;
  const auto [point, error] = std::from_chars(text.begin(), text.end(), seconds);
  if (error != std::errc{} || text.end() - point != 4 || *point != '.') return std::nullopt;
  const auto [end, second_error] = std::from_chars(point + 1, text.end(), milliseconds);
  if (second_error != std::errc{} || end != text.end()) return std::nullopt;
  return WallTime(std::chrono::seconds{seconds} + std::chrono::milliseconds{milliseconds});
}

}  // namespace

const std::string* Request::find_header(std::string_view name) const {
  const auto found = std::ranges::find(headers, name, &Params::value_type::first);
  return found == headers.end() ? nullptr : &found->second;
}

std::vector<std::string_view> Request::find_headers(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& [header, value] : headers) {
    if (header == name) values.emplace_back(value);
  }
  return values;
}

std::vector<std::string_view> Request::find_cookies(std::string_view name) const {
  std::vector<std::string_view> values;
  for (std::string_view rest : find_headers("cookie")) {
    while (!rest.empty()) {
      const auto end = std::min(rest.find(';'), rest.size());
      const auto pair = trim(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      const auto equals = pair.find('=');
      if (equals != std::string_view::npos && pair.substr(0, equals) == name) values.push_back(pair.substr(equals + 1));
    }
  }
  return values;
}

bool is_overdue(const Request& request, WallTime now) {
  static constexpr std::chrono::seconds longest_wait{20};
  return request.sent_at && now - *request.sent_at > longest_wait;
}

bool has_path_prefix(std::string_view path, std::string_view prefix) {
  if (!path.starts_with(prefix)) return false;
  return path.size() == prefix.size() || prefix.ends_with('/') || path[prefix.size()] == '/';
}

Request make_request(const Params& params, std::span<const std::string_view> path_prefixes) {
  static constexpr std::string_view header_prefix = "HTTP_";
  Request request;
  request.method = find_param(params, "REQUEST_METHOD");
  request.path = find_path(params, path_prefixes);
  request.query = find_param(params, "QUERY_STRING");
  request.content_type = find_param(params, "CONTENT_TYPE");
  request.remote_address = find_param(params, "REMOTE_ADDR");
  request.original_uri = find_param(params, "ORIGINAL_URI");
  request.sent_at = parse_time(find_param(params, "SENT_AT"));
  request.id = find_param(params, "REQUEST_ID");
  if (!is_plain_id(request.id)) request.id = Uuid::make().text();
  for (const auto& [name, value] : params) {
    if (name.starts_with(header_prefix)) {
      request.headers.emplace_back(header_name(std::string_view(name).substr(header_prefix.size())), value);
    }
  }
  return request;
}

}  // namespace latchkey::http
