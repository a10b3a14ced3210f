// An MT4 server's text protocol: one connection for each command, in clear text. Use it through a VPN or a tunnel only,
// since the master password and the customers' passwords can be read on the way.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>

#include "trading/mt4/mt4_reply.hpp"
#include "trading/mt4/mt4_request.hpp"
#include "trading/platforms/outcome.hpp"
#include "trading/platforms/platform.hpp"

namespace latchkey::trading {

struct Mt4Settings {
  std::string host;
  std::uint16_t port = 443;
  std::string master_password;
  std::string code_page{default_code_page};
  std::chrono::milliseconds connect_timeout{5000};
  std::chrono::milliseconds request_timeout{15000};  // from the connection to the whole answer
};

// The settings by which the platform's server is reached. Throws what SecretKeeper::open throws.
[[nodiscard]] Mt4Settings make_mt4_settings(const Platform& platform, const SecretKeeper& keeper);

class Mt4Client {
 public:
  static constexpr std::size_t longest_answer_bytes = 64U << 10U;

  // Throws std::invalid_argument for an unknown code page.
  explicit Mt4Client(Mt4Settings settings);

  // Opens an account and gives its login. The master password of the settings goes into the request. A connection that
  // fails is not_sent as long as the whole line has not been handed to the network, and unclear from then on. Of the
  // other outcomes all but `taken` can come.
  [[nodiscard]] Result<std::uint64_t> add_account(Mt4NewAccount account);

  // The plug-in's answer to a request that it must refuse (make_mt4_probe): a failure with mt4_invalid_data, or, from
  // plug-ins that say more, mt4_wrong_secret or mt4_wrong_group. A login means that it has opened an account all the
  // same.
  [[nodiscard]] Result<std::uint64_t> probe();

  // Whether the account exists and this is its password.
  [[nodiscard]] Result<Done> check_password(std::uint64_t login, const std::string& password);

 private:
  [[nodiscard]] Result<std::string> exchange(const std::string& request);
  [[nodiscard]] Result<std::uint64_t> ask(const std::variant<std::string, ValueProblem>& request);

  Mt4Settings settings_;
  CodePage page_;
};

}  // namespace latchkey::trading
