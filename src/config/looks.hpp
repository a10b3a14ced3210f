// [site], as far as it is about language and looks.
#pragma once
#include <filesystem>

#include "config/section.hpp"
#include "config/site_config.hpp"

namespace latchkey {

// Throws ConfigError for a language that is no tag, an accent that is no colour or on which white text cannot be read
// well, and an address that is none of http or https. Whether the files are there is not asked: only the pages need
// them.
void read_looks(Section& section, const std::filesystem::path& folder, SiteConfig& site);

}  // namespace latchkey
