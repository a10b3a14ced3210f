#include "http/response.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace latchkey::http {
namespace {

bool has_control_byte(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

}  // namespace

Response::Response(int status, std::string body, std::string_view content_type)
    : status_(status), body_(std::move(body)) {
  if (!content_type.empty()) add_header("Content-Type", content_type);
}

Response& Response::add_header(std::string_view name, std::string_view value) {
  if (has_control_byte(name) || has_control_byte(value)) {
    throw std::invalid_argument("a control character in a response header");
  }
  headers_.emplace_back(name, value);
  return *this;
}

std::string_view Response::find_header(std::string_view name) const {
  const auto found = std::ranges::find(headers_, name, &std::pair<std::string, std::string>::first);
  return found == headers_.end() ? std::string_view() : found->second;
}

std::vector<std::string_view> Response::find_headers(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& [header, value] : headers_) {
    if (header == name) values.emplace_back(value);
  }
  return values;
}

std::string Response::serialize() const {
  std::string text = "Status: " + std::to_string(status_) + ' ' + std::string(status_text(status_)) + "\r\n";
  for (const auto& [name, value] : headers_) text.append(name).append(": ").append(value).append("\r\n");
  return text + "\r\n" + body_;
}

std::string_view status_text(int status) {
  static constexpr std::array<std::pair<int, std::string_view>, 20> texts{{
      {200, "OK"},
      {201, "Created"},
      {204, "No Content"},
      {303, "See Other"},
      {304, "Not Modified"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {410, "Gone"},
      {413, "Content Too Large"},
      {414, "URI Too Long"},
      {415, "Unsupported Media Type"},
      {422, "Unprocessable Content"},
      {429, "Too Many Requests"},
      {500, "Internal Server Error"},
      {503, "Service Unavailable"},
  }};
  const auto found = std::ranges::find(texts, status, &std::pair<int, std::string_view>::first);
  return found == texts.end() ? "Unknown" : found->second;
}

}  // namespace latchkey::http
