// What is sent: the body of a webhook, the URL of a postback.
#pragma once
#include <cstddef>
#include <string>

#include "outbox/lead_facts.hpp"
#include "outbox/outbox.hpp"

namespace latchkey::outbox {

inline constexpr std::size_t longest_body_bytes = 19'999;

// {"type","timestamp","data"}. When it would be longer than longest_body_bytes, only as many members of the metadata
// stay as there is room for, and `data` says "truncated": true.
[[nodiscard]] std::string make_body(const LeadFacts& lead, const Happening& happening);

// Where the click id of a postback's user stands.
struct Template {
  std::string url;
  std::string click_id_key;
};

[[nodiscard]] std::string make_postback_url(const Template& postback, const LeadFacts& lead, const OriginFacts& origin,
                                            const Happening& happening);

}  // namespace latchkey::outbox
