// Contract section 9: what the command line reads and prints that nobody else may see.
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/test/unit_test.hpp>

#include "support/stack.hpp"

using namespace latchkey::test;

namespace {

Stack& stack() { return Stack::shared(); }

std::int64_t count_rows(const std::string& table) {
  return stack().connect()->query("SELECT COUNT(*) AS count FROM " + table).at(0).integer("count");
}

struct Dialogue {
  int exit_code;
  std::string shown;  // what stands on the terminal, what was typed included unless its echo is off
};

// Runs the command line at a terminal. Each line is typed once its prompt is shown.
Dialogue at_terminal(const std::string& arguments, const std::vector<std::pair<std::string, std::string>>& lines) {
  const std::string command = "LATCHKEY_CONFIG=" + quoted(stack().env("CONFIG")) + " " +
                              quoted(stack().env("BIN_DIR") + "/latchkey") + " " + arguments;
  int terminal = -1;
  const pid_t child = ::forkpty(&terminal, nullptr, nullptr, nullptr);
  if (child == 0) {
    ::execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    ::_exit(127);
  }
  Dialogue dialogue{-1, ""};
  std::array<char, 1024> bytes{};
  std::size_t next = 0;
  for (ssize_t count = 1; count > 0;) {
    count = ::read(terminal, bytes.data(), bytes.size());
    if (count > 0) dialogue.shown.append(bytes.data(), static_cast<std::size_t>(count));
    if (next < lines.size() && dialogue.shown.ends_with(lines[next].first)) {
      const std::string typed = lines[next++].second + "\n";
      BOOST_REQUIRE(::write(terminal, typed.data(), typed.size()) == static_cast<ssize_t>(typed.size()));
    }
  }
  ::close(terminal);
  int status = 0;
  ::waitpid(child, &status, 0);
  dialogue.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return dialogue;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(command_line_secrets)

BOOST_AUTO_TEST_CASE(what_cannot_be_printed_is_not_made) {
  const std::string email = customer_with_email("printed@example.com")["email"];
  BOOST_REQUIRE(stack().post("/api/v1/customers", customer_with_email(email)).status == 201);
  BOOST_REQUIRE(stack().latchkey("api-key create --name unprinted").exit_code == 0);
  const auto keys = count_rows("api_keys WHERE revoked_at IS NULL AND expires_at IS NULL");
  const auto tokens = count_rows("login_tokens");
  for (const char* command :
       {"api-key create --name lost", "api-key rotate unprinted", "customer login-link printed@example.com"}) {
    for (const char* target : {" >/dev/full", " >&-"}) {
      BOOST_TEST_CONTEXT(command << target) {
        const auto lost = stack().latchkey(command + std::string(target));
        BOOST_TEST(lost.exit_code == 1);
        BOOST_TEST(lost.errors.find("nothing was made") != std::string::npos, lost.errors);
      }
    }
  }
  BOOST_TEST(count_rows("api_keys WHERE revoked_at IS NULL AND expires_at IS NULL") == keys);
  BOOST_TEST(count_rows("login_tokens") == tokens);
}

BOOST_AUTO_TEST_CASE(a_pipe_whose_reader_is_gone_is_an_error_too) {
  const auto keys = count_rows("api_keys");
  const std::string program = "LATCHKEY_CONFIG=" + quoted(stack().env("CONFIG")) + " " +
                              quoted(stack().env("BIN_DIR") + "/latchkey") + " api-key create --name piped";
  const auto lost = run("bash -c " + quoted("{ sleep 0.3; " + program + "; echo $? >&2; } | true"));
  BOOST_TEST(lost.errors.find("nothing was made\n1\n") != std::string::npos, lost.errors);
  BOOST_TEST(count_rows("api_keys") == keys);
}

BOOST_AUTO_TEST_CASE(every_output_that_is_lost_ends_with_1) {
  for (const char* command : {"api-key list", "user list --json", "customer list --json", "menu list", "doctor",
                              "--help", "--version", "api-key create --help"}) {
    BOOST_TEST(stack().latchkey(command + std::string(" >/dev/full")).exit_code == 1, command);
  }
}

BOOST_AUTO_TEST_CASE(a_second_key_of_the_same_name_is_refused) {
  BOOST_TEST(stack().latchkey("api-key create --name only").exit_code == 0);
  const auto second = stack().latchkey("api-key create --name only");
  BOOST_TEST(second.exit_code == 1);
  BOOST_TEST(second.output.empty());
  BOOST_TEST(second.errors.find("there is an API key of the name only already") != std::string::npos, second.errors);
  BOOST_TEST(stack().latchkey("api-key revoke only").exit_code == 0);
  BOOST_TEST(stack().latchkey("api-key create --name only").exit_code == 0);
}

BOOST_AUTO_TEST_CASE(passwords_of_windows_editors_are_the_same_passwords) {
  const std::string email = "marked@example.com";
  BOOST_REQUIRE(stack().post("/api/v1/customers", customer_with_email(email)).status == 201);
  const auto sign_in = [&](const std::string& password) {
    return stack()
        .http()
        .send("POST", "/auth/login", {{"Content-Type", "application/x-www-form-urlencoded"}},
              "email=" + email + "&password=" + password)
        .status;
  };
  int number = 1;
  for (const auto& [before, after] : {std::pair<std::string, std::string>{"\xef\xbb\xbf", "\n"},
                                      {"", "\r\n"},
                                      {"\xef\xbb\xbf", "\r\nsecond line\r\n"},
                                      {"", ""}}) {
    const std::string password = "another+day+" + std::to_string(number++);
    BOOST_TEST(stack()
                   .latchkey("customer set-password " + email,
                             before + "another day " + password.substr(password.size() - 1) + after)
                   .exit_code == 0);
    BOOST_TEST(sign_in(password) == 303);
  }
  const std::string utf16(
      "\xff\xfe"
      "a\0b\0c\0 \0d\0e\0f\0 \0001\0\n\0",
      22);
  for (const std::string& input : {utf16, utf16.substr(2), std::string("\xef\xbb\xbf\n"), std::string()}) {
    BOOST_TEST(stack().latchkey("customer set-password " + email, input).exit_code == 1);
  }
}

BOOST_AUTO_TEST_CASE(at_a_terminal_a_secret_is_asked_for_and_not_shown) {
  const std::string user = "user create --first-name T --last-name Y --password-stdin --email ";
  const std::string first = "Password (not shown): ";
  const std::string again = "Password once more: ";
  const auto made = at_terminal(user + "terminal@example.com", {{first, "quiet words 77"}, {again, "quiet words 77"}});
  BOOST_TEST(made.exit_code == 0, made.shown);
  BOOST_TEST(made.shown.find("quiet") == std::string::npos, made.shown);
  const auto differs = at_terminal(user + "other@example.com", {{first, "quiet words 77"}, {again, "quiet words 78"}});
  BOOST_TEST(differs.exit_code == 1);
  BOOST_TEST(differs.shown.find("the two differ") != std::string::npos, differs.shown);
  BOOST_TEST(at_terminal(user + "other@example.com", {{first, ""}}).exit_code == 1);
  const auto secret = at_terminal("platform set-secret 'MT5 Demo'",
                                  {{"Secret (not shown): ", "Password1"}, {"Secret once more: ", "Password1"}});
  BOOST_TEST(secret.exit_code == 0, secret.shown);
  BOOST_TEST(secret.shown.find("Password1") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(mistyped_words_are_answered_with_the_nearest_one) {
  const auto command = stack().latchkey("api-kye list");
  BOOST_TEST(command.exit_code == 2);
  BOOST_TEST(command.errors == "latchkey: there is no command api-kye\nDid you mean api-key?\nSee latchkey --help\n");
  const auto option = stack().latchkey("api-key create --nmae x");
  BOOST_TEST(option.exit_code == 2);
  BOOST_TEST(option.errors ==
             "latchkey: there is no option --nmae\nDid you mean --name?\nSee latchkey api-key create --help\n");
}

BOOST_AUTO_TEST_SUITE_END()
