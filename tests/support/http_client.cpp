#include "support/http_client.hpp"

#include <curl/curl.h>
#include <poll.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "base/utf8.hpp"

namespace latchkey::test {
namespace {

std::size_t append(char* data, std::size_t size, std::size_t count, void* target) {
  static_cast<std::string*>(target)->append(data, size * count);
  return size * count;
}

Headers parse_headers(const std::string& text) {
  Headers headers;
  std::size_t begin = text.rfind("HTTP/");
  while (begin < text.size()) {
    const auto end = std::min(text.find("\r\n", begin), text.size());
    const std::string line = text.substr(begin, end - begin);
    const auto colon = line.find(':');
    if (colon != std::string::npos)
      headers.emplace_back(lower_ascii(line.substr(0, colon)), trim(line.substr(colon + 1)));
    begin = end + 2;
  }
  return headers;
}

}  // namespace

std::string Answer::header(const std::string& name) const {
  const auto values = all(name);
  return values.empty() ? std::string() : values.front();
}

std::vector<std::string> Answer::all(const std::string& name) const {
  std::vector<std::string> values;
  for (const auto& [header, value] : headers) {
    if (header == name) values.push_back(value);
  }
  return values;
}

std::string Answer::cookie(const std::string& name) const {
  for (const auto& value : all("set-cookie")) {
    if (value.starts_with(name + "=")) return value.substr(name.size() + 1, value.find(';') - name.size() - 1);
  }
  return {};
}

Answer HttpClient::send(const std::string& method, const std::string& target, const Headers& headers,
                        const std::optional<std::string>& body) const {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), &curl_easy_cleanup);
  Answer answer;
  std::string head;
  curl_slist* list = nullptr;
  for (const auto& [name, value] : headers) {
    // An empty value must be written with a semicolon, else curl leaves the header out.
    list = curl_slist_append(list, (value.empty() ? name + ";" : name + ": " + value).c_str());
  }
  list = curl_slist_append(list, "Expect:");
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> owned(list, &curl_slist_free_all);
  curl_easy_setopt(curl.get(), CURLOPT_URL, (base_url_ + target).c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  curl_easy_setopt(curl.get(), CURLOPT_CAINFO, ca_file_.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_CUSTOMREQUEST, method.c_str());
  if (method == "HEAD") curl_easy_setopt(curl.get(), CURLOPT_NOBODY, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, list);
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 60L);
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, append);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer.body);
  curl_easy_setopt(curl.get(), CURLOPT_HEADERDATA, &head);
  if (body) {
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(body->size()));
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body->data());
  }
  const CURLcode code = curl_easy_perform(curl.get());
  // A server that refuses a large body answers and closes while it is still being sent: the answer counts.
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (code != CURLE_OK && status == 0) throw std::runtime_error(std::string("no answer: ") + curl_easy_strerror(code));
  answer.status = static_cast<int>(status);
  answer.headers = parse_headers(head);
  if (observer_) observer_(method, target, body, answer);
  return answer;
}

std::string HttpClient::send_raw(const std::string& bytes) const {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), &curl_easy_cleanup);
  curl_easy_setopt(curl.get(), CURLOPT_URL, base_url_.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_CONNECT_ONLY, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  curl_easy_setopt(curl.get(), CURLOPT_SSL_ENABLE_ALPN, 0L);
  curl_easy_setopt(curl.get(), CURLOPT_CAINFO, ca_file_.c_str());
  if (curl_easy_perform(curl.get()) != CURLE_OK) throw std::runtime_error("no TLS connection");
  curl_socket_t socket = CURL_SOCKET_BAD;
  curl_easy_getinfo(curl.get(), CURLINFO_ACTIVESOCKET, &socket);
  for (std::size_t sent = 0; sent < bytes.size();) {
    std::size_t count = 0;
    const CURLcode code = curl_easy_send(curl.get(), bytes.data() + sent, bytes.size() - sent, &count);
    if (code == CURLE_AGAIN) {
      pollfd waiting{socket, POLLOUT, 0};
      if (::poll(&waiting, 1, 2000) <= 0) break;
    } else if (code != CURLE_OK) {
      break;
    }
    sent += count;
  }
  std::string received;
  for (;;) {
    char buffer[4096];
    std::size_t count = 0;
    const CURLcode code = curl_easy_recv(curl.get(), buffer, sizeof buffer, &count);
    if (code == CURLE_AGAIN) {
      pollfd waiting{socket, POLLIN, 0};
      if (::poll(&waiting, 1, 2000) <= 0) break;
    } else if (code != CURLE_OK || count == 0) {
      break;
    }
    received.append(buffer, count);
  }
  return received;
}

}  // namespace latchkey::test
