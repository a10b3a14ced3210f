// The rules for what is entered under Settings > Trading Platforms, for the command line and the admin area alike.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "trading/platforms/platform.hpp"

namespace latchkey::trading {

// The first thing that is wrong. `member` is the command line's option without its dashes. For a platform that is name,
// server-name, host, port, manager, ca, pin, agent, code-page, connect-timeout or request-timeout; for a group it is
// account-type, currency, group, leverage or default-leverage. `message` says what the member must be: it is the rest
// of a sentence that begins with the member.
struct SettingProblem {
  std::string member;
  std::string message;
};

// Checks everything but the secret and what is in the CA file.
[[nodiscard]] std::optional<SettingProblem> find_platform_problem(const Platform& platform);

// Reads the CA file on this machine. Ask only when a file is named, not whenever something else of the platform
// changes: the file need not be on this machine, when it is another one that talks to the platform. An empty path is no
// problem.
[[nodiscard]] std::optional<SettingProblem> find_ca_file_problem(const std::string& path);

[[nodiscard]] std::optional<SettingProblem> find_group_problem(PlatformKind kind, const PlatformGroup& group);

// Why the server cannot take this as the manager's API password (mt5) or as the master password (mt4).
[[nodiscard]] std::optional<std::string> find_secret_problem(PlatformKind kind, std::string_view secret);

// The 32 bytes of a certificate's SHA-256 as openssl prints it: 64 hex digits, with or without colons.
[[nodiscard]] std::optional<std::string> parse_pin(std::string text);

inline constexpr std::string_view pin_form =
    "must be the certificate's SHA-256, 64 hex digits: openssl x509 -noout -fingerprint -sha256";

// Puts the group's leverages in ascending order, each once, with the default one among them.
void put_leverages_in_order(PlatformGroup& group);

// Whether callers of the API can be given the text as the reason why an account was not opened, e.g. not_opened.
[[nodiscard]] bool is_outcome_code(std::string_view text);

}  // namespace latchkey::trading
