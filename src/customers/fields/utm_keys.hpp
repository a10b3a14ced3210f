// The usual keys of marketing parameters.
#pragma once
#include <array>
#include <string_view>

namespace latchkey::customers {

// The keys of `utmDetails` that have columns of their own in files of leads; there may be others.
inline constexpr std::array<std::string_view, 12> usual_utm_keys{
    "utm_source", "utm_medium",  "utm_campaign", "utm_term",    "utm_ad_group",  "utm_placement",
    "utm_device", "campaign_id", "affiliate_id", "source_page", "data_referrer", "gclid"};

}  // namespace latchkey::customers
