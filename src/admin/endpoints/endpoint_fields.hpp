// The fields of an endpoint's form.
#pragma once
#include <vector>

#include "admin/parts/form.hpp"
#include "endpoints/settings/endpoint_store.hpp"

namespace latchkey::admin {

[[nodiscard]] std::vector<Field> endpoint_fields(const Visit& visit, endpoints::Kind kind,
                                                 const endpoints::EndpointSettings& settings);

// What was typed; what is wrong with it goes into `errors`. `before` is what is stored: an address that stays as it is
// is not looked up again.
[[nodiscard]] endpoints::EndpointSettings read_endpoint_fields(const Visit& visit, endpoints::Kind kind,
                                                               const endpoints::EndpointSettings& before,
                                                               Errors& errors);

}  // namespace latchkey::admin
