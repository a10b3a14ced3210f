// Reads [courier] and [mail]. For config.cpp alone.
#pragma once
#include <filesystem>

#include "config/config.hpp"
#include "config/section.hpp"

namespace latchkey {

// Throws ConfigError for an entry of `allow` that is no network or address, with a port from 1 to 65535 or without one.
void read_courier(Section section, const std::filesystem::path& folder, CourierConfig& courier);

// Nothing when there is no [mail]. The password is read when the program sends mails. Throws ConfigError, also for
// tls = "off" to another machine.
[[nodiscard]] std::optional<MailConfig> read_mail(Section& root, const std::filesystem::path& folder, Program program);

}  // namespace latchkey
