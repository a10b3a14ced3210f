// What surrounds every page: headers, layout, menu, the message of what has just been done, and the pages that say no.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "admin/parts/visit.hpp"
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

// A page that says no in one sentence, in the layout with the menu, or in the one without.
[[nodiscard]] http::Response refuse(const Visit& visit, int status, std::string_view title, std::string_view text);
[[nodiscard]] http::Response refuse_bare(const Config& config, int status, std::string_view title,
                                         std::string_view text);

// What the route's address stands for, or the page that says why the visitor does not get it (404, 403).
template <class Record>
using Found = std::variant<Record, http::Response>;

// What `act` answers for the record, or the page that says no.
template <class Record, class Act>
http::Response with_found(Found<Record> found, Act act) {
  if (auto* refusal = std::get_if<http::Response>(&found)) return std::move(*refusal);
  return act(std::as_const(std::get<Record>(found)));
}

// 303 to a page of the admin area; the next page shown says `done` (one of the words of flash.cpp).
[[nodiscard]] http::Response go(std::string_view path, std::string_view done = {});

}  // namespace latchkey::admin
