// One HTTPS request to a server that somebody else has named, and what came of it.
#pragma once
#include <array>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/courier_config.hpp"
#include "courier/transfers.hpp"

namespace latchkey::courier {

struct ExchangeRequest {
  std::string url;
  std::optional<std::string> body;  // sent by POST; without one it is a GET
  std::vector<std::string> headers;
  std::chrono::milliseconds longest{15000};
};

struct Answer {
  long status = 0;    // of an answer whose head came whole; 0: there was none
  std::string body;   // its first longest_kept_bytes; more is not read
  std::string error;  // why there was none, in words; else empty
  std::optional<std::chrono::seconds> retry_after;
  std::chrono::steady_clock::time_point begun_at;
  std::chrono::steady_clock::time_point ended_at;

  // 2xx, whatever became of the body.
  [[nodiscard]] bool is_success() const { return status >= 200 && status < 300; }
};

// Is used for one request after the other.
class Exchange {
 public:
  static constexpr std::size_t longest_kept_bytes = 1024;
  using Done = std::function<void(Answer)>;

  // The config, and the transfers that it was started with, must outlive the exchange. Throws std::runtime_error when
  // libcurl does not start.
  explicit Exchange(const CourierConfig& config);
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  Exchange(Exchange&&) = delete;
  Exchange& operator=(Exchange&&) = delete;

  // Sends by HTTPS alone, with the certificate checked, without a proxy, and follows no redirect. A connection is
  // opened only where endpoints::may_connect() allows it, asked with the address that the name has now. `done` is
  // called within a later Transfers::run_for().
  void start(Transfers& transfers, ExchangeRequest request, Done done);

 private:
  static curl_socket_t open_socket(void* context, curlsocktype purpose, curl_sockaddr* address);
  static std::size_t take_head(char* bytes, std::size_t size, std::size_t count, void* context);
  static std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* context);
  [[nodiscard]] Answer take_answer(CURLcode result);
  [[nodiscard]] std::string describe(CURLcode result) const;

  const CourierConfig& config_;
  Transfers* transfers_ = nullptr;  // while it may be under way
  CURL* curl_;
  curl_slist* headers_ = nullptr;
  ExchangeRequest request_;
  Answer answer_;
  bool has_head_ = false;     // the head of the final answer came whole
  bool was_refused_ = false;  // no connection was allowed
  std::array<char, CURL_ERROR_SIZE> words_{};
};

}  // namespace latchkey::courier
