// The options that say what an API key is and may do: the same for a new key and for a change of one.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/keys/api_key_change.hpp"
#include "api/limits/limits_text.hpp"
#include "cli/context.hpp"

namespace latchkey::cli {

// As they were given; nothing: not given. `none` takes away what is there.
struct ApiKeyOptions {
  std::optional<std::string> name;
  std::optional<std::string> expires;
  std::optional<std::string> user;
  std::optional<std::vector<std::string>> rights;
  std::optional<std::vector<std::string>> allow;
  std::optional<std::string> per_hour;
  std::optional<std::string> per_day;
  std::optional<std::string> total;
  std::optional<std::vector<std::string>> per_country;
  std::optional<std::vector<std::string>> allow_countries;
  std::optional<std::vector<std::string>> deny_countries;
  std::optional<std::vector<std::string>> open;
  std::optional<std::string> time_zone;
};

// Adds all of them but --name. The pointer lives as long as the command.
void add_api_key_options(CLI::App& command, const std::shared_ptr<ApiKeyOptions>& options);

[[nodiscard]] bool is_any_given(const ApiKeyOptions& options);

// The settings with what was given in the place of what `before` says. Throws CLI::ValidationError for a text of a
// wrong form, and Refusal for a user who is not there or disabled, a time that is over, and too wide an allow-list.
[[nodiscard]] api::ApiKeySettings apply_options(Context& context, const ApiKeyOptions& options,
                                                const api::ApiKeySettings& before);

}  // namespace latchkey::cli
