// How long sessions last where a test does not care.
#pragma once
#include <chrono>

#include "config/config.hpp"

namespace latchkey::test {

inline const SessionLimits session_limits{.idle = std::chrono::minutes{30}, .lifetime = std::chrono::hours{12}};

}  // namespace latchkey::test
