#include "trading/settings/platform_rules.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "base/utf8.hpp"
#include "crypto/secret.hpp"
#include "trading/mt4/mt4_request.hpp"
#include "trading/mt5/mt5_request.hpp"

namespace latchkey::trading {
namespace {

using namespace std::chrono_literals;

// The longest time-outs together are shorter than a provisioner's lease (Pace), so that it never loses a platform in
// the middle of a request.
constexpr std::chrono::milliseconds shortest_timeout = 100ms;
constexpr std::chrono::milliseconds longest_connect_timeout = 10s;
constexpr std::chrono::milliseconds longest_request_timeout = 30s;

constexpr std::uint64_t highest_leverage = 5000;    // what MetaTrader 5 takes
constexpr std::size_t longest_leverage_list = 200;  // the columns of sql/0003_platforms.sql
constexpr std::size_t longest_account_type = 64;
constexpr std::size_t longest_name = 100;
constexpr std::size_t longest_host = 255;
constexpr std::size_t longest_word = 64;
constexpr std::size_t longest_code_page = 32;
constexpr std::size_t longest_path = 500;
constexpr std::size_t longest_certificate_file = 4'000'000;
constexpr std::size_t longest_secret_bytes = 400;  // the sealed form has 40 more

bool is_label(std::string_view text, std::size_t longest) {
  return is_valid_utf8(text) && !text.empty() && trim(text) == text && count_characters(text) <= longest &&
         !has_control_characters(text);
}

bool is_word(std::string_view text, std::size_t longest) {
  return !text.empty() && text.size() <= longest &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

bool has_only(std::string_view text, std::string_view allowed) {
  return text.find_first_not_of(allowed) == std::string_view::npos;
}

bool is_number(std::string_view text) { return !text.empty() && has_only(text, "0123456789"); }

constexpr auto ca_file_form = "must be a file with certificates in PEM form, named by its whole path";

bool is_certificate_file(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return false;
  std::ifstream file(path, std::ios::binary);
  std::string text(longest_certificate_file, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text.find("-----BEGIN CERTIFICATE-----") != std::string::npos;
}

std::optional<std::string> find_code_page_problem(const std::string& name) {
  const std::string problem = name + " is no code page of iconv for an MT4 server, e.g. CP1252, CP1251 or GB18030";
  static constexpr std::string_view ascii = "AZaz 09@";  // what the protocol itself is written in
  if (!is_word(name, longest_code_page) || name.find('/') != std::string::npos) return problem;
  try {
    return CodePage(name).fit(ascii, ascii.size()) == ascii ? std::nullopt : std::optional(problem);
  } catch (const std::invalid_argument&) {
    return problem;
  }
}

std::optional<SettingProblem> find_mt5_problem(const Platform& platform) {
  if (!is_number(platform.manager_login) || platform.manager_login.size() > longest_word) {
    return SettingProblem{"manager", "must be the manager's login, a number"};
  }
  if (!platform.code_page.empty()) return SettingProblem{"code-page", "is for mt4: MetaTrader 5 speaks UTF-8"};
  if (!platform.ca_file.empty() && platform.pinned_fingerprint) {
    return SettingProblem{"pin", "and ca exclude one another: a pinned certificate needs no authority"};
  }
  if (platform.pinned_fingerprint && platform.pinned_fingerprint->size() != 32) {
    return SettingProblem{"pin", "must be the certificate's SHA-256, 32 bytes"};
  }
  const bool is_path = platform.ca_file.size() <= longest_path && std::filesystem::path(platform.ca_file).is_absolute();
  return platform.ca_file.empty() || is_path ? std::nullopt : std::optional(SettingProblem{"ca", ca_file_form});
}

std::optional<SettingProblem> find_mt4_problem(const Platform& platform) {
  if (!platform.manager_login.empty()) {
    return SettingProblem{"manager", "is for mt5: the WebRegistration plug-in has a master password alone"};
  }
  if (!platform.ca_file.empty() || platform.pinned_fingerprint) {
    return SettingProblem{platform.ca_file.empty() ? "pin" : "ca",
                          "is for mt5: MT4's protocol has no TLS; run it through a tunnel"};
  }
  if (platform.code_page.empty()) return std::nullopt;
  const auto problem = find_code_page_problem(platform.code_page);
  return problem ? std::optional(SettingProblem{"code-page", *problem}) : std::nullopt;
}

std::optional<SettingProblem> find_timeout_problem(const Platform& platform) {
  if (platform.connect_timeout < shortest_timeout || platform.connect_timeout > longest_connect_timeout) {
    return SettingProblem{"connect-timeout", "must be from 100ms to 10s"};
  }
  if (platform.request_timeout < shortest_timeout || platform.request_timeout > longest_request_timeout) {
    return SettingProblem{"request-timeout", "must be from 100ms to 30s"};
  }
  return std::nullopt;
}

bool is_group_number(const std::string& name) {
  static constexpr std::uint64_t highest = 1000;
  std::uint64_t index = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
  return error == std::errc{} && end == name.data() + name.size() && index >= 1 && index <= highest;
}

bool is_leverage(std::uint64_t leverage) { return leverage >= 1 && leverage <= highest_leverage; }

}  // namespace

std::optional<SettingProblem> find_platform_problem(const Platform& platform) {
  if (!is_label(platform.name, longest_name) || Uuid::parse(platform.name)) {
    return SettingProblem{"name", "must have 1 to 100 characters, none of them a control character, and be no id"};
  }
  if (!platform.server_name.empty() && !is_label(platform.server_name, longest_name)) {
    return SettingProblem{"server-name", "must have at most 100 characters, none of them a control character"};
  }
  static constexpr std::string_view host_characters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:";
  const bool is_host = !platform.host.empty() && platform.host.size() <= longest_host &&
                       has_only(platform.host, host_characters) && std::ranges::count(platform.host, ':') != 1;
  if (!is_host) {
    return SettingProblem{"host", "must be a host name or an address, without https:// and without the port"};
  }
  if (platform.port == 0) return SettingProblem{"port", "must be from 1 to 65535"};
  if (!is_word(platform.agent, longest_word)) {
    return SettingProblem{"agent", "must be one word of ASCII, at most 64 characters"};
  }
  if (auto problem = find_timeout_problem(platform)) return problem;
  return platform.kind == PlatformKind::mt5 ? find_mt5_problem(platform) : find_mt4_problem(platform);
}

std::optional<SettingProblem> find_ca_file_problem(const std::string& path) {
  return path.empty() || is_certificate_file(path) ? std::nullopt : std::optional(SettingProblem{"ca", ca_file_form});
}

std::optional<SettingProblem> find_group_problem(PlatformKind kind, const PlatformGroup& group) {
  if (!is_label(group.account_type, longest_account_type)) {
    return SettingProblem{"account-type", "must have 1 to 64 characters, none of them a control character"};
  }
  if (group.currency.size() != 3 || !has_only(group.currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
    return SettingProblem{"currency", "must be three capital letters, e.g. EUR"};
  }
  if (kind == PlatformKind::mt5 && !is_mt5_group_name(group.name)) {
    return SettingProblem{"group", "must be the group's full name on the server, e.g. real\\standard-eur"};
  }
  if (kind == PlatformKind::mt4 && !is_group_number(group.name)) {
    return SettingProblem{"group", "must be the group's number in the plug-in's list, from 1 to 1000"};
  }
  if (!std::ranges::all_of(group.leverages, is_leverage) ||
      join_leverages(group.leverages).size() > longest_leverage_list) {
    return SettingProblem{"leverage", "must be a short list of numbers from 1 to 5000, e.g. 100,200"};
  }
  if (!is_leverage(group.default_leverage)) return SettingProblem{"default-leverage", "must be from 1 to 5000"};
  return std::nullopt;
}

std::optional<std::string> find_secret_problem(PlatformKind kind, std::string_view secret) {
  if (kind == PlatformKind::mt4 && !is_mt4_master_password(secret)) {
    return "the master password must be 1 to 31 characters of ASCII without | and =";
  }
  if (secret.empty() || secret.size() > longest_secret_bytes || !is_valid_utf8(secret)) {
    return "the API password must be UTF-8 of at most 400 bytes";
  }
  return std::nullopt;
}

std::optional<std::string> parse_pin(std::string text) {
  static constexpr std::size_t sha256_bytes = 32;
  std::erase(text, ':');
  auto bytes = crypto::parse_hex(trim(text));
  if (!bytes || bytes->size() != sha256_bytes) return std::nullopt;
  return bytes;
}

void put_leverages_in_order(PlatformGroup& group) {
  auto& leverages = group.leverages;
  if (std::ranges::find(leverages, group.default_leverage) == leverages.end()) {
    leverages.push_back(group.default_leverage);
  }
  std::sort(leverages.begin(), leverages.end());
  leverages.erase(std::unique(leverages.begin(), leverages.end()), leverages.end());
}

bool is_outcome_code(std::string_view text) {
  static constexpr std::size_t longest = 64;
  return !text.empty() && text.size() <= longest && has_only(text, "abcdefghijklmnopqrstuvwxyz0123456789_");
}

}  // namespace latchkey::trading
