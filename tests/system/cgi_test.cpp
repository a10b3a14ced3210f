// The same programs as plain CGI, and what they do with a wrong configuration. LATCHKEY_CGI_BIN_DIR names the folder of
// the programs when they are not those of this build (the preset cgi).
#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "base/percent.hpp"
#include "support/stack.hpp"

using namespace latchkey::test;
using nlohmann::json;

namespace {

Stack& stack() { return Stack::shared(); }

std::string bin_folder() {
  const char* folder = std::getenv("LATCHKEY_CGI_BIN_DIR");
  return folder != nullptr ? folder : stack().env("BIN_DIR");
}

// What has its libraries linked in needs none of libmariadb's plugins on the host.
std::string handler(const std::string& program) {
  const bool is_linked = std::getenv("LATCHKEY_CGI_BIN_DIR") != nullptr;
  return (is_linked ? "env MARIADB_PLUGIN_DIR=/nonexistent " : "") + quoted(bin_folder() + "/" + program);
}

std::string cgi(const std::string& program, const std::string& environment, const std::string& body = "") {
  return run("env -i LATCHKEY_CONFIG=" + quoted(stack().env("CONFIG")) +
                 " GATEWAY_INTERFACE=CGI/1.1 REMOTE_ADDR=127.0.0.1 " + environment + " " + handler(program),
             body)
      .output;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(as_cgi)

BOOST_AUTO_TEST_CASE(the_whole_walk_without_fastcgi) {
  const std::string body = new_customer().dump();
  const std::string post =
      "REQUEST_METHOD=POST CONTENT_TYPE=application/json CONTENT_LENGTH=" + std::to_string(body.size()) +
      " HTTP_X_API_KEY=" + stack().api_key();
  const std::string created = cgi(
      "latchkey-customers", post + " SCRIPT_NAME=/cgi-bin/latchkey-customers.cgi PATH_INFO=/api/v1/customers", body);
  BOOST_TEST(created.starts_with("Status: 201 Created\r\n"), created);
  const std::string token = json::parse(created.substr(created.find("\r\n\r\n") + 4))["login"]["token"];
  const std::string signed_in =
      cgi("latchkey-login", "REQUEST_METHOD=GET SCRIPT_NAME= DOCUMENT_URI=/auth/login QUERY_STRING=token=" + token);
  BOOST_TEST(signed_in.starts_with("Status: 303 See Other\r\n"), signed_in);
  const auto at = signed_in.find("__Host-member=");
  const std::string session = cgi(
      "latchkey-session", "REQUEST_METHOD=GET SCRIPT_NAME=/auth/session HTTP_COOKIE=" + signed_in.substr(at, 14 + 43));
  BOOST_TEST(session.starts_with("Status: 200 OK\r\n"), session);
}

// Apache and Caddy pass a chunked body on as it comes, and say no length.
BOOST_AUTO_TEST_CASE(a_body_of_unknown_length_is_read_to_its_end) {
  const std::string post =
      "REQUEST_METHOD=POST CONTENT_TYPE=application/json HTTP_TRANSFER_ENCODING=chunked SCRIPT_NAME=/api/v1/customers "
      "HTTP_X_API_KEY=" +
      stack().api_key();
  const std::string created = cgi("latchkey-customers", post, new_customer().dump());
  BOOST_TEST(created.starts_with("Status: 201 Created\r\n"), created);
  const std::string too_large = cgi("latchkey-customers", post, std::string(70000, ' '));
  BOOST_TEST(too_large.starts_with("Status: 413 "), too_large);
  const std::string without_length = cgi("latchkey-customers", post + " CONTENT_LENGTH=-1", new_customer().dump());
  BOOST_TEST(without_length.starts_with("Status: 201 Created\r\n"), without_length);
}

// Apache resets the connection when a program answers with its standard input unread.
BOOST_AUTO_TEST_CASE(standard_input_is_drained_before_the_answer) {
  for (const char* length : {"CONTENT_LENGTH=300000", "HTTP_TRANSFER_ENCODING=chunked"}) {
    const auto answer =
        run("head -c 300000 /dev/zero | { env -i LATCHKEY_CONFIG=" + quoted(stack().env("CONFIG")) +
            " GATEWAY_INTERFACE=CGI/1.1 REQUEST_METHOD=POST SCRIPT_NAME=/api/v1/customers "
            "CONTENT_TYPE=application/json REMOTE_ADDR=127.0.0.1 HTTP_X_API_KEY=" +
            stack().api_key() + " " + length + " " + handler("latchkey-customers") + "; echo; echo left: $(wc -c); }");
    BOOST_TEST(answer.output.starts_with("Status: 413 "), answer.output);
    BOOST_TEST(answer.output.ends_with("\nleft: 0\n"), answer.output);
  }
}

// A web server makes arguments of a query without `=`.
BOOST_AUTO_TEST_CASE(a_query_that_arrives_as_arguments_is_none_of_the_options) {
  for (const char* query : {"--help", "--version", "--check-config", "a b c"}) {
    BOOST_TEST_CONTEXT(query) {
      const auto answer =
          run("env -i LATCHKEY_CONFIG=" + quoted(stack().env("CONFIG")) +
              " GATEWAY_INTERFACE=CGI/1.1 REQUEST_METHOD=GET SCRIPT_NAME=/healthz REMOTE_ADDR=127.0.0.1 " +
              handler("latchkey-customers") + " " + query);
      BOOST_TEST(answer.output.starts_with("Status: 200 OK\r\n"), answer.output);
    }
  }
  const auto command = run("GATEWAY_INTERFACE=CGI/1.1 " + handler("latchkey") + " api-key list");
  BOOST_TEST(command.exit_code == 1);
  BOOST_TEST(command.output.empty());
}

BOOST_AUTO_TEST_CASE(the_admin_area_without_fastcgi) {
  const auto ask = [](const std::string& method, const std::string& path, const std::string& more,
                      const std::string& body = "") {
    return cgi("latchkey-admin",
               "REQUEST_METHOD=" + method + " SCRIPT_NAME=/cgi-bin/latchkey-admin.cgi PATH_INFO=" + path + " " + more,
               body);
  };
  BOOST_TEST(ask("GET", "/admin/sign-in", "").starts_with("Status: 200 OK\r\n"));
  const std::string form = "email=" + latchkey::percent_encode(stack().env("ADMIN_EMAIL")) +
                           "&password=" + latchkey::percent_encode(stack().env("ADMIN_PASSWORD"));
  const std::string signed_in = ask("POST", "/admin/sign-in",
                                    "HTTP_SEC_FETCH_SITE=same-origin CONTENT_TYPE=application/x-www-form-urlencoded "
                                    "CONTENT_LENGTH=" +
                                        std::to_string(form.size()),
                                    form);
  BOOST_TEST(signed_in.starts_with("Status: 303 See Other\r\n"), signed_in);
  const auto at = signed_in.find("__Host-staff=");
  BOOST_REQUIRE(at != std::string::npos);
  const std::string page = ask("GET", "/admin/api-keys", "HTTP_COOKIE=" + signed_in.substr(at, 13 + 43));
  BOOST_TEST(page.starts_with("Status: 200 OK\r\n"), page);
  BOOST_TEST(page.find("Api Keys") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_body_shorter_than_announced) {
  const std::string answer = cgi("latchkey-customers",
                                 "REQUEST_METHOD=POST CONTENT_TYPE=application/json CONTENT_LENGTH=500 "
                                 "SCRIPT_NAME=/api/v1/customers HTTP_X_API_KEY=" +
                                     stack().api_key(),
                                 "{}");
  BOOST_TEST(answer.starts_with("Status: 400"), answer);
}

BOOST_AUTO_TEST_CASE(a_body_over_the_limit_is_not_read_whole) {
  const std::string answer = cgi("latchkey-customers",
                                 "REQUEST_METHOD=POST CONTENT_TYPE=application/json CONTENT_LENGTH=70000 "
                                 "SCRIPT_NAME=/api/v1/customers HTTP_X_API_KEY=" +
                                     stack().api_key(),
                                 std::string(70'000, ' '));
  BOOST_TEST(answer.starts_with("Status: 413"), answer);
}

BOOST_AUTO_TEST_CASE(behind_fcgiwrap_and_nginx) {
  const TemporaryFolder folder;
  const std::string socket = folder.path() / "wrap.sock";
  const std::string wrapper = folder.path() / "customers.cgi";
  write_file(wrapper, "#!/bin/sh\nexport LATCHKEY_CONFIG=" + quoted(stack().env("CONFIG")) + "\nexec " +
                          handler("latchkey-customers") + "\n");
  std::filesystem::permissions(wrapper, std::filesystem::perms{0755});
  const auto started = run("setsid fcgiwrap -s unix:" + quoted(socket) + " >/dev/null 2>&1 & echo $!; sleep 0.3");
  const auto answer =
      run("env -i SCRIPT_FILENAME=" + quoted(wrapper) +
          " REQUEST_METHOD=GET SCRIPT_NAME=/healthz REMOTE_ADDR=127.0.0.1 CONTENT_LENGTH=0 cgi-fcgi -bind -connect " +
          quoted(socket));
  static_cast<void>(run("kill -- -" + started.output));
  BOOST_TEST(answer.output.find("{\"status\":\"ok\"}") != std::string::npos, answer.output << answer.errors);
}

// libcurl is the host's, with an OpenSSL of its own beside the one that is linked in.
BOOST_AUTO_TEST_CASE(a_platform_is_reached_by_tls) {
  const auto tested = run("LATCHKEY_CONFIG=" + quoted(stack().env("CONFIG")) + " " + handler("latchkey") +
                          " platform test " + quoted("MT5 Demo"));
  BOOST_TEST(tested.exit_code == 0, tested.output << tested.errors);
}

BOOST_AUTO_TEST_CASE(every_program_has_help_version_and_exit_codes) {
  for (const char* program : {"latchkey", "latchkey-admin", "latchkey-customers", "latchkey-login",
                              "latchkey-provisioner", "latchkey-session"}) {
    BOOST_TEST_CONTEXT(program) {
      const std::string path = handler(program);
      BOOST_TEST(run(path + " --help").exit_code == 0);
      BOOST_TEST(run(path + " --version").output.starts_with(program));
      BOOST_TEST(run(path + " --nonsense").exit_code == 2);
      const auto missing =
          run("LATCHKEY_CONFIG=/nonexistent.toml " + path + (std::string(program) == "latchkey" ? " doctor" : ""));
      BOOST_TEST(missing.exit_code == 1);
      BOOST_TEST(missing.errors.find("/nonexistent.toml") != std::string::npos);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
