#include "trading/mt4/mt4_client.hpp"

#include "trading/wire/tcp_connection.hpp"

namespace latchkey::trading {

Mt4Settings make_mt4_settings(const Platform& platform, const SecretKeeper& keeper) {
  Mt4Settings settings;
  settings.host = platform.host;
  settings.port = platform.port;
  settings.master_password = keeper.open(platform.secret);
  if (!platform.code_page.empty()) settings.code_page = platform.code_page;
  settings.connect_timeout = platform.connect_timeout;
  settings.request_timeout = platform.request_timeout;
  return settings;
}

Mt4Client::Mt4Client(Mt4Settings settings) : settings_(std::move(settings)), page_(settings_.code_page) {}

// What the server sends until its `end`, or until it closes the connection.
Result<std::string> Mt4Client::exchange(const std::string& request) {
  TcpConnection connection;
  const auto start = std::chrono::steady_clock::now();
  if (!connection.open(settings_.host, settings_.port, start + settings_.connect_timeout)) {
    return Failure{Outcome::not_sent, "connect", "the server does not take connections"};
  }
  const auto deadline = std::chrono::steady_clock::now() + settings_.request_timeout;
  const std::size_t written = connection.write(request, deadline);
  if (written <= request.find('\n'))
    return Failure{Outcome::not_sent, "connection_lost", "the command was not sent whole"};
  std::string answer;
  while (!is_complete_mt4_reply(answer)) {
    if (answer.size() > longest_answer_bytes)
      return Failure{Outcome::unclear, "answer_too_long", "the answer has no end"};
    const auto reading = connection.read(answer, deadline);
    if (reading == TcpConnection::Reading::late) return Failure{Outcome::unclear, "timeout", "no whole answer in time"};
    if (reading == TcpConnection::Reading::failed)
      return Failure{Outcome::unclear, "connection_lost", "connection reset"};
    if (reading == TcpConnection::Reading::closed) break;
  }
  return answer;
}

Result<std::uint64_t> Mt4Client::ask(const std::variant<std::string, ValueProblem>& request) {
  if (const auto* problem = std::get_if<ValueProblem>(&request)) {
    return Failure{Outcome::refused_for_good, problem->code, problem->detail};
  }
  const auto answer = exchange(std::get<std::string>(request));
  if (const auto* failure = std::get_if<Failure>(&answer)) return *failure;
  return parse_mt4_new_account(std::get<std::string>(answer));
}

Result<std::uint64_t> Mt4Client::add_account(Mt4NewAccount account) {
  account.master_password = settings_.master_password;
  return ask(make_mt4_new_account(account, page_));
}

Result<std::uint64_t> Mt4Client::probe() { return ask(make_mt4_probe(settings_.master_password)); }

Result<Done> Mt4Client::check_password(std::uint64_t login, const std::string& password) {
  const std::string request = make_mt4_user_info(login, password);
  if (request.empty()) return Failure{Outcome::refused_for_good, "value_password", "the password cannot be sent"};
  const auto answer = exchange(request);
  if (const auto* failure = std::get_if<Failure>(&answer)) return *failure;
  return parse_mt4_user_info(std::get<std::string>(answer), login);
}

}  // namespace latchkey::trading
