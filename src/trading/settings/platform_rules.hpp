// What may be entered under Settings > Trading Platforms. The command line and the admin area ask the same questions.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "trading/platforms/platform_store.hpp"

namespace latchkey::trading {

// The first thing that is wrong. `member` is the command line's option without its dashes: name, server-name, host,
// port, manager, ca, pin, agent, code-page, connect-timeout, request-timeout; of groups account-type, currency, group,
// leverage, default-leverage. `message` says what it must be, as the rest of a sentence that begins with the member.
struct SettingProblem {
  std::string member;
  std::string message;
};

// Everything but the secret and what is in the CA file.
[[nodiscard]] std::optional<SettingProblem> find_platform_problem(const Platform& platform);

// Reads the file on this machine, which need not be one that reaches the platform: asked when a file is named, not
// whenever something else of the platform changes. An empty path is no problem.
[[nodiscard]] std::optional<SettingProblem> find_ca_file_problem(const std::string& path);

[[nodiscard]] std::optional<SettingProblem> find_group_problem(PlatformKind kind, const PlatformGroup& group);

// Whether the server could take this as the manager's API password (mt5) or as the master password (mt4): what is
// wrong, or nothing.
[[nodiscard]] std::optional<std::string> find_secret_problem(PlatformKind kind, std::string_view secret);

// A certificate's SHA-256 as openssl prints it, 64 hex digits with or without colons: its 32 bytes.
[[nodiscard]] std::optional<std::string> parse_pin(std::string text);

inline constexpr std::string_view pin_form =
    "must be the certificate's SHA-256, 64 hex digits: openssl x509 -noout -fingerprint -sha256";

// In ascending order, each once, with the default one among them.
void put_leverages_in_order(PlatformGroup& group);

// Whether the text can be what callers of the API see of an account that was not opened, e.g. not_opened.
[[nodiscard]] bool is_outcome_code(std::string_view text);

}  // namespace latchkey::trading
