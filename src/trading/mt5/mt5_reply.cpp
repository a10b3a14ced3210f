#include "trading/mt5/mt5_reply.hpp"

#include <algorithm>
#include <charconv>

#include "base/json_reader.hpp"

namespace latchkey::trading {
namespace {

using nlohmann::json;

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

const json* find(const json& object, std::string_view name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

std::optional<std::uint64_t> number_of(const json& value) {
  if (value.is_number_unsigned()) return value.get<std::uint64_t>();
  if (value.is_string()) return parse_number<std::uint64_t>(value.get_ref<const std::string&>());
  return std::nullopt;
}

std::optional<Mt5Account> account_of(const json& record) {
  Mt5Account account{read_mt5_number(record, "Login").value_or(0),
                     read_mt5_text(record, "Group"),
                     read_mt5_text(record, "Comment"),
                     read_mt5_text(record, "ID"),
                     read_mt5_text(record, "Name"),
                     read_mt5_number(record, "Leverage").value_or(0)};
  if (account.login == 0) return std::nullopt;
  return account;
}

// The server's words, made fit for one line of a log.
std::string printable(std::string_view text) {
  static constexpr std::size_t longest = 100;
  std::string line;
  for (const char c : text.substr(0, longest)) line += c >= ' ' && c <= '~' ? c : '?';
  return line;
}

const json* answer_array(const Mt5Reply& reply) {
  const json* answer = find(reply.document, "answer");
  return answer != nullptr && answer->is_array() ? answer : nullptr;
}

}  // namespace

std::optional<Mt5Reply> parse_mt5_reply(std::string_view body) {
  auto read = read_json_object(body);
  auto* document = std::get_if<json>(&read);
  if (document == nullptr) return std::nullopt;
  const std::string retcode = read_mt5_text(*document, "retcode");
  const auto space = std::min(retcode.find(' '), retcode.size());
  const auto code = parse_number<int>(std::string_view(retcode).substr(0, space));
  if (!code || *code < 0) return std::nullopt;
  return Mt5Reply{*code, retcode.substr(std::min(space + 1, retcode.size())), std::move(*document)};
}

std::optional<std::uint64_t> read_mt5_number(const json& object, std::string_view name) {
  const json* value = find(object, name);
  return value == nullptr ? std::nullopt : number_of(*value);
}

std::string read_mt5_text(const json& object, std::string_view name) {
  const json* value = find(object, name);
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

std::optional<Mt5Account> parse_mt5_account(const Mt5Reply& reply) {
  const json* answer = find(reply.document, "answer");
  if (answer != nullptr) {
    if (auto account = account_of(*answer)) return account;
  }
  Mt5Account account;
  account.login = read_mt5_number(reply.document, "login").value_or(0);
  if (account.login == 0) return std::nullopt;
  return account;
}

std::optional<std::vector<Mt5Account>> parse_mt5_accounts(const Mt5Reply& reply) {
  const json* answer = answer_array(reply);
  if (answer == nullptr) return std::nullopt;
  std::vector<Mt5Account> accounts;
  for (const auto& record : *answer) {
    auto account = account_of(record);
    if (!account) return std::nullopt;
    accounts.push_back(std::move(*account));
  }
  return accounts;
}

std::optional<std::vector<std::uint64_t>> parse_mt5_logins(const Mt5Reply& reply) {
  const json* answer = answer_array(reply);
  if (answer == nullptr) return std::nullopt;
  std::vector<std::uint64_t> logins;
  for (const auto& value : *answer) {
    const auto login = number_of(value);
    if (!login) return std::nullopt;
    logins.push_back(*login);
  }
  return logins;
}

std::optional<Mt5Group> parse_mt5_group(const Mt5Reply& reply) {
  const json* answer = find(reply.document, "answer");
  if (answer != nullptr && answer->is_array() && answer->size() == 1) answer = &answer->front();
  if (answer == nullptr) return std::nullopt;
  Mt5Group group{read_mt5_text(*answer, "Group"), read_mt5_text(*answer, "Currency"),
                 read_mt5_number(*answer, "AuthPasswordMin").value_or(0)};
  if (group.name.empty()) return std::nullopt;
  return group;
}

// The numbers and texts are those of MetaQuotes' MT5APIConstants.h. What they mean for an account is not documented.
Outcome classify_mt5_code(int code) {
  switch (code) {
    case 3:      // invalid parameters
    case 4:      // invalid data
    case 8:      // not enough permissions; also for a group that does not exist
    case 1001:   // invalid account: wrong manager login or API password
    case 1002:   // account disabled
    case 1011:   // no manager configuration
    case 1012:   // this address is not allowed for the manager
    case 1024:   // connection type not permitted for the manager
    case 3002:   // login range exhausted
    case 3003:   // login reserved at another server
    case 3006:   // password does not meet the group's rules
    case 3007:   // user limit reached
    case 12002:  // command not supported
      return Outcome::refused_for_good;
    case 11:     // service is not available
    case 12:     // too frequent requests
    case 15:     // server shutdown in progress
    case 1018:   // server is busy
    case 12004:  // locked
      return Outcome::refused_for_now;
    case 13:
      return Outcome::absent;
    case 3004:
      return Outcome::taken;
    default:
      return Outcome::unclear;  // 2, 5, 6, 7, 9, 10, 16, 17, 12003: the trade server may have carried it out
  }
}

bool concerns_manager(const Failure& failure) {
  static constexpr std::string_view codes[] = {"mt5_1001", "mt5_1002", "mt5_1011", "mt5_1012", "mt5_1024"};
  return std::ranges::find(codes, failure.code) != std::end(codes);
}

Failure make_mt5_failure(const Mt5Reply& reply) {
  return {classify_mt5_code(reply.code), "mt5_" + std::to_string(reply.code),
          "the server answered " + std::to_string(reply.code) + " " + printable(reply.text)};
}

}  // namespace latchkey::trading
