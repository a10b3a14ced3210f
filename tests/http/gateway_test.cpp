#include "http/gateway.hpp"

#include <array>
#include <boost/test/unit_test.hpp>
#include <stdexcept>

using namespace latchkey::http;

namespace {

// Answers with what has become of the body.
class BodyTeller final : public Service {
 public:
  Response handle(const Request& request) override {
    const bool is_whole = request.body_state == BodyState::complete;
    return Response(200, is_whole                                     ? std::to_string(request.body.size())
                         : request.body_state == BodyState::too_large ? "too large"
                                                                      : "cut off");
  }
  [[nodiscard]] std::string_view route_of(const Request&) const override { return "/"; }
  Response describe_failure(const Request&, Failure) override { return Response(500); }
};

// What is answered to a body of so many bytes at this path, and how many of them were read.
struct Sent {
  std::string answer;
  std::size_t read = 0;
};

Sent send_body(const std::string& path, std::size_t bytes, bool is_announced = true) {
  Application application("test");
  application.mount("/", std::make_unique<BodyTeller>());
  application.limit_bodies([](const Request& request) -> std::size_t {
    if (request.path == "/broken") throw std::runtime_error("away");
    return request.path == "/large" ? 1'000'000 : body_limit_bytes;
  });
  std::string method = "REQUEST_METHOD=POST";
  std::string name = "SCRIPT_NAME=" + path;
  std::string length = is_announced ? "CONTENT_LENGTH=" + std::to_string(bytes) : "X=";
  std::array<char*, 4> environment{method.data(), name.data(), length.data(), nullptr};
  Sent sent;
  sent.answer = answer_one(application, environment.data(), Gateway::fastcgi, [&](char* buffer, std::size_t size) {
                  const std::size_t count = std::min(size, bytes - sent.read);
                  std::fill_n(buffer, count, 'x');
                  sent.read += count;
                  return count;
                }).body();
  return sent;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(http_gateway)

BOOST_AUTO_TEST_CASE(a_body_may_be_as_long_as_its_request_may_send) {
  for (const bool is_announced : {true, false}) {
    for (const auto& [path, bytes, answer] : {std::tuple{"/small", body_limit_bytes, "65536"},
                                              {"/small", body_limit_bytes + 1, "too large"},
                                              {"/large", body_limit_bytes + 1, "65537"},
                                              {"/large", std::size_t{1'000'000}, "1000000"},
                                              {"/large", std::size_t{1'000'001}, "too large"},
                                              {"/broken", body_limit_bytes, "65536"},
                                              {"/broken", body_limit_bytes + 1, "too large"}}) {
      BOOST_TEST_CONTEXT(path << " " << bytes << (is_announced ? "" : " unannounced")) {
        BOOST_TEST(send_body(path, bytes, is_announced).answer == answer);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(little_more_is_read_than_shows_that_it_is_too_much) {
  BOOST_TEST(send_body("/small", 10'000'000).read <= body_limit_bytes + 8192);
}

BOOST_AUTO_TEST_CASE(where_nothing_is_set_the_limit_is_that_of_all) {
  BOOST_TEST(Application("test").body_limit_of({}) == body_limit_bytes);
}

BOOST_AUTO_TEST_SUITE_END()
