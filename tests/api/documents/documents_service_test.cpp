#include "api/documents/documents_service.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"

using namespace latchkey;

namespace {

const std::string own_address = "https://my.broker.example:8443";

http::Response ask(const std::string& path, const std::string& method = "GET", const std::string& known = "") {
  Config config;
  config.base_url = own_address;
  http::Request request;
  request.method = method;
  request.path = path;
  if (!known.empty()) request.headers.emplace_back("if-none-match", known);
  return api::make_documents_service(config)->handle(request);
}

std::string between(const std::string& text, const std::string& before, const std::string& after) {
  const auto begin = text.find(before) + before.size();
  return text.substr(begin, text.find(after, begin) - begin);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(documents_service)

BOOST_AUTO_TEST_CASE(each_document_has_its_type_and_the_site_s_own_address) {
  for (const auto& [path, type] : {std::pair{"/api/docs", "text/html; charset=utf-8"},
                                   {"/api/openapi.json", "application/json"},
                                   {"/api/openapi.yaml", "application/yaml"},
                                   {"/api/postman.json", "application/json"}}) {
    BOOST_TEST_CONTEXT(path) {
      const auto response = ask(path);
      BOOST_TEST(response.status() == 200);
      BOOST_TEST(response.find_header("Content-Type") == type);
      BOOST_TEST(response.find_header("Cache-Control") == "public, max-age=300");
      BOOST_TEST(response.find_header("X-Content-Type-Options") == "nosniff");
      BOOST_TEST(response.body().find(own_address) != std::string::npos);
      BOOST_TEST(response.body().find("members.example.com") == std::string::npos);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_json_is_whole) {
  const auto description = nlohmann::json::parse(ask("/api/openapi.json").body());
  BOOST_TEST(description["servers"][0]["url"] == own_address);
  BOOST_TEST(description["paths"].contains("/api/v1/customers"));
  const auto collection = nlohmann::json::parse(ask("/api/postman.json").body());
  BOOST_TEST(collection["variable"][0]["value"] == own_address);
}

BOOST_AUTO_TEST_CASE(the_page_s_policy_allows_its_own_style_and_no_script) {
  const auto response = ask("/api/docs");
  const std::string style = between(response.body(), "<style>", "</style>");
  BOOST_TEST(style.find("prefers-color-scheme:dark") != std::string::npos);
  const std::string policy(response.find_header("Content-Security-Policy"));
  BOOST_TEST(policy.find("style-src 'sha256-" + crypto::base64(crypto::sha256(style)) + "'") != std::string::npos);
  BOOST_TEST(policy.starts_with("default-src 'none';"));
  BOOST_TEST(response.body().find("<script") == std::string::npos);
  BOOST_TEST(response.body().size() <= 200'000U);
}

BOOST_AUTO_TEST_CASE(who_has_the_page_is_told_so) {
  const std::string tag(ask("/api/docs").find_header("ETag"));
  BOOST_TEST(tag.size() == 34U);
  for (const auto& known : {tag, "W/" + tag, "\"other\", " + tag}) {
    const auto response = ask("/api/docs", "GET", known);
    BOOST_TEST(response.status() == 304);
    BOOST_TEST(response.body().empty());
    BOOST_TEST(response.find_header("ETag") == tag);
  }
  BOOST_TEST(ask("/api/docs", "GET", "\"other\"").status() == 200);
  BOOST_TEST(ask("/api/openapi.json", "GET", tag).status() == 200);
}

BOOST_AUTO_TEST_CASE(other_paths_and_methods_are_refused) {
  for (const char* path : {"/api/", "/api/doc", "/api/docs/", "/api/docs/x", "/api/openapi", "/api/openapi.yml"}) {
    BOOST_TEST_CONTEXT(path) { BOOST_TEST(ask(path).status() == 404); }
  }
  const auto refused = ask("/api/docs", "POST");
  BOOST_TEST(refused.status() == 405);
  BOOST_TEST(refused.find_header("Allow") == "GET, HEAD");
  BOOST_TEST(ask("/api/docs", "HEAD").status() == 200);
}

BOOST_AUTO_TEST_SUITE_END()
