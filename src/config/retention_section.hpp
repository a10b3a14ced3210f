// Reads [retention] and [calls]. For config.cpp and retention.cpp alone.
#pragma once
#include "config/retention.hpp"
#include "config/section.hpp"

namespace latchkey {

// Throws ConfigError for a time that is too short or too long.
[[nodiscard]] Retention read_retention(Section& root);

}  // namespace latchkey
