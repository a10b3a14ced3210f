// Deliveries and tries as pages show them, those of staff and those of a partner.
#pragma once
#include "admin/frame/page.hpp"
#include "endpoints/settings/delivery_store.hpp"
#include "endpoints/settings/endpoint_store.hpp"

namespace latchkey::admin {

// The deliveries of an endpoint that the query asks for: `?state=` and `?before=`. Its rows lead to
// /webhooks/deliveries/ID. `source` as in DeliveryFilter.
[[nodiscard]] Table deliveries_table(const Visit& visit, const endpoints::Endpoint& endpoint,
                                     const std::optional<Uuid>& source = {});

// The filter above it.
[[nodiscard]] Form deliveries_filter(const Visit& visit, const endpoints::Endpoint& endpoint);

[[nodiscard]] Details delivery_details(const endpoints::Delivery& delivery, endpoints::Kind kind);
[[nodiscard]] Table tries_table(const endpoints::Delivery& delivery);

[[nodiscard]] Details endpoint_details(const endpoints::Endpoint& endpoint);

}  // namespace latchkey::admin
