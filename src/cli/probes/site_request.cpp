#include "cli/probes/site_request.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>
#include <string_view>

namespace latchkey::cli {
namespace {

constexpr std::size_t longest_body = 4096;

struct Closer {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Handle = std::unique_ptr<CURL, Closer>;

struct ListCloser {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

template <class T>
void set(CURL* handle, CURLoption option, T value) {
  if (curl_easy_setopt(handle, option, value) != CURLE_OK) throw std::runtime_error("libcurl refuses an option");
}

std::size_t take_bytes(const char* bytes, std::size_t, std::size_t count, void* target) {
  auto& body = *static_cast<std::string*>(target);
  body.append(bytes, std::min(count, longest_body - std::min(longest_body, body.size())));
  return count;
}

SiteProblem problem_of(CURLcode result) {
  switch (result) {
    case CURLE_OK:
      return SiteProblem::none;
    case CURLE_COULDNT_RESOLVE_HOST:
      return SiteProblem::unknown_host;
    case CURLE_COULDNT_CONNECT:
      return SiteProblem::no_connection;
    case CURLE_OPERATION_TIMEDOUT:
      return SiteProblem::timeout;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
      return SiteProblem::certificate;
    default:
      return SiteProblem::other;
  }
}

// The first certificate of the chain is the site's own.
std::optional<std::time_t> find_certificate_end(CURL* handle) {
  static constexpr std::string_view key = "Expire date:";
  curl_certinfo* chain = nullptr;
  const bool is_known =
      curl_easy_getinfo(handle, CURLINFO_CERTINFO, &chain) == CURLE_OK && chain != nullptr && chain->num_of_certs > 0;
  if (!is_known) return std::nullopt;
  for (const curl_slist* line = chain->certinfo[0]; line != nullptr; line = line->next) {
    const std::string text = line->data;
    if (!text.starts_with(key)) continue;
    const std::time_t end = curl_getdate(text.c_str() + key.size(), nullptr);
    if (end != -1) return end;
  }
  return std::nullopt;
}

}  // namespace

SiteAnswer send(const SiteRequest& request) {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  const Handle handle(curl_easy_init());
  if (started != CURLE_OK || !handle) throw std::runtime_error("libcurl does not start");
  SiteAnswer answer;
  std::array<char, CURL_ERROR_SIZE> words{};
  set(handle.get(), CURLOPT_URL, request.url.c_str());
  set(handle.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  set(handle.get(), CURLOPT_FOLLOWLOCATION, 0L);
  set(handle.get(), CURLOPT_PROXY, "");  // never by $https_proxy
  set(handle.get(), CURLOPT_NOSIGNAL, 1L);
  set(handle.get(), CURLOPT_CERTINFO, 1L);
  set(handle.get(), CURLOPT_CONNECTTIMEOUT_MS, 5000L);
  set(handle.get(), CURLOPT_TIMEOUT_MS, 10000L);
  set(handle.get(), CURLOPT_USERAGENT, "latchkey doctor");
  set(handle.get(), CURLOPT_ERRORBUFFER, words.data());
  set(handle.get(), CURLOPT_WRITEFUNCTION, take_bytes);
  set(handle.get(), CURLOPT_WRITEDATA, &answer.body);
  if (!request.ca_file.empty()) set(handle.get(), CURLOPT_CAINFO, request.ca_file.c_str());
  const std::unique_ptr<curl_slist, ListCloser> to_loopback(curl_slist_append(nullptr, "::127.0.0.1:"));
  if (request.route == Route::loopback) set(handle.get(), CURLOPT_CONNECT_TO, to_loopback.get());
  const CURLcode result = curl_easy_perform(handle.get());
  answer.problem = problem_of(result);
  if (result != CURLE_OK) answer.words = words[0] == '\0' ? curl_easy_strerror(result) : words.data();
  long status = 0;
  static_cast<void>(curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status));
  answer.status = static_cast<int>(status);
  const char* location = nullptr;
  static_cast<void>(curl_easy_getinfo(handle.get(), CURLINFO_REDIRECT_URL, &location));
  if (location != nullptr) answer.location = location;
  answer.certificate_end = find_certificate_end(handle.get());
  return answer;
}

}  // namespace latchkey::cli
