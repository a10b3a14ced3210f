#include "trading/mt4/mt4_request.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/cidr.hpp"

namespace latchkey::trading {
namespace {

// How many bytes the server's UserRecord (MT4ManagerAPI.h) has for each text, less the terminator.
constexpr std::size_t name_bytes = 127;
constexpr std::size_t email_bytes = 47;
constexpr std::size_t comment_bytes = 63;
constexpr std::size_t phone_bytes = 31;
constexpr std::size_t id_bytes = 31;
constexpr std::size_t master_bytes = 31;
constexpr std::size_t network_bytes = 8;  // of an IPv6 address: a /64

// Whether the text arrives unchanged: printable ASCII without the two characters that the line is divided by.
bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~' && c != '|' && c != '='; });
}

ValueProblem wrong_master_password() {
  return {"value_secret", "the master password must be 1 to 31 characters of ASCII without | and ="};
}

// One of 240.0.0.0/4, which belongs to nobody.
std::string stand_in_of(std::string_view bytes) {
  std::uint32_t hash = 2166136261U;  // FNV-1a
  for (const char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 16777619U;
  const std::uint32_t number = 0xf0000000U | (hash & 0x0fffffffU);
  std::string dotted;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) {
    dotted += (dotted.empty() ? "" : ".") + std::to_string(number >> shift & 0xffU);
  }
  return dotted;
}

}  // namespace

std::string make_mt4_address(std::string_view address, std::string_view customer) {
  const auto parsed = parse_ip_address(address);
  if (!parsed) return stand_in_of(customer);
  const std::string text = write_ip_address(*parsed);
  const bool is_v6 = text.find(':') != std::string::npos;
  return is_v6 ? stand_in_of({reinterpret_cast<const char*>(parsed->data()), network_bytes}) : text;
}

bool is_mt4_password(std::string_view password) {
  if (password.size() < 5 || password.size() > 15 || !is_plain(password)) return false;
  if (password.find(' ') != std::string_view::npos) return false;
  int classes[4] = {0, 0, 0, 0};
  for (const char c : password) {
    if (c >= '0' && c <= '9')
      classes[0] = 1;
    else if (c >= 'A' && c <= 'Z')
      classes[1] = 1;
    else if (c >= 'a' && c <= 'z')
      classes[2] = 1;
    else
      classes[3] = 2;
  }
  return classes[0] + classes[1] + classes[2] + classes[3] >= 2;
}

std::variant<std::string, ValueProblem> make_mt4_new_account(const Mt4NewAccount& account, const CodePage& page) {
  const std::string address = make_mt4_address(account.customer_address, account.customer_id);
  const std::string name = page.fit(account.name, name_bytes);
  if (account.group_index == 0) return ValueProblem{"value_group", "groups of MT4 are numbers from 1"};
  if (account.leverage == 0) return ValueProblem{"value_leverage", "the leverage must not be 0"};
  if (!is_mt4_master_password(account.master_password)) return wrong_master_password();
  if (!is_mt4_password(account.password) || !is_mt4_password(account.investor_password)) {
    return ValueProblem{"value_password", "a password does not meet MetaTrader 4's rules"};
  }
  if (account.tag.empty() || account.tag.size() > id_bytes || !is_plain(account.tag)) {
    return ValueProblem{"value_tag", "the tag cannot be sent"};
  }
  if (name.empty()) return ValueProblem{"value_name", "nothing of the customer's name can be sent"};
  const bool email_fits = account.email.size() <= email_bytes && is_plain(account.email);
  const std::vector<std::pair<const char*, std::string>> fields{{"MASTER", account.master_password},
                                                                {"IP", address},
                                                                {"GROUP", std::to_string(account.group_index)},
                                                                {"NAME", name},
                                                                {"PASSWORD", account.password},
                                                                {"INVESTOR", account.investor_password},
                                                                {"EMAIL", email_fits ? account.email : ""},
                                                                {"COUNTRY", ""},
                                                                {"STATE", ""},
                                                                {"CITY", ""},
                                                                {"ADDRESS", ""},
                                                                {"COMMENT", account.tag.substr(0, comment_bytes)},
                                                                {"PHONE", page.fit(account.phone, phone_bytes)},
                                                                {"PHONE_PASSWORD", ""},
                                                                {"STATUS", ""},
                                                                {"ZIPCODE", ""},
                                                                {"ID", account.tag},
                                                                {"LEVERAGE", std::to_string(account.leverage)},
                                                                {"AGENT", "0"},
                                                                {"SEND_REPORTS", "1"},
                                                                {"DEPOSIT", "0"}};
  std::string line = "WNEWACCOUNT ";
  for (const auto& [key, value] : fields) {
    if (line.back() != ' ') line += '|';
    line += std::string(key) + "=" + value;
  }
  if (line.size() > longest_mt4_line_bytes)
    return ValueProblem{"value_length", "the request is too long for the server"};
  return line + "\nQUIT\n";
}

bool is_mt4_master_password(std::string_view password) {
  return !password.empty() && password.size() <= master_bytes && is_plain(password);
}

std::variant<std::string, ValueProblem> make_mt4_probe(std::string_view master_password) {
  if (!is_mt4_master_password(master_password)) return wrong_master_password();
  return "WNEWACCOUNT MASTER=" + std::string(master_password) +
         "|IP=192.0.2.1|GROUP=999999|NAME=|PASSWORD=|INVESTOR=|EMAIL=|COMMENT=|LEVERAGE=0\nQUIT\n";
}

std::string make_mt4_user_info(std::uint64_t login, std::string_view password) {
  if (!is_plain(password)) return "";
  return "WUSERINFO-login=" + std::to_string(login) + "|password=" + std::string(password) + "\nQUIT\n";
}

}  // namespace latchkey::trading
