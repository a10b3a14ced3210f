#include "trading/mt5/mt5_request.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/utf8.hpp"
#include "trading/wire/utf16.hpp"

namespace latchkey::trading {
namespace {

// How long each text may be: the maximum that MetaQuotes documents, less the terminator.
constexpr std::size_t name_units = 127;
constexpr std::size_t group_units = 63;
constexpr std::size_t email_units = 63;
constexpr std::size_t phone_units = 31;
constexpr std::size_t comment_units = 63;
constexpr std::uint64_t greatest_leverage = 5000;  // IMTUser::Leverage

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
bool is_special(char c) { return c == '=' || c == '|' || c == '\\'; }

bool fits(std::string_view text, std::size_t units) {
  return is_valid_utf8(text) && cut_to_utf16_units(text, units).size() == text.size();
}

bool is_plain(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return is_control(c) || is_special(c); });
}

}  // namespace

bool is_mt5_group_name(std::string_view group) {
  if (group.empty() || !fits(group, group_units)) return false;
  return group.find_first_of(",*!=|") == std::string_view::npos && std::ranges::none_of(group, is_control);
}

bool is_mt5_password(std::string_view password) {
  static constexpr std::size_t shortest = 8;
  static constexpr std::size_t longest = 15;  // documents differ between 15 and 16
  if (password.size() < shortest || password.size() > longest) return false;
  if (password.find_first_of("=|\\&%+") != std::string_view::npos) return false;
  if (!std::ranges::all_of(password, [](char c) { return c > ' ' && c <= '~'; })) return false;
  const auto has = [&](auto test) { return std::ranges::any_of(password, test); };
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return has(is_lower) && has(is_upper) && has(is_digit) &&
         has([&](char c) { return !is_lower(c) && !is_upper(c) && !is_digit(c); });
}

std::string fit_mt5_text(std::string_view text, std::size_t units) {
  std::string cleaned;
  if (!is_valid_utf8(text)) return cleaned;
  for (const char c : text) cleaned += is_control(c) || is_special(c) ? ' ' : c;
  return std::string(trim(cut_to_utf16_units(trim(cleaned), units)));
}

std::variant<std::string, ValueProblem> make_mt5_user_add(const Mt5NewAccount& account) {
  if (!is_mt5_group_name(account.group)) return ValueProblem{"value_group", "the group's name cannot be sent"};
  if (account.leverage < 1 || account.leverage > greatest_leverage) {
    return ValueProblem{"value_leverage", "the leverage must be 1 to 5000"};
  }
  if (!is_mt5_password(account.password) || !is_mt5_password(account.investor_password)) {
    return ValueProblem{"value_password", "a password does not meet MetaTrader 5's rules"};
  }
  if (account.tag.empty() || !fits(account.tag, comment_units) || !is_plain(account.tag)) {
    return ValueProblem{"value_tag", "the tag cannot be sent"};
  }
  const std::string name = fit_mt5_text(account.name, name_units);
  if (name.empty()) return ValueProblem{"value_name", "nothing of the customer's name can be sent"};
  nlohmann::json body{{"Group", account.group},
                      {"Name", name},
                      {"Leverage", std::to_string(account.leverage)},
                      {"Rights", std::to_string(mt5_rights)},
                      {"PassMain", account.password},
                      {"PassInvestor", account.investor_password},
                      {"Phone", fit_mt5_text(account.phone, phone_units)},
                      {"Comment", account.tag}};
  if (fits(account.email, email_units) && is_plain(account.email)) body["Email"] = account.email;
  return body.dump();
}

}  // namespace latchkey::trading
