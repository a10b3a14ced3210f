// A staff member with chosen permissions who walks through the admin area in this process, on a real database.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "admin/service.hpp"
#include "http/application.hpp"
#include "staff/permissions.hpp"
#include "support/people.hpp"
#include "support/throwaway_server.hpp"

namespace latchkey::test {

using Fields = std::vector<std::pair<std::string, std::string>>;

[[nodiscard]] std::string form_body(const Fields& fields);

// The service on the shared database, with a cheap password cost.
class AdminArea {
 public:
  AdminArea();
  [[nodiscard]] db::Connection& db() const { return *db_; }
  [[nodiscard]] http::Response send(const http::Request& request) const;
  [[nodiscard]] const Config& config() const { return *config_; }
  // From now on, where at first none are sent.
  void send_mails() { config_->mail = MailConfig{}; }

 private:
  std::unique_ptr<TemporaryFolder> folder_ = std::make_unique<TemporaryFolder>();
  std::unique_ptr<Config> config_;
  std::unique_ptr<db::Connection> db_;
  http::Application application_{"latchkey-admin"};
};

class Staff {
 public:
  Staff(const AdminArea& area, const staff::Permissions& permissions);

  [[nodiscard]] http::Response get(const std::string& path, const std::string& query = "") const;
  // With the session's form value; `post_bare` without.
  [[nodiscard]] http::Response post(const std::string& path, Fields fields) const;
  [[nodiscard]] http::Response post_bare(const std::string& path, const Fields& fields) const;
  [[nodiscard]] const std::string& cookie() const { return cookie_; }
  // Goes on with another session of the same user.
  void take_cookie(const http::Response& response);
  void use_cookie(const std::string& cookie) { cookie_ = cookie; }
  [[nodiscard]] std::string form_value() const;
  [[nodiscard]] const Uuid& id() const { return id_; }
  [[nodiscard]] const std::string& email() const { return email_; }

  static constexpr std::string_view password = "correct horse battery";

  // As this staff member's browser sends it, for another instance of the service.
  [[nodiscard]] http::Request request(const std::string& method, const std::string& path, const Fields& fields) const;

 private:
  [[nodiscard]] http::Request make_request(const std::string& method, const std::string& path, const std::string& query,
                                           const std::string& body) const;
  [[nodiscard]] http::Response send(const std::string& method, const std::string& path, const std::string& query,
                                    const std::string& body) const;
  const AdminArea& area_;
  Uuid id_;
  std::string email_;
  std::string cookie_;
  std::string address_;  // of its own: failures are counted by address too
};

[[nodiscard]] bool has(const http::Response& response, const std::string& text);

// Users that other tests left behind stop being administrators.
void dismiss_administrators(db::Connection& db);

}  // namespace latchkey::test
