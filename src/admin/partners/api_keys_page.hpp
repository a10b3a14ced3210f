// What the list of API keys and the forms that make keys share.
#pragma once
#include <optional>

#include "admin/frame/page.hpp"
#include "api/keys/api_key_store.hpp"

namespace latchkey::admin {

// The value of a key that was just made. It stands in the key's row, this once.
struct ShownOnce {
  Uuid id;
  crypto::SecretToken value;
};

// The list of all keys. 200.
[[nodiscard]] http::Response show_api_keys(const Visit& visit, const std::optional<ShownOnce>& shown);

// The key of the route's id, or a 404.
[[nodiscard]] Found<api::ListedApiKey> find_api_key(const Visit& visit);

}  // namespace latchkey::admin
