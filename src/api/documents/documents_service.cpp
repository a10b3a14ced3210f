#include "api/documents/documents_service.hpp"

#include <algorithm>
#include <array>

#include "api_documents.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "http/problem.hpp"

namespace latchkey::api {
namespace {

using http::Request;
using http::Response;

// The server of docs/openapi.yaml, which stands for the site's own address.
constexpr std::string_view described_address = "https://members.example.com";

struct Document {
  std::string_view path;
  std::string_view text;
  std::string_view type;
};

constexpr std::array<Document, 4> documents{{
    {"/api/docs", document_files::docs_html, "text/html; charset=utf-8"},
    {"/api/openapi.json", document_files::openapi_json, "application/json"},
    {"/api/openapi.yaml", document_files::openapi_yaml, "application/yaml"},
    {"/api/postman.json", document_files::postman_json, "application/json"},
}};

std::string put_address(std::string_view text, std::string_view address) {
  std::string made;
  made.reserve(text.size());
  for (auto found = text.find(described_address); found != std::string_view::npos;
       found = text.find(described_address)) {
    made.append(text.substr(0, found)).append(address);
    text.remove_prefix(found + described_address.size());
  }
  return made.append(text);
}

// Allows the page's one style, by its digest, and nothing else.
std::string make_policy(std::string_view text) {
  constexpr std::string_view before = "<style>";
  std::string policy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  const auto begin = text.find(before);
  if (begin == std::string_view::npos) return policy;
  const std::string_view rest = text.substr(begin + before.size());
  const std::string digest = crypto::base64(crypto::sha256(rest.substr(0, rest.find("</style>"))));
  return policy + "; img-src data:; style-src 'sha256-" + digest + "'";
}

// A gateway that packs the answer sends the tag on as a weak one, `W/"…"`.
bool is_known(const Request& request, std::string_view tag) {
  const auto* known = request.find_header("if-none-match");
  return known != nullptr && known->find(tag) != std::string::npos;
}

class DocumentsService final : public http::Service {
 public:
  explicit DocumentsService(const Config& config) : config_(config) {}

  // GET of one of the four: 200, or 304 for who has it already | 404 | 405.
  Response handle(const Request& request) override {
    const auto* document = std::ranges::find(documents, request.path, &Document::path);
    if (document == documents.end()) {
      return http::make_problem(request, 404, "not_found", "There is nothing at this address.");
    }
    if (request.method != "GET" && request.method != "HEAD") return http::make_method_problem(request, "GET, HEAD");
    std::string text = put_address(document->text, config_.base_url);
    const std::string tag = '"' + crypto::hex(crypto::sha256(text)).substr(0, 32) + '"';
    const std::string policy = make_policy(document->text);
    Response response = is_known(request, tag) ? Response(304) : Response(200, std::move(text), document->type);
    response.add_header("ETag", tag)
        .add_header("Cache-Control", "public, max-age=300")
        .add_header("X-Content-Type-Options", "nosniff")
        .add_header("Referrer-Policy", "same-origin")
        .add_header("Content-Security-Policy", policy);
    return response;
  }

  [[nodiscard]] std::string_view route_of(const Request& request) const override {
    const auto* document = std::ranges::find(documents, request.path, &Document::path);
    return document == documents.end() ? http::other_route : document->path;
  }

  Response describe_failure(const Request& request, http::Failure failure) override {
    return http::make_failure_problem(request, failure);
  }

 private:
  const Config& config_;
};

}  // namespace

std::unique_ptr<http::Service> make_documents_service(const Config& config) {
  return std::make_unique<DocumentsService>(config);
}

}  // namespace latchkey::api
