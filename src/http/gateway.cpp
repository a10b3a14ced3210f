#include "http/gateway.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <exception>
#include <optional>
#include <string>
#include <string_view>

#include "base/log.hpp"

namespace latchkey::http {
namespace {

Params read_params(char** environment) {
  Params params;
  for (char** entry = environment; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view pair(*entry);
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos) params.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
  }
  return params;
}

// Nothing when the body is chunked and the web server passes it on as it comes, without a length. Apache leaves
// CONTENT_LENGTH out then and passes Transfer-Encoding on, Caddy writes -1.
std::optional<std::size_t> announced_length(const Params& params, Gateway gateway) {
  const auto find = [&](std::string_view name) {
    const auto found = std::ranges::find(params, name, &Params::value_type::first);
    return found == params.end() ? std::string_view() : std::string_view(found->second);
  };
  const std::string_view text = find("CONTENT_LENGTH");
  if (text.empty()) {
    if (gateway == Gateway::fastcgi || !find("HTTP_TRANSFER_ENCODING").empty()) return std::nullopt;
    return 0;
  }
  std::size_t length = 0;
  const auto [end, problem] = std::from_chars(text.begin(), text.end(), length);
  if (problem != std::errc() || end != text.end()) return std::nullopt;
  return length;
}

// Reads the body into `request`: as much as is announced, or up to the end. It stops one byte over the limit, where the
// body is known to be too large.
void read_body(Request& request, std::size_t limit, std::optional<std::size_t> announced, const ReadSome& read_some) {
  std::array<char, 8192> buffer{};
  const std::size_t longest = announced.value_or(limit + 1);
  request.body.reserve(std::min(announced.value_or(0), limit + 1));  // a large one is not copied while it grows
  while (request.body.size() <= limit && request.body.size() < longest) {
    const std::size_t wanted = std::min(buffer.size(), longest - request.body.size());
    const std::size_t count = read_some(buffer.data(), wanted);
    if (count == 0) break;
    request.body.append(buffer.data(), count);
  }
  if (request.body.size() > limit) {
    request.body_state = BodyState::too_large;
    request.body = {};
  } else if (announced && request.body.size() < *announced) {
    request.body_state = BodyState::cut_off;
    request.body = {};
  }
}

// Reads on to the end of a body that is too large. Under plain CGI Apache resets the connection, or logs an error, when
// standard input was not read before the answer. How much that may be is the web server's to bound.
void drain(std::optional<std::size_t> announced, std::size_t read, const ReadSome& read_some) {
  std::array<char, 8192> buffer{};
  while (!announced || read < *announced) {
    const std::size_t left = announced ? *announced - read : buffer.size();
    const std::size_t count = read_some(buffer.data(), std::min(buffer.size(), left));
    if (count == 0) return;
    read += count;
  }
}

}  // namespace

Response answer_one(const Application& application, char** environment, Gateway gateway, const ReadSome& read_some) {
  const Params params = read_params(environment);
  Request request = make_request(params, application.path_prefixes());
  const auto announced = announced_length(params, gateway);
  std::size_t read = 0;
  const ReadSome count_read = [&](char* buffer, std::size_t size) {
    const std::size_t count = read_some(buffer, size);
    read += count;
    return count;
  };
  read_body(request, application.body_limit_of(request), announced, count_read);
  if (gateway == Gateway::cgi && request.body_state == BodyState::too_large) drain(announced, read, read_some);
  return answer(application, request);
}

Sent send(const Application& application, const Response& response, const Response::Send& write_all) {
  if (!write_all(response.serialize())) return Sent::client_gone;
  if (!response.rest()) return Sent::whole;
  bool is_there = true;
  try {
    response.rest()([&](const std::string& part) { return is_there = is_there && write_all(part); });
  } catch (const std::exception& error) {
    log(LogLevel::error, "stream_failed", {{"program", application.name()}, {"why", error.what()}});
    return Sent::broken;
  }
  return is_there ? Sent::whole : Sent::client_gone;
}

}  // namespace latchkey::http
