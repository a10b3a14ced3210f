// Transfers of libcurl side by side, in one thread.
#pragma once
#include <curl/curl.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <unordered_map>

namespace latchkey::courier {

class Transfers {
 public:
  using Done = std::function<void(CURLcode)>;

  // Throws std::runtime_error when libcurl does not start.
  Transfers();
  // Transfers under way are given up; their functions are not called.
  ~Transfers();
  Transfers(const Transfers&) = delete;
  Transfers& operator=(const Transfers&) = delete;
  Transfers(Transfers&&) = delete;
  Transfers& operator=(Transfers&&) = delete;

  // Starts the transfer. `done` is called within a later run_for(), when the handle is the caller's again: it may be
  // used for another transfer or cleaned up there. The handle stays the caller's property and must live until then, or
  // until abandon(). What `done` throws is logged. Connections are kept for later transfers to the same server.
  void start(CURL* handle, Done done);

  // Gives the transfer up, if it is under way; its function is not called. To be called before a handle is cleaned up.
  void abandon(CURL* handle);

  [[nodiscard]] std::size_t running() const { return done_.size(); }

  // Carries the transfers on for so long. Returns earlier when one has ended, and when a signal came.
  void run_for(std::chrono::milliseconds longest);

 private:
  bool finish_ended();

  CURLM* multi_;
  std::unordered_map<CURL*, Done> done_;
};

}  // namespace latchkey::courier
