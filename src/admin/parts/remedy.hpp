// Remedies that the command line and the pages share.
#pragma once
#include <string>

namespace latchkey::admin {

// The remedy as a page says it: where it names a command of `latchkey`, the page where the same is done stands instead.
[[nodiscard]] std::string name_pages(std::string remedy);

}  // namespace latchkey::admin
