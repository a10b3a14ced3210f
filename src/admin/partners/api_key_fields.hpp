// The settings of an API key as a form: what it shows, and reading what was typed. The forms of a new key and of one
// that is there share them.
#pragma once
#include <vector>

#include "admin/parts/form.hpp"
#include "admin/parts/visit.hpp"
#include "api/keys/api_key_change.hpp"

namespace latchkey::admin {

// Whether the visitor may do himself all that a key with these rights may. Nobody gives a key, or takes out of one by
// rotating it, what he may not do.
[[nodiscard]] bool may_hold(const Visit& visit, const api::Rights& rights);

[[nodiscard]] std::vector<Field> api_key_fields(const Visit& visit, const api::ApiKeySettings& settings);

// What was typed; what is wrong with it goes to `errors`. `before` are the settings that are there, of a new key none.
[[nodiscard]] api::ApiKeySettings read_api_key_fields(const Visit& visit, const api::ApiKeySettings& before,
                                                      Errors& errors);

}  // namespace latchkey::admin
