// What bad input gets: a clear error, the connection usable afterwards, nothing half written.
#include <boost/test/unit_test.hpp>

#include "support/stack.hpp"

using namespace latchkey::test;
using nlohmann::json;

namespace {

Stack& stack() { return Stack::shared(); }

int status_of(const std::string& raw) { return raw.size() > 12 ? std::stoi(raw.substr(9, 3)) : 0; }

std::string request_head(const std::string& line, const std::string& headers = "") {
  return line + " HTTP/1.1\r\nHost: localhost\r\n" + headers;
}

void check_still_works() { BOOST_TEST(stack().post("/api/v1/customers", new_customer()).status == 201); }

}  // namespace

BOOST_AUTO_TEST_SUITE(hostile)

BOOST_AUTO_TEST_CASE(ten_thousand_headers) {
  std::string headers;
  for (int i = 0; i < 10'000; ++i) headers += "X-A" + std::to_string(i) + ": b\r\n";
  const std::string raw = stack().http().send_raw(request_head("GET /api/v1/customers/x", headers + "\r\n"));
  BOOST_TEST(status_of(raw) == 400);
  BOOST_TEST(raw.find("\"code\":\"bad_request\"") != std::string::npos);
  check_still_works();
}

BOOST_AUTO_TEST_CASE(nine_hundred_headers_are_taken) {
  std::string headers;
  for (int i = 0; i < 900; ++i) headers += "X-A" + std::to_string(i) + ": b\r\n";
  BOOST_TEST(status_of(stack().http().send_raw(request_head("GET /healthz", headers + "Connection: close\r\n\r\n"))) ==
             200);
}

BOOST_AUTO_TEST_CASE(a_header_of_nine_kilobytes) {
  const std::string raw =
      stack().http().send_raw(request_head("GET /api/v1/customers/x", "X-Big: " + std::string(9000, 'a') + "\r\n\r\n"));
  BOOST_TEST(status_of(raw) == 400);
  BOOST_TEST(raw.find("application/problem+json") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_body_of_ten_megabytes) {
  static constexpr std::size_t ten_megabytes = 10'000'000;
  const Answer answer = stack().post_text("/api/v1/customers", std::string(ten_megabytes, 'x'),
                                          {{"X-Api-Key", stack().api_key()}, {"Content-Type", "application/json"}});
  BOOST_TEST(answer.status == 413);
  check_still_works();
}

BOOST_AUTO_TEST_CASE(a_chunked_body_over_the_limit) {
  const std::string chunk = "8000\r\n" + std::string(0x8000, 'x') + "\r\n";
  const std::string raw = stack().http().send_raw(
      request_head("POST /api/v1/customers",
                   "X-Api-Key: " + stack().api_key() +
                       "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n") +
      chunk + chunk + chunk + "0\r\n\r\n");
  BOOST_TEST(status_of(raw) == 413);
}

BOOST_AUTO_TEST_CASE(a_body_cut_off_half_way) {
  const json body = new_customer();
  const std::string text = body.dump();
  static_cast<void>(stack().http().send_raw(
      request_head("POST /api/v1/customers", "X-Api-Key: " + stack().api_key() +
                                                 "\r\nContent-Type: application/json\r\nContent-Length: " +
                                                 std::to_string(text.size()) + "\r\n\r\n") +
      text.substr(0, text.size() / 2)));
  BOOST_TEST(stack()
                 .connect()
                 ->query("SELECT COUNT(*) AS count FROM leads WHERE email = ?", {body["email"].get<std::string>()})
                 .at(0)
                 .integer("count") == 0);
  check_still_works();
}

BOOST_AUTO_TEST_CASE(two_ways_to_tell_the_length) {
  for (const char* headers :
       {"Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}abc",
        "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "Content-Length: -1\r\n\r\n"}) {
    BOOST_TEST(status_of(stack().http().send_raw(request_head("POST /api/v1/customers", headers))) == 400);
  }
}

BOOST_AUTO_TEST_CASE(a_query_of_64_kib) {
  const std::string query = "?" + std::string(65'536, 'q');
  const std::string api = stack().http().send_raw(request_head("GET /api/v1/customers/x" + query, "\r\n"));
  BOOST_TEST(status_of(api) == 414, api.substr(0, 100));
  BOOST_TEST(api.find("Content-Type: application/problem+json") != std::string::npos);
  BOOST_TEST(api.find("\"code\":\"uri_too_long\"") != std::string::npos);
  BOOST_TEST(status_of(stack().http().send_raw(request_head("GET /auth/login" + query, "\r\n"))) == 414);
  check_still_works();
}

BOOST_AUTO_TEST_CASE(a_path_with_nul_or_without_utf_8) {
  BOOST_TEST(stack().http().get("/api/v1/customers/%00").status == 400);
  BOOST_TEST(stack().http().get("/api/v1/customers/%ff", {{"X-Api-Key", stack().api_key()}}).status == 404);
  BOOST_TEST(status_of(stack().http().send_raw(
                 request_head("GET /api/v1/customers/\xff\xfe", "Connection: close\r\n\r\n"))) == 401);
  check_still_works();
}

BOOST_AUTO_TEST_CASE(bytes_in_headers) {
  for (const std::string& key : {std::string("\xff\xfe"), std::string("lk_\x01"), std::string("' OR 1=1 --")}) {
    const std::string raw = stack().http().send_raw(
        request_head("POST /api/v1/customers",
                     "X-Api-Key: " + key +
                         "\r\nContent-Length: 2\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{}"));
    const int status = status_of(raw);
    BOOST_TEST((status == 401 || status == 400), status);
  }
}

BOOST_AUTO_TEST_CASE(numbers_beyond_64_bits) {
  json body = new_customer();
  std::string text = body.dump();
  text.insert(text.size() - 1, R"(,"metadata":{"n":18446744073709551616})");
  const Headers headers{{"X-Api-Key", stack().api_key()}, {"Content-Type", "application/json"}};
  const Answer answer = stack().post_text("/api/v1/customers", text, headers);
  BOOST_TEST(answer.status == 422);
  const json told = answer.json();
  BOOST_TEST(told["errors"][0]["pointer"] == "/metadata/n");
  text.replace(text.find("18446744073709551616"), 20, "1e400");
  BOOST_TEST(stack().post_text("/api/v1/customers", text, headers).status == 400);
}

BOOST_AUTO_TEST_CASE(very_deep_and_very_wide_json) {
  const Headers headers{{"X-Api-Key", stack().api_key()}, {"Content-Type", "application/json"}};
  BOOST_TEST(stack().post_text("/api/v1/customers", std::string(60'000, '['), headers).status == 400);
  std::string wide = "{";
  for (int i = 0; i < 6'000; ++i) wide += "\"k" + std::to_string(i) + "\":1,";
  wide.back() = '}';
  const Answer answer = stack().post_text("/api/v1/customers", wide, headers);
  BOOST_TEST((answer.status == 422 || answer.status == 413), answer.status);
  check_still_works();
}

BOOST_AUTO_TEST_CASE(without_tls_the_api_is_refused) {
  const std::string socket = stack().folder() / "run/nginx-http.sock";
  const auto page = run("curl -sS -o /dev/null -w '%{http_code} %{redirect_url}' --unix-socket " + quoted(socket) +
                        " http://localhost/dashboard");
  BOOST_TEST(page.output == "301 https://127.0.0.1/dashboard");
  const auto api =
      run("curl -sS -w ' %{http_code}' --unix-socket " + quoted(socket) + " http://localhost/api/v1/customers");
  BOOST_TEST(api.output.ends_with(" 403"));
  BOOST_TEST(api.output.find("https_required") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
