// What surrounds every page: headers, layout, menu, the message of what has just been done, and the pages that say no.
#pragma once
#include <string>
#include <string_view>

#include "admin/frame/visit.hpp"
#include "http/response.hpp"

namespace latchkey::admin {

// The headers of every answer: no-store, a CSP without inline script and style, no framing.
[[nodiscard]] http::Response dress(http::Response response);

struct Content {
  std::string title;
  std::string html;  // already escaped
};

// The page in the layout, with the menu of what the visitor may see.
[[nodiscard]] http::Response frame(const Visit& visit, int status, const Content& content);

// The page in the layout without a menu, for visitors who are not signed in.
[[nodiscard]] http::Response frame_bare(const Config& config, int status, const Content& content);

// A page of one sentence, in the layout of somebody signed in.
[[nodiscard]] http::Response refuse(const Visit& visit, int status, std::string_view title, std::string_view text);
[[nodiscard]] http::Response refuse_bare(const Config& config, int status, std::string_view title,
                                         std::string_view text);

inline constexpr std::string_view flash_cookie = "__Host-flash";

}  // namespace latchkey::admin
