// What the pages of endpoints share.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "admin/frame/page.hpp"
#include "crypto/secret_box.hpp"
#include "endpoints/settings/endpoint_store.hpp"

namespace latchkey::admin {

// The endpoint of the route's id, or a 404.
[[nodiscard]] Found<endpoints::Endpoint> find_endpoint(const Visit& visit);

// The same, or a 409 when the endpoint is told nothing.
[[nodiscard]] Found<endpoints::Endpoint> find_told_endpoint(const Visit& visit);

[[nodiscard]] std::string path_of(const endpoints::Endpoint& endpoint);  // below /admin

// `Webhook`, `Postback`.
[[nodiscard]] std::string_view title_of(endpoints::Kind kind);

[[nodiscard]] Cell state_cell(const endpoints::Endpoint& endpoint);

// What seals secrets; null when the key file cannot be used, and `problem` says why.
[[nodiscard]] std::unique_ptr<const crypto::SecretBox> open_box(const Visit& visit, std::string& problem);

// A page that shows a secret this once.
[[nodiscard]] http::Response show_secret(const Visit& visit, const endpoints::Endpoint& webhook,
                                         const std::string& secret);

}  // namespace latchkey::admin
