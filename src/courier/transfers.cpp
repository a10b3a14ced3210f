#include "courier/transfers.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "base/log.hpp"

namespace latchkey::courier {
namespace {

constexpr long most_idle_connections = 256;

CURLM* make_multi() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  CURLM* multi = started == CURLE_OK ? curl_multi_init() : nullptr;
  if (multi == nullptr) throw std::runtime_error("libcurl does not start");
  return multi;
}

void call(const Transfers::Done& done, CURLcode result) {
  try {
    done(result);
  } catch (const std::exception& error) {
    log(LogLevel::error, "transfer_not_finished", {{"why", error.what()}});
  }
}

}  // namespace

Transfers::Transfers() : multi_(make_multi()) {
  static_cast<void>(curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, most_idle_connections));
}

Transfers::~Transfers() {
  for (const auto& [handle, done] : done_) static_cast<void>(curl_multi_remove_handle(multi_, handle));
  static_cast<void>(curl_multi_cleanup(multi_));
}

void Transfers::start(CURL* handle, Done done) {
  if (curl_multi_add_handle(multi_, handle) != CURLM_OK) throw std::runtime_error("libcurl takes no transfer");
  done_.emplace(handle, std::move(done));
}

void Transfers::abandon(CURL* handle) {
  if (done_.erase(handle) > 0) static_cast<void>(curl_multi_remove_handle(multi_, handle));
}

// True when there was one.
bool Transfers::finish_ended() {
  bool has_ended = false;
  int waiting = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &waiting)) {
    if (message->msg != CURLMSG_DONE) continue;
    CURL* handle = message->easy_handle;
    const CURLcode result = message->data.result;  // the message is gone once the handle is removed
    static_cast<void>(curl_multi_remove_handle(multi_, handle));
    const auto found = done_.find(handle);
    const Done done = std::move(found->second);
    done_.erase(found);
    call(done, result);
    has_ended = true;
  }
  return has_ended;
}

void Transfers::run_for(std::chrono::milliseconds longest) {
  const auto end = std::chrono::steady_clock::now() + longest;
  for (;;) {
    int running = 0;
    if (curl_multi_perform(multi_, &running) != CURLM_OK) throw std::runtime_error("libcurl carries nothing on");
    if (finish_ended()) return;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (left <= std::chrono::milliseconds::zero()) return;
    int events = 0;
    static_cast<void>(curl_multi_poll(multi_, nullptr, 0, static_cast<int>(left.count()), &events));
    if (events == 0 && done_.empty()) return;
  }
}

}  // namespace latchkey::courier
