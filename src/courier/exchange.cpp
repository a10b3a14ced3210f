#include "courier/exchange.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "endpoints/target.hpp"

namespace latchkey::courier {
namespace {

template <class T>
void set(CURL* handle, CURLoption option, T value) {
  if (curl_easy_setopt(handle, option, value) != CURLE_OK) throw std::runtime_error("libcurl refuses an option");
}

void set_rules(CURL* curl, const CourierConfig& config) {
  set(curl, CURLOPT_PROTOCOLS_STR, "https");
  set(curl, CURLOPT_FOLLOWLOCATION, 0L);
  set(curl, CURLOPT_PROXY, "");
  set(curl, CURLOPT_NOPROXY, "*");
  set(curl, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  set(curl, CURLOPT_SSL_VERIFYPEER, 1L);
  set(curl, CURLOPT_SSL_VERIFYHOST, 2L);
  set(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!config.ca_file.empty()) set(curl, CURLOPT_CAINFO, config.ca_file.c_str());
  // One request at a time on a connection: one that is slow keeps no other from its answer.
  set(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(curl, CURLOPT_NOSIGNAL, 1L);
  set(curl, CURLOPT_QUICK_EXIT, 1L);  // else the end of a transfer waits for a name server that does not answer
  set(curl, CURLOPT_USERAGENT, "Latchkey");
}

}  // namespace

Exchange::Exchange(const CourierConfig& config) : config_(config), curl_(curl_easy_init()) {
  if (curl_ == nullptr) throw std::runtime_error("libcurl does not start");
  set_rules(curl_, config_);
  set(curl_, CURLOPT_ERRORBUFFER, words_.data());
  set(curl_, CURLOPT_OPENSOCKETFUNCTION, open_socket);
  set(curl_, CURLOPT_OPENSOCKETDATA, this);
  set(curl_, CURLOPT_HEADERFUNCTION, take_head);
  set(curl_, CURLOPT_HEADERDATA, this);
  set(curl_, CURLOPT_WRITEFUNCTION, take_body);
  set(curl_, CURLOPT_WRITEDATA, this);
}

Exchange::~Exchange() {
  if (transfers_ != nullptr) transfers_->abandon(curl_);
  curl_easy_cleanup(curl_);
  curl_slist_free_all(headers_);
}

// libcurl opens every socket by this function, with the address that it is about to connect to.
curl_socket_t Exchange::open_socket(void* context, curlsocktype, curl_sockaddr* address) {
  auto& exchange = *static_cast<Exchange*>(context);
  if (!endpoints::may_connect(address->addr, exchange.config_)) {
    exchange.was_refused_ = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// libcurl hands over one line at a time, those of 1xx answers too.
std::size_t Exchange::take_head(char* bytes, std::size_t, std::size_t count, void* context) {
  auto& exchange = *static_cast<Exchange*>(context);
  const std::string_view line(bytes, count);
  if (line == "\r\n" || line == "\n") {
    long status = 0;
    static_cast<void>(curl_easy_getinfo(exchange.curl_, CURLINFO_RESPONSE_CODE, &status));
    exchange.has_head_ = status >= 200;
  }
  return count;
}

// Ends the transfer when more comes than is kept.
std::size_t Exchange::take_body(char* bytes, std::size_t, std::size_t count, void* context) {
  auto& body = static_cast<Exchange*>(context)->answer_.body;
  const std::size_t kept = std::min(count, longest_kept_bytes - body.size());
  body.append(bytes, kept);
  return kept == count ? count : 0;
}

std::string Exchange::describe(CURLcode result) const {
  if (was_refused_) return "the address is not public, or the port is not 443";
  return words_.front() == '\0' ? curl_easy_strerror(result) : words_.data();
}

Answer Exchange::take_answer(CURLcode result) {
  answer_.ended_at = std::chrono::steady_clock::now();
  if (has_head_) {
    curl_off_t seconds = 0;
    static_cast<void>(curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &answer_.status));
    static_cast<void>(curl_easy_getinfo(curl_, CURLINFO_RETRY_AFTER, &seconds));
    if (seconds > 0) answer_.retry_after = std::chrono::seconds(seconds);
  } else {
    answer_.error = describe(result);
  }
  return std::move(answer_);
}

void Exchange::start(Transfers& transfers, ExchangeRequest request, Done done) {
  request_ = std::move(request);
  answer_ = {};
  answer_.begun_at = std::chrono::steady_clock::now();
  has_head_ = was_refused_ = false;
  words_.front() = '\0';
  curl_slist_free_all(headers_);
  headers_ = curl_slist_append(nullptr, "Expect:");
  for (const auto& header : request_.headers) headers_ = curl_slist_append(headers_, header.c_str());
  set(curl_, CURLOPT_URL, request_.url.c_str());
  set(curl_, CURLOPT_HTTPHEADER, headers_);
  set(curl_, CURLOPT_TIMEOUT_MS, static_cast<long>(request_.longest.count()));
  if (request_.body) {
    set(curl_, CURLOPT_POST, 1L);
    set(curl_, CURLOPT_POSTFIELDS, request_.body->c_str());
    set(curl_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body->size()));
  } else {
    set(curl_, CURLOPT_HTTPGET, 1L);
  }
  transfers_ = &transfers;
  transfers.start(curl_, [this, done = std::move(done)](CURLcode result) { done(take_answer(result)); });
}

}  // namespace latchkey::courier
