// The rule that some deeds need a key that works from few addresses alone.
#pragma once
#include <optional>
#include <string_view>

#include "api/frame/call.hpp"

namespace latchkey::api {

// 403 ip_allow_list_required unless the key has an allow-list that is narrow enough. `deed` begins the sentence that
// says so: "Signing customers in".
[[nodiscard]] std::optional<http::Response> refuse_without_narrow_list(const Call& call, std::string_view deed);

}  // namespace latchkey::api
