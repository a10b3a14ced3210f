// What the page after a change says has been done.
#pragma once
#include <string_view>

namespace latchkey::admin {

// The sentence for a word such as `key_revoked`; empty for any other text.
[[nodiscard]] std::string_view flash_text(std::string_view word);

}  // namespace latchkey::admin
