#include "trading/mt4/mt4_reply.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

namespace latchkey::trading {
namespace {

// The whole lines, without their ends. What follows the last LF is not a line.
std::vector<std::string_view> split_lines(std::string_view bytes) {
  std::vector<std::string_view> lines;
  for (auto end = bytes.find('\n'); end != std::string_view::npos; end = bytes.find('\n')) {
    auto line = bytes.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    bytes.remove_prefix(end + 1);
  }
  return lines;
}

std::optional<std::uint64_t> parse_login(std::string_view line) {
  static constexpr std::string_view key = "LOGIN=";
  if (!line.starts_with(key)) return std::nullopt;
  line.remove_prefix(key.size());
  std::uint64_t login = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), login);
  if (error != std::errc{} || end != line.data() + line.size() || login == 0) return std::nullopt;
  return login;
}

Failure read_error(std::string_view line) {
  if (line.starts_with("simple password")) {
    return {Outcome::refused_for_good, "mt4_simple_password", "the server finds the password too simple"};
  }
  if (line.starts_with("invalid data(MASTER")) {
    return {Outcome::refused_for_good, "mt4_wrong_secret", "the plug-in does not take the master password"};
  }
  if (line.starts_with("invalid data(GROUP")) {
    return {Outcome::refused_for_good, "mt4_wrong_group", "the plug-in has no group of this number"};
  }
  if (line.starts_with("invalid data")) {
    return {Outcome::refused_for_good, "mt4_invalid_data",
            "wrong master password, group number out of range, or leverage not taken"};
  }
  if (line.starts_with("IP is blocked")) {
    return {Outcome::refused_for_now, "mt4_address_blocked", "an account was asked for from this address a minute ago"};
  }
  if (line.starts_with("account create failed")) {
    return {Outcome::refused_for_good, "mt4_create_failed", "the server refused to add the account"};
  }
  return {Outcome::refused_for_good, "mt4_unknown_error",
          "the plug-in refused for a reason that its source does not know"};
}

}  // namespace

bool is_complete_mt4_reply(std::string_view bytes) {
  const auto lines = split_lines(bytes);
  return !lines.empty() && lines.back() == "end";
}

Result<std::uint64_t> parse_mt4_new_account(std::string_view bytes) {
  const auto lines = split_lines(bytes);
  if (bytes.empty()) {
    return Failure{Outcome::unclear, "mt4_no_answer",
                   "no answer: is this machine's address the plug-in's Master IP and in the server's access list?"};
  }
  if (lines.empty() || lines.back() != "end") {
    return Failure{Outcome::unclear, "connection_lost", "the answer broke off"};
  }
  if (lines.size() >= 2 && lines[0] == "ERROR") return read_error(lines[1]);
  if (lines[0] == "OK") {
    if (lines.size() >= 3) {
      if (const auto login = parse_login(lines[1])) return *login;
    }
    return Failure{Outcome::unclear, "garbage", "the server says OK without a login"};
  }
  return Failure{
      Outcome::unclear, "mt4_unknown_answer",
      "not the WebRegistration plug-in's answer: is it installed, and is this machine's address its Master IP?"};
}

Result<Done> parse_mt4_user_info(std::string_view bytes, std::uint64_t login) {
  if (!is_complete_mt4_reply(bytes)) return Failure{Outcome::unclear, "connection_lost", "the answer broke off"};
  if (bytes.find("Invalid") != std::string_view::npos || bytes.find("Disabled") != std::string_view::npos) {
    return Failure{Outcome::refused_for_good, "mt4_wrong_password", "the server does not take this login and password"};
  }
  const auto lines = split_lines(bytes);
  if (lines.front() == std::to_string(login)) return Done{};
  return Failure{Outcome::unclear, "garbage", "the answer names another account"};
}

}  // namespace latchkey::trading
