#include "trading/mt5/https_connection.hpp"

#include <curl/curl.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>

#include <array>
#include <stdexcept>

namespace latchkey::trading {
namespace {

// What libcurl's callbacks share during one request.
struct Transfer {
  std::string body;
  bool may_connect = false;       // a new connection is allowed
  bool was_refused = false;       // libcurl wanted one that is not
  bool has_been_written = false;  // at least the beginning of the request was handed to the connection
  bool is_too_long = false;
};

std::size_t take_bytes(char* bytes, std::size_t, std::size_t count, void* context) {
  auto& transfer = *static_cast<Transfer*>(context);
  if (transfer.body.size() + count > HttpsConnection::longest_answer_bytes) {
    transfer.is_too_long = true;
    return 0;
  }
  transfer.body.append(bytes, count);
  return count;
}

// libcurl opens every socket by this function, also when it wants to repeat a request after the kept-alive connection
// was lost.
curl_socket_t open_socket(void* context, curlsocktype, curl_sockaddr* address) {
  auto& transfer = *static_cast<Transfer*>(context);
  if (!transfer.may_connect) {
    transfer.was_refused = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// libcurl calls it when the connection is ready, right before it sends the request.
int note_writing(void* context, char*, char*, int, int) {
  static_cast<Transfer*>(context)->has_been_written = true;
  return CURL_PREREQFUNC_OK;
}

// Takes the place of OpenSSL's check of the certificate's chain: the certificate must be the one that is pinned.
int check_fingerprint(X509_STORE_CTX* store, void* context) {
  const auto& wanted = *static_cast<const std::string*>(context);
  const X509* certificate = X509_STORE_CTX_get0_cert(store);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  const bool is_wanted = certificate != nullptr && X509_digest(certificate, EVP_sha256(), digest.data(), &size) == 1 &&
                         std::string(digest.begin(), digest.begin() + size) == wanted;
  X509_STORE_CTX_set_error(store, is_wanted ? X509_V_OK : X509_V_ERR_CERT_REJECTED);
  return is_wanted ? 1 : 0;
}

CURLcode pin_certificate(CURL*, void* ssl_context, void* fingerprint) {
  SSL_CTX_set_cert_verify_callback(static_cast<SSL_CTX*>(ssl_context), check_fingerprint, fingerprint);
  return CURLE_OK;
}

template <class T>
void set(CURL* handle, CURLoption option, T value) {
  if (curl_easy_setopt(handle, option, value) != CURLE_OK) throw std::runtime_error("libcurl refuses an option");
}

void set_trust(CURL* handle, TlsTrust& trust) {
  set(handle, CURLOPT_SSL_VERIFYPEER, 1L);
  set(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (trust.pinned_fingerprint) {
    set(handle, CURLOPT_SSL_VERIFYHOST, 0L);  // the one certificate is known; its name says nothing more
    set(handle, CURLOPT_SSL_CTX_FUNCTION, pin_certificate);
    set(handle, CURLOPT_SSL_CTX_DATA, &*trust.pinned_fingerprint);
    return;
  }
  set(handle, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!trust.ca_file.empty()) set(handle, CURLOPT_CAINFO, trust.ca_file.c_str());
}

std::string code_of(CURLcode result, const Transfer& transfer) {
  if (transfer.is_too_long) return "answer_too_long";
  if (transfer.was_refused) return "session_lost";
  switch (result) {
    case CURLE_OPERATION_TIMEDOUT:
      return transfer.has_been_written ? "timeout" : "connect_timeout";
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
      return "tls";
    default:
      return transfer.has_been_written ? "connection_lost" : "connect";  // a broken handshake too
  }
}

}  // namespace

struct HttpsConnection::Handle {
  CURL* curl = nullptr;
  Transfer transfer;
  std::array<char, CURL_ERROR_SIZE> words{};
  bool has_connection = false;

  Handle() : curl(curl_easy_init()) {
    if (curl == nullptr) throw std::runtime_error("libcurl does not start");
  }
  ~Handle() { curl_easy_cleanup(curl); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  Handle(Handle&&) = delete;
  Handle& operator=(Handle&&) = delete;
};

HttpsConnection::HttpsConnection(HttpsSettings settings) : settings_(std::move(settings)) {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (started != CURLE_OK) throw std::runtime_error("libcurl does not start");
}

HttpsConnection::~HttpsConnection() = default;

void HttpsConnection::start_over() {
  handle_ = std::make_unique<Handle>();
  CURL* curl = handle_->curl;
  set(curl, CURLOPT_PROTOCOLS_STR, "https");
  set(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(curl, CURLOPT_FOLLOWLOCATION, 0L);
  set(curl, CURLOPT_PROXY, "");  // never by $https_proxy
  set(curl, CURLOPT_NOSIGNAL, 1L);
  set(curl, CURLOPT_MAXCONNECTS, 1L);
  set(curl, CURLOPT_TCP_KEEPALIVE, 1L);
  set(curl, CURLOPT_MAXAGE_CONN, 3600L);  // the server decides when an idle session ends, not libcurl's 118 s
  set(curl, CURLOPT_USERAGENT, settings_.user_agent.c_str());
  set(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings_.connect_timeout.count()));
  set(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(settings_.request_timeout.count()));
  set(curl, CURLOPT_ERRORBUFFER, handle_->words.data());
  set(curl, CURLOPT_WRITEFUNCTION, take_bytes);
  set(curl, CURLOPT_WRITEDATA, &handle_->transfer);
  set(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
  set(curl, CURLOPT_OPENSOCKETDATA, &handle_->transfer);
  set(curl, CURLOPT_PREREQFUNCTION, note_writing);
  set(curl, CURLOPT_PREREQDATA, &handle_->transfer);
  set_trust(curl, settings_.trust);
}

std::variant<HttpsAnswer, NoAnswer> HttpsConnection::send(const HttpsRequest& request) {
  if (!handle_) return NoAnswer{false, "session_lost", "there is no connection"};
  CURL* curl = handle_->curl;
  auto& transfer = handle_->transfer;
  transfer = Transfer{};
  transfer.may_connect = !handle_->has_connection;
  handle_->has_connection = true;
  const bool is_ipv6 = settings_.host.find(':') != std::string::npos;
  const std::string url = "https://" + (is_ipv6 ? "[" + settings_.host + "]" : settings_.host) + ":" +
                          std::to_string(settings_.port) + request.target;
  set(curl, CURLOPT_URL, url.c_str());
  const std::string type = "Content-Type: " + request.content_type;
  curl_slist* headers = curl_slist_append(nullptr, "Expect:");
  if (request.body) headers = curl_slist_append(headers, type.c_str());
  if (request.body) {
    set(curl, CURLOPT_POSTFIELDS, request.body->c_str());
    set(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body->size()));
  } else {
    set(curl, CURLOPT_HTTPGET, 1L);
  }
  set(curl, CURLOPT_HTTPHEADER, headers);
  const CURLcode result = curl_easy_perform(curl);
  set(curl, CURLOPT_HTTPHEADER, static_cast<curl_slist*>(nullptr));
  curl_slist_free_all(headers);
  long status = 0;
  static_cast<void>(curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status));
  if (result == CURLE_OK) return HttpsAnswer{status, std::move(transfer.body)};
  const std::string words = handle_->words[0] == '\0' ? curl_easy_strerror(result) : handle_->words.data();
  return NoAnswer{transfer.has_been_written, code_of(result, transfer), words};
}

}  // namespace latchkey::trading
