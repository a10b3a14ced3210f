// A handler as a web server sees it, through its FastCGI socket.
#include <fastcgi.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "support/stack.hpp"

using namespace latchkey::test;

namespace {

std::string record(int type, const std::string& content) {
  std::string head(FCGI_HEADER_LEN, '\0');
  head[0] = FCGI_VERSION_1;
  head[1] = static_cast<char>(type);
  head[3] = 1;  // the request's number
  head[4] = static_cast<char>(content.size() >> 8U);
  head[5] = static_cast<char>(content.size() & 0xffU);
  return head + content;
}

std::string param(const std::string& name, const std::string& value) {
  return std::string{static_cast<char>(name.size()), static_cast<char>(value.size())} + name + value;
}

class Connection {
 public:
  explicit Connection(const std::string& socket) : fd_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    socket.copy(address.sun_path, sizeof address.sun_path - 1);
    BOOST_REQUIRE(::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    const timeval limit{5, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  }
  ~Connection() { ::close(fd_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  Connection(Connection&&) = delete;
  Connection& operator=(Connection&&) = delete;

  void send(const std::string& bytes) const {
    BOOST_REQUIRE(::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size()));
  }

  // Everything until the handler closes, which it must do within 5 s.
  [[nodiscard]] std::string read_all() const {
    std::string all;
    std::string part(4096, '\0');
    for (;;) {
      const ssize_t count = ::recv(fd_, part.data(), part.size(), 0);
      BOOST_REQUIRE(count >= 0);
      if (count == 0) return all;
      all.append(part, 0, static_cast<std::size_t>(count));
    }
  }

 private:
  int fd_;
};

std::string post_with(const std::string& length, const std::string& body) {
  static constexpr std::size_t record_limit = 32'768;
  std::string request = record(FCGI_BEGIN_REQUEST, std::string{0, FCGI_RESPONDER, 0, 0, 0, 0, 0, 0});
  request +=
      record(FCGI_PARAMS, param("REQUEST_METHOD", "POST") + param("SCRIPT_NAME", "/api/v1/customers") +
                              param("REMOTE_ADDR", "127.0.0.1") + param("CONTENT_TYPE", "application/json") +
                              param("CONTENT_LENGTH", length) + param("HTTP_X_API_KEY", Stack::shared().api_key()));
  request += record(FCGI_PARAMS, "");
  for (std::size_t sent = 0; sent < body.size(); sent += record_limit) {
    request += record(FCGI_STDIN, body.substr(sent, record_limit));
  }
  return request + record(FCGI_STDIN, "");
}

std::string post_of(std::size_t length, std::size_t sent) {
  return post_with(std::to_string(length), std::string(sent, 'x'));
}

std::string answer_to(const std::string& request) {
  const Connection connection(Stack::shared().folder() / "run/customers.sock");
  connection.send(request);
  return connection.read_all();
}

// Ends with the record that ends a request.
bool is_whole(const std::string& answer) {
  static constexpr std::size_t size = sizeof(FCGI_EndRequestRecord);
  return answer.size() > size && answer[answer.size() - size + 1] == static_cast<char>(FCGI_END_REQUEST);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gateway)

BOOST_AUTO_TEST_CASE(an_answer_arrives_whole_whatever_is_left_unread) {
  struct Row {
    const char* what;
    std::size_t length, sent;
    const char* status;
  };
  for (const Row& row : {Row{"all that was announced", 1000, 1000, "Status: 400"},
                         Row{"more than was announced", 1000, 100'000, "Status: 400"},
                         Row{"a body that is too long", 100'000, 100'000, "Status: 413"},
                         Row{"less than was announced", 1000, 500, "Status: 400"}}) {
    BOOST_TEST_CONTEXT(row.what) {
      for (int i = 0; i < 20; ++i) {
        const std::string answer = answer_to(post_of(row.length, row.sent));
        BOOST_TEST(answer.find(row.status) != std::string::npos, answer);
        BOOST_TEST(is_whole(answer));
      }
    }
  }
}

// A process has taken the connection and waits for its first bytes when it is told to stop.
BOOST_AUTO_TEST_CASE(a_connection_that_was_taken_is_served_by_a_process_that_is_told_to_stop) {
  static constexpr auto moment = std::chrono::milliseconds{100};
  for (int i = 0; i < 3; ++i) {
    const Connection connection(Stack::shared().folder() / "run/customers.sock");
    std::this_thread::sleep_for(moment);
    const std::string supervisor = std::to_string(Stack::shared().pid_of("customers"));
    BOOST_REQUIRE(run("pkill -USR1 -P " + supervisor).exit_code == 0);
    std::this_thread::sleep_for(moment);
    connection.send(post_of(1000, 1000));
    const std::string answer = connection.read_all();
    BOOST_TEST(answer.find("Status: 400") != std::string::npos, answer);
    BOOST_TEST(is_whole(answer));
  }
}

// A chunked body: nothing is said, or -1 as Caddy does.
BOOST_AUTO_TEST_CASE(a_body_without_a_length_is_read_to_its_end) {
  for (const char* length : {"", "-1"}) {
    BOOST_TEST_CONTEXT(length) {
      const std::string created = answer_to(post_with(length, new_customer().dump()));
      BOOST_TEST(created.find("Status: 201") != std::string::npos, created);
      const std::string too_large = answer_to(post_with(length, std::string(100'000, ' ')));
      BOOST_TEST(too_large.find("Status: 413") != std::string::npos, too_large);
      BOOST_TEST(is_whole(too_large));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
