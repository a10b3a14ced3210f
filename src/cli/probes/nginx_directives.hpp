// Reads a configuration of nginx as far as `doctor` has to know it.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace latchkey::cli {

// One directive with its parameters, quotes removed, e.g. {"location", "=", "/healthz"}; also one that opens a block.
using Directive = std::vector<std::string>;

// All directives in the order they stand, whatever block they are in. Comments are left out, so that what `nginx -T`
// prints can be given as it is.
[[nodiscard]] std::vector<Directive> parse_nginx_directives(std::string_view text);

}  // namespace latchkey::cli
