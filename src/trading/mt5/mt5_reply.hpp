// Answers of the MT5 Web API: `{"retcode":"0 Done","answer":{…}|[…]}`. All values are strings, also numbers, and names
// are case-sensitive. These functions take any bytes.
#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "trading/platforms/outcome.hpp"

namespace latchkey::trading {

struct Mt5Reply {
  int code = 0;             // the number before the first space of "retcode"
  std::string text;         // the rest, for the administrator
  nlohmann::json document;  // the whole answer
};

struct Mt5Account {
  std::uint64_t login = 0;
  std::string group;
  std::string comment;  // empty when the manager may not see personal data
  std::string id;       // the identity document's number, which may hold the tag too
  std::string name;
  std::uint64_t leverage = 0;
};

struct Mt5Group {
  std::string name;
  std::string currency;
  std::uint64_t least_password = 0;  // AuthPasswordMin; 0 when not told
};

// Nothing unless the body is one JSON object with a "retcode" that begins with a number.
[[nodiscard]] std::optional<Mt5Reply> parse_mt5_reply(std::string_view body);

// The member's whole number from 0, written as a string or as a number. Nothing when it is anything else.
[[nodiscard]] std::optional<std::uint64_t> read_mt5_number(const nlohmann::json& object, std::string_view name);

// The member's text; empty when it is absent or not a string.
[[nodiscard]] std::string read_mt5_text(const nlohmann::json& object, std::string_view name);

// The account in "answer", or only its login from "login" beside it, where older servers put it after user/add. Nothing
// without a login above 0.
[[nodiscard]] std::optional<Mt5Account> parse_mt5_account(const Mt5Reply& reply);

// The array in "answer". Nothing when it is no array or when one entry cannot be read: if that entry were left out, a
// look-up could take it as proof that an account does not exist.
[[nodiscard]] std::optional<std::vector<Mt5Account>> parse_mt5_accounts(const Mt5Reply& reply);
[[nodiscard]] std::optional<std::vector<std::uint64_t>> parse_mt5_logins(const Mt5Reply& reply);

// The group in "answer", which is an object or an array with one object.
[[nodiscard]] std::optional<Mt5Group> parse_mt5_group(const Mt5Reply& reply);

// What a return code other than 0 means for user/add: see the table in mt5_reply.cpp. A code that is not documented is
// unclear.
[[nodiscard]] Outcome classify_mt5_code(int code);

// Whether the failure lies in the manager or in this machine's address, not in the account.
[[nodiscard]] bool concerns_manager(const Failure& failure);

// The failure that a return code stands for: code `mt5_N`, and the server's words as detail.
[[nodiscard]] Failure make_mt5_failure(const Mt5Reply& reply);

}  // namespace latchkey::trading
