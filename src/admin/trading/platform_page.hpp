// What the pages of Settings > Trading Platforms share; in platform_page.cpp.
#pragma once
#include <string>

#include "admin/frame/page.hpp"
#include "trading/platforms/circuit.hpp"
#include "trading/platforms/platform.hpp"

namespace latchkey::admin {

// The platform of the route's id.
[[nodiscard]] std::optional<trading::Platform> find_platform(const Visit& visit);
[[nodiscard]] http::Response no_such_platform(const Visit& visit);  // 404

template <class Act>
http::Response with_platform(const Visit& visit, Act act) {
  const auto platform = find_platform(visit);
  return platform ? act(*platform) : no_such_platform(visit);
}

// `/platforms/ID`, below /admin.
[[nodiscard]] std::string path_of(const trading::Platform& platform);

[[nodiscard]] std::string_view kind_text(trading::PlatformKind kind);  // "MetaTrader 5"

// Whether the platform is talked to: ready, not tested yet, waiting for the next try, or left alone until somebody has
// looked at it.
[[nodiscard]] Cell connection_cell(const Visit& visit, const Uuid& platform_id);

// A whole sentence from a rule's message (trading/settings/platform_rules.hpp), for beside the field.
[[nodiscard]] std::string rule_sentence(std::string_view label, std::string_view message);

}  // namespace latchkey::admin
