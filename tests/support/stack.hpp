// The whole product for system tests: what scripts/demo starts, in a temporary folder on a free port.
#pragma once
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "db/connection.hpp"
#include "support/command.hpp"
#include "support/http_client.hpp"

namespace latchkey::test {

class Stack {
 public:
  enum class Mails { off, on };

  // With mails they are files in folder()/mail, see tests/simulators/smtp_server.py. `extra`: for --extra.
  explicit Stack(Mails mails = Mails::off, const std::string& extra = "");
  ~Stack();
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;
  Stack(Stack&&) = delete;
  Stack& operator=(Stack&&) = delete;

  // The one stack of a test program, started at the first use.
  [[nodiscard]] static Stack& shared();

  [[nodiscard]] const HttpClient& http() const { return *http_; }
  [[nodiscard]] std::string env(const std::string& key) const { return env_.at(key); }
  [[nodiscard]] std::filesystem::path folder() const { return folder_.path() / "demo"; }
  [[nodiscard]] const std::string& api_key() const { return env_.at("API_KEY"); }

  // The command line of the product on this stack's configuration. It trusts the stack's certificate.
  [[nodiscard]] CommandResult latchkey(const std::string& arguments, const std::string& input = "") const;

  // As the database's administrator.
  [[nodiscard]] std::unique_ptr<db::Connection> connect() const;

  void stop_database() const;
  void start_database(const std::string& more_options = "") const;
  [[nodiscard]] int pid_of(const std::string& service) const;

  // POST with the demo's API key. Every answer of the described API is kept for the check against docs/openapi.yaml.
  [[nodiscard]] Answer post(const std::string& path, const nlohmann::json& body, const Headers& more = {}) const;
  [[nodiscard]] Answer post_text(const std::string& path, const std::string& body, const Headers& headers) const;

  // Keeps an answer for the check against docs/openapi.yaml; HttpClient::send() does it by itself.
  static void keep_answer(const std::string& method, const std::string& path,
                          const std::optional<std::string>& request_body, const Answer& answer);

  // Notes a secret that was used; when the stack ends, no log may hold it.
  void note_secret(const std::string& secret) { secrets_.push_back(secret); }

  // Files under the log folder that hold one of the noted secrets.
  [[nodiscard]] std::vector<std::string> find_leaks() const;

 private:
  TemporaryFolder folder_;
  std::map<std::string, std::string> env_;
  std::unique_ptr<HttpClient> http_;
  std::vector<std::string> secrets_;
};

[[nodiscard]] bool is_alive(int pid);

// A port of 127.0.0.1 that nobody listens on at the moment.
[[nodiscard]] int find_free_port();

// A body of POST /api/v1/customers with an e-mail that nobody has used.
[[nodiscard]] nlohmann::json new_customer();

// The same with this e-mail.
[[nodiscard]] nlohmann::json customer_with_email(const std::string& email);

}  // namespace latchkey::test
