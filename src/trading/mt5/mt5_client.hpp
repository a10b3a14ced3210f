// A manager's session at an MT5 access server, by the Web API (HTTPS), as MetaQuotes' pages about it describe.
//
// The session belongs to the TLS connection: requests go out one at a time, all on the connection that has signed in.
// After a failure the session is over, and sign_in() has to be called before anything else, unless the failure is a
// refusal by the server. This class never sends a request twice.
#pragma once
#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "trading/mt5/https_connection.hpp"
#include "trading/mt5/mt5_reply.hpp"
#include "trading/mt5/mt5_request.hpp"
#include "trading/platforms/outcome.hpp"
#include "trading/platforms/platform.hpp"

namespace latchkey::trading {

struct Mt5Settings {
  HttpsSettings https;
  std::string manager_login;
  std::string secret;              // the manager's API password, which is not his terminal password
  std::string agent = "Latchkey";  // shown in the server's journal; no spaces
  // MetaQuotes' pages send JSON under this type; some servers want application/json.
  std::string content_type = "application/x-www-form-urlencoded";
};

// The settings by which the platform's server is reached. Throws what SecretKeeper::open throws.
[[nodiscard]] Mt5Settings make_mt5_settings(const Platform& platform, const SecretKeeper& keeper);

class Mt5Client {
 public:
  // The server closes a session after 180 s of silence; MetaQuotes advises a ping about every 20 s.
  static constexpr std::chrono::seconds ping_interval{20};
  // How many logins are asked for in one request, so that its address stays short.
  static constexpr std::size_t batch_size = 100;

  explicit Mt5Client(Mt5Settings settings);

  [[nodiscard]] bool is_signed_in() const { return is_signed_in_; }

  // Closes the connection if there is one, opens a new one, and lets both sides prove themselves. Failures: not_sent
  // with the code connect, connect_timeout or timeout (try later); refused_for_good with tls, fake_server,
  // sign_in_refused or mt5_N (an administrator has to act); and refused_for_now.
  [[nodiscard]] Result<Done> sign_in();

  // Tells the server that the session ends, and closes the connection.
  void sign_out();

  // Keeps the session alive if ping_interval has passed since the last call; does nothing without a session.
  [[nodiscard]] Result<Done> ping_if_due();
  [[nodiscard]] Result<Done> ping();

  // Opens an account; the server chooses its login. Every outcome can come. With a code value_… nothing was sent.
  [[nodiscard]] Result<Mt5Account> add_account(const Mt5NewAccount& account);

  // Look-ups. `absent` when there is no such thing; any other failure says nothing about what exists. find_accounts
  // fails unless it gets all of them. list_logins gives an empty list for a group without accounts.
  [[nodiscard]] Result<Mt5Account> find_account(std::uint64_t login);
  [[nodiscard]] Result<std::vector<Mt5Account>> find_accounts(std::span<const std::uint64_t> logins);
  [[nodiscard]] Result<std::vector<std::uint64_t>> list_logins(const std::string& group);
  [[nodiscard]] Result<Mt5Group> find_group(const std::string& name);

  // Whether this is the account's password of that kind; when it is not, the failure is refused_for_good with mt5_3006.
  [[nodiscard]] Result<Done> check_password(std::uint64_t login, const Mt5Password& password);

  // Sets the password. mt5_3006 when the server does not take it, `absent` when there is no such account; every other
  // outcome of add_account but `taken` can come too. Asked again with the same password it has the same effect.
  [[nodiscard]] Result<Done> change_password(std::uint64_t login, const Mt5Password& password);

 private:
  [[nodiscard]] Result<Mt5Reply> exchange(const HttpsRequest& request);
  [[nodiscard]] Result<Mt5Reply> call(const HttpsRequest& request);
  [[nodiscard]] Failure end_session(Failure failure);
  [[nodiscard]] Result<Done> prove(const std::string& server_random);
  [[nodiscard]] Result<Done> tell_password(std::string_view path, std::uint64_t login, const Mt5Password& password);

  Mt5Settings settings_;
  HttpsConnection connection_;
  bool is_signed_in_ = false;
  std::chrono::steady_clock::time_point last_call_{};
};

}  // namespace latchkey::trading
