// serve(): the only place that knows libfcgi. Facts about libfcgi 2.4.2: one process serves one connection at a time;
// FCGX_Accept_r returns a negative errno for passing trouble (EMFILE is -24) as well as for the end; its own handler
// of SIGTERM and SIGUSR1 only sets a flag that is looked at after accept(); the raw API does not serve plain CGI;
// between its accept() and its first read() it waits in poll(), where a signal makes it close the connection, request
// and all.
#include <fastcgi.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <string>
#include <thread>

#include "base/log.hpp"
#include "http/application.hpp"
#include "http/gateway.hpp"

namespace latchkey::http {
namespace {

// The web server takes the answer for ended now. The number stays in use, so that no connection of ours gets it.
void end_output() {
  const int nothing = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nothing < 0 || ::dup2(nothing, STDOUT_FILENO) < 0) ::close(STDOUT_FILENO);
  if (nothing > STDOUT_FILENO) ::close(nothing);
}

int serve_cgi(const Application& application) {
  const Response response = answer_one(application, ::environ, Gateway::cgi, [](char* buffer, std::size_t size) {
    const ssize_t count = ::read(STDIN_FILENO, buffer, size);
    return count > 0 ? static_cast<std::size_t>(count) : 0;
  });
  const Sent sent = send(application, response, [](const std::string& text) {
    for (std::size_t done = 0; done < text.size();) {
      const ssize_t count = ::write(STDOUT_FILENO, text.data() + done, text.size() - done);
      if (count <= 0) return false;
      done += static_cast<std::size_t>(count);
    }
    return true;
  });
  end_output();
  application.afterwards().do_work();
  return sent == Sent::whole ? 0 : 1;
}

// True for trouble that passes. The process then waits and goes on, so that a moment without free file descriptors does
// not end it.
bool is_passing(int accept_result) {
  static constexpr std::array<int, 6> passing{EMFILE, ENFILE, ENOBUFS, ENOMEM, ECONNABORTED, EAGAIN};
  return std::ranges::find(passing, -accept_result) != passing.end();
}

int no_socket = -1;
volatile std::sig_atomic_t must_stop = 0;
volatile std::sig_atomic_t kept_connection = -1;  // while the next request is waited for on it

// Puts a descriptor that is no socket in place of the listening one. The request in hand is finished; after it accept()
// fails, even one that has not begun yet. On a connection that the web server keeps open, what it has sent is still
// read, and it can send no more: it sends its next request elsewhere.
void stop_accepting(int) {
  const int error = errno;
  must_stop = 1;
  static_cast<void>(::dup2(no_socket, FCGI_LISTENSOCK_FILENO));
  if (kept_connection >= 0) static_cast<void>(::shutdown(kept_connection, SHUT_RD));
  errno = error;
}

void wake_up(int) {}

// Replaces the handlers of libfcgi. Under those a process that is told to stop during a request would still wait for
// the next connection, and then refuse it.
void stop_at_signals() {
  no_socket = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  struct sigaction action {};
  action.sa_handler = stop_accepting;
  action.sa_flags = SA_RESTART;  // a read() goes on; an accept() begins again and fails
  ::sigaction(SIGTERM, &action, nullptr);
  ::sigaction(SIGUSR1, &action, nullptr);  // what multiwatch sends
  action.sa_handler = wake_up;
  action.sa_flags = 0;  // an accept() ends
  ::sigaction(SIGALRM, &action, nullptr);
}

// While it lives, the process is woken up every half second from a wait for the next request, if work waits meanwhile.
class Alarm {
 public:
  explicit Alarm(const Application& application) : is_set_(application.afterwards().has_work()) {
    if (is_set_) set(half_a_second);
  }
  ~Alarm() {
    if (is_set_) set(never);
  }
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;
  Alarm(Alarm&&) = delete;
  Alarm& operator=(Alarm&&) = delete;

 private:
  static constexpr suseconds_t half_a_second = 500'000;
  static constexpr suseconds_t never = 0;
  static void set(suseconds_t microseconds) {
    const itimerval every{{0, microseconds}, {0, microseconds}};
    static_cast<void>(::setitimer(ITIMER_REAL, &every, nullptr));
  }
  bool is_set_;
};

// False for a peer that says nothing for two seconds, as libfcgi has it. A signal does not shorten them.
bool speaks(int connection) {
  static constexpr auto longest = std::chrono::seconds{2};
  const auto deadline = std::chrono::steady_clock::now() + longest;
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    pollfd wanted{connection, POLLIN, 0};
    const int count = ::poll(&wanted, 1, static_cast<int>(left.count()));
    if (count >= 0 || errno != EINTR) return count > 0 && (wanted.revents & POLLIN) != 0;
  }
}

int poll_alarmed(pollfd& wanted, const Application& application) {
  static constexpr int for_ever = -1;
  const Alarm alarm(application);
  return ::poll(&wanted, 1, for_ever);
}

int accept_alarmed(const Application& application) {
  const Alarm alarm(application);
  return ::accept4(FCGI_LISTENSOCK_FILENO, nullptr, nullptr, SOCK_CLOEXEC);
}

// Waits for the next request on the connection that the web server keeps open, and closes it when there will be none.
void wait_on_kept(FCGX_Request& fcgi, const Application& application) {
  kept_connection = fcgi.ipcFd;
  if (must_stop != 0) static_cast<void>(::shutdown(fcgi.ipcFd, SHUT_RD));  // the signal came before the line above
  pollfd wanted{fcgi.ipcFd, POLLIN, 0};
  while (poll_alarmed(wanted, application) < 0 && errno == EINTR) application.afterwards().do_work();
  kept_connection = -1;
  char first = 0;
  if (::recv(fcgi.ipcFd, &first, 1, MSG_PEEK | MSG_DONTWAIT) <= 0) FCGX_Free(&fcgi, 1);
}

// The next request, on a connection that is kept open or on a new one. Returns what FCGX_Accept_r returns, whose own
// way to a connection is gone round.
int take_request(FCGX_Request& fcgi, const Application& application) {
  if (application.afterwards().is_due()) application.afterwards().do_work();
  if (fcgi.ipcFd >= 0) wait_on_kept(fcgi, application);
  while (fcgi.ipcFd < 0) {
    const int connection = accept_alarmed(application);
    if (connection < 0 && errno == EINTR) {
      application.afterwards().do_work();
      continue;
    }
    if (connection < 0) return -errno;
    if (speaks(connection)) {
      fcgi.ipcFd = connection;
    } else {
      ::close(connection);
    }
  }
  fcgi.keepConnection = 1;  // until the request itself says so: libfcgi begins by closing what is not to be kept
  return FCGX_Accept_r(&fcgi);
}

int serve_fastcgi(const Application& application) {
  FCGX_Request fcgi{};
  if (FCGX_Init() == 0) stop_at_signals();
  if (no_socket < 0 || FCGX_InitRequest(&fcgi, FCGI_LISTENSOCK_FILENO, FCGI_FAIL_ACCEPT_ON_INTR) != 0) {
    log(LogLevel::error, "start_failed", {{"program", application.name()}, {"why", "libfcgi cannot be initialised"}});
    return 1;
  }
  for (;;) {
    const int result = take_request(fcgi, application);
    if (result < 0 && is_passing(result)) {
      log(LogLevel::warning, "accept_failed", {{"program", application.name()}, {"errno", std::to_string(-result)}});
      std::this_thread::sleep_for(std::chrono::milliseconds{50});
      continue;
    }
    if (result < 0) break;
    const Response response = answer_one(application, fcgi.envp, Gateway::fastcgi, [&](char* buffer, std::size_t size) {
      const int count = FCGX_GetStr(buffer, static_cast<int>(size), fcgi.in);
      return count > 0 ? static_cast<std::size_t>(count) : 0;
    });
    const Sent sent = send(application, response, [&](const std::string& text) {
      if (FCGX_PutStr(text.data(), static_cast<int>(text.size()), fcgi.out) < 0) return false;
      return !response.rest() || FCGX_FFlush(fcgi.out) >= 0;
    });
    if (sent == Sent::client_gone) log(LogLevel::info, "client_gone", {{"program", application.name()}});
    if (sent == Sent::broken) {
      // The connection is closed without the record that ends an answer: so the gateway knows that this one is not
      // whole.
      FCGX_Free(&fcgi, 1);
      if (FCGX_InitRequest(&fcgi, FCGI_LISTENSOCK_FILENO, FCGI_FAIL_ACCEPT_ON_INTR) != 0) return 1;
      continue;
    }
    if (must_stop != 0) fcgi.keepConnection = 0;
    // Detached, the connection is closed at once; else libfcgi would wait until the web server has closed its end. That
    // wait is needed when something of the request was left unread: closing at once could then lose the answer.
    if (FCGX_GetChar(fcgi.in) == EOF) FCGX_Detach(&fcgi);
    FCGX_Finish_r(&fcgi);
  }
  application.afterwards().do_work();
  log(LogLevel::info, "stopped", {{"program", application.name()}});
  return 0;
}

}  // namespace

int serve(const Application& application) {
  // A log on a full or limited disk must not end the process (SIGXFSZ), nor a client that has gone (SIGPIPE).
  std::signal(SIGXFSZ, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
  return FCGX_IsCGI() != 0 ? serve_cgi(application) : serve_fastcgi(application);
}

}  // namespace latchkey::http
