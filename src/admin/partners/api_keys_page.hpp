// What the list of API keys and the forms that make keys share.
#pragma once
#include <optional>
#include <string>

#include "admin/frame/page.hpp"
#include "api/keys/api_key_store.hpp"

namespace latchkey::admin {

// The value of a key that was just made stands in its row, this once.
struct ShownOnce {
  Uuid id;
  std::string value;
};

[[nodiscard]] http::Response show_api_keys(const Visit& visit, const std::optional<ShownOnce>& shown);

// The key of the route's id.
[[nodiscard]] std::optional<api::ListedApiKey> find_api_key(const Visit& visit);
[[nodiscard]] http::Response no_such_api_key(const Visit& visit);  // 404

}  // namespace latchkey::admin
