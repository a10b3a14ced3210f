#include "cluster/support/fastcgi_client.hpp"

#include <fastcgi.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstring>

#include "base/utf8.hpp"

namespace latchkey::test {
namespace {

constexpr std::size_t longest_content = 32768;

void append_record(std::string& bytes, int type, const std::string& content) {
  const std::size_t size = content.size();
  bytes += static_cast<char>(FCGI_VERSION_1);
  bytes += static_cast<char>(type);
  bytes += '\0';
  bytes += '\1';  // the request's number
  bytes += static_cast<char>(size >> 8);
  bytes += static_cast<char>(size & 0xff);
  bytes.append(2, '\0');
  bytes += content;
}

void append_length(std::string& bytes, std::size_t length) {
  if (length < 128) {
    bytes += static_cast<char>(length);
    return;
  }
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes += static_cast<char>(((length >> shift) & 0xff) | (shift == 24 ? 0x80 : 0));
  }
}

void append_param(std::string& bytes, const std::string& name, const std::string& value) {
  append_length(bytes, name.size());
  append_length(bytes, value.size());
  bytes += name + value;
}

std::string variable_name(std::string header) {
  std::ranges::transform(header, header.begin(), [](unsigned char c) { return c == '-' ? '_' : std::toupper(c); });
  return header == "CONTENT_TYPE" ? header : "HTTP_" + header;
}

std::string make_params(const FastCgiRequest& request) {
  std::string params;
  append_param(params, "REQUEST_METHOD", request.method);
  append_param(params, "SCRIPT_NAME", request.path);
  append_param(params, "QUERY_STRING", request.query);
  append_param(params, "REMOTE_ADDR", "192.0.2.7");
  append_param(params, "SERVER_PROTOCOL", "HTTP/1.1");
  append_param(params, "HTTPS", "on");
  if (!request.body.empty()) append_param(params, "CONTENT_LENGTH", std::to_string(request.body.size()));
  for (const auto& [name, value] : request.headers) append_param(params, variable_name(name), value);
  return params;
}

std::string make_bytes(const FastCgiRequest& request) {
  std::string bytes;
  append_record(bytes, FCGI_BEGIN_REQUEST, std::string("\0\1\0\0\0\0\0\0", 8));  // a responder, one request
  append_record(bytes, FCGI_PARAMS, make_params(request));
  append_record(bytes, FCGI_PARAMS, "");
  for (std::size_t at = 0; at < request.body.size(); at += longest_content) {
    append_record(bytes, FCGI_STDIN, request.body.substr(at, longest_content));
  }
  append_record(bytes, FCGI_STDIN, "");
  return bytes;
}

int connect_to(const std::string& socket) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, socket.data(), std::min(socket.size(), sizeof address.sun_path - 1));
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval patience{.tv_sec = 12, .tv_usec = 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
  ::close(fd);
  return -1;
}

// All that comes back; the handler closes the connection.
std::string talk(int fd, const std::string& bytes) {
  std::string answer;
  if (::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size())) return answer;
  std::array<char, 8192> buffer{};
  for (;;) {
    const ssize_t count = ::recv(fd, buffer.data(), buffer.size(), 0);
    if (count < 0 && errno == EINTR) continue;  // a command that the test has run is over
    if (count <= 0) return answer;
    answer.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

// What the handler wrote to its standard output; empty when the answer has no end.
std::string read_output(const std::string& records) {
  const auto byte = [&](std::size_t at) { return std::size_t{static_cast<unsigned char>(records[at])}; };
  std::string output;
  for (std::size_t at = 0; at + FCGI_HEADER_LEN <= records.size();) {
    const std::size_t size = (byte(at + 4) << 8U) + byte(at + 5);
    if (byte(at + 1) == FCGI_END_REQUEST) return output;
    if (byte(at + 1) == FCGI_STDOUT) output += records.substr(at + FCGI_HEADER_LEN, size);
    at += FCGI_HEADER_LEN + size + byte(at + 6);
  }
  return {};
}

Answer parse(const std::string& output) {
  Answer answer;
  const auto end = output.find("\r\n\r\n");
  if (end == std::string::npos) return answer;
  answer.status = 200;
  answer.body = output.substr(end + 4);
  for (std::size_t at = 0; at < end;) {
    const auto line_end = output.find("\r\n", at);
    const std::string line = output.substr(at, line_end - at);
    const auto colon = line.find(':');
    const std::string name = lower_ascii(line.substr(0, colon));
    const std::string value = line.substr(std::min(line.size(), colon + 2));
    if (name == "status") answer.status = std::stoi(value);
    answer.headers.emplace_back(name, value);
    at = line_end + 2;
  }
  return answer;
}

}  // namespace

Answer send_fastcgi(const std::string& socket, const FastCgiRequest& request) {
  const int fd = connect_to(socket);
  if (fd < 0) return {};
  const std::string records = talk(fd, make_bytes(request));
  ::close(fd);
  return parse(read_output(records));
}

}  // namespace latchkey::test
