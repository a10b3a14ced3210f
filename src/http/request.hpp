// One HTTP request as a handler sees it, whichever gateway brought it.
#pragma once
#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace latchkey::http {

inline constexpr std::size_t body_limit_bytes = std::size_t{64} * 1024;

// What the gateway says before the body is read: the CGI meta-variables (RFC 3875) in the order they came, doubles
// kept.
using Params = std::vector<std::pair<std::string, std::string>>;

enum class BodyState { complete, too_large, cut_off };

using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

struct Request {
  std::string method;
  std::string path;
  std::string query;         // raw, without the `?`
  std::string content_type;  // as sent
  std::string body;          // empty unless body_state is complete
  BodyState body_state = BodyState::complete;
  std::string remote_address;  // REMOTE_ADDR, the only client address believed
  std::string id;              // the gateway's REQUEST_ID, else a new UUID
  std::string original_uri;    // of an auth_request: the address the visitor asked for, as sent
  std::optional<WallTime>
      sent_at;     // SENT_AT: when the web server handed the request over, by the clock of this machine
  Params headers;  // names in lower case with dashes

  // The first header of that (lower-case) name, or null. The pointer lives as long as the request.
  [[nodiscard]] const std::string* find_header(std::string_view name) const;
  [[nodiscard]] std::vector<std::string_view> find_headers(std::string_view name) const;

  // Every value of the cookie `name`, over all Cookie headers.
  [[nodiscard]] std::vector<std::string_view> find_cookies(std::string_view name) const;
};

// True when the request has waited for a process of this program for so long (20 s) that its caller is gone or about to
// be told that the service is away: nginx gives up after 30 s. Carrying it out would be a surprise to the caller.
[[nodiscard]] bool is_overdue(const Request& request, WallTime now);

// True when the path is the prefix itself or lies below it: `/admin` is a prefix of `/admin` and `/admin/me`, not of
// `/administrator`. A prefix that ends in `/` is one of every path that begins with it.
[[nodiscard]] bool has_path_prefix(std::string_view path, std::string_view prefix);

// Builds a request without its body. `path_prefixes` are the program's own: the path is the first of SCRIPT_NAME +
// PATH_INFO, PATH_INFO, DOCUMENT_URI, REQUEST_URI (without its query) that has one of them, else the first that is not
// empty. So nginx (the full path in SCRIPT_NAME), a script name plus PATH_INFO, and an empty SCRIPT_NAME all work.
[[nodiscard]] Request make_request(const Params& params, std::span<const std::string_view> path_prefixes);

}  // namespace latchkey::http
