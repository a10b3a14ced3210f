#include "api/frame/narrow_list.hpp"

#include "api/keys/allow_list.hpp"
#include "http/problem.hpp"

namespace latchkey::api {

std::optional<http::Response> refuse_without_narrow_list(const Call& call, std::string_view deed) {
  if (call.key.allow_list.empty()) {
    return http::make_problem(call.request, 403, "ip_allow_list_required",
                              std::string(deed) + " needs an API key with an IP allow-list.");
  }
  if (allows_too_many(call.key.allow_list)) {
    return http::make_problem(call.request, 403, "ip_allow_list_required",
                              "The IP allow-list of this API key is too wide: " + std::string(too_many_allowed) + ".");
  }
  return std::nullopt;
}

}  // namespace latchkey::api
