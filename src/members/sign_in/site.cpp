#include "members/sign_in/site.hpp"

#include "base/log.hpp"

namespace latchkey::members {

Site make_site(const Config& config) {
  Site site{.name = config.site_name,
            .support = config.support,
            .languages = languages::Languages(config.site.language_folder, config.site.language)};
  for (const auto& [file, why] : site.languages.unusable_files()) {
    log(LogLevel::error, "catalogue_unusable", {{"file", file}, {"why", why}});
  }
  return site;
}

}  // namespace latchkey::members
