#include "members/sign_in/site.hpp"

#include "base/log.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "sign_in_templates.hpp"

namespace latchkey::members {
namespace {

void log_unusable(std::string_view event, const std::string& file, const std::string& why) {
  log(LogLevel::error, event, {{"file", file}, {"why", why}});
}

std::string make_style(const SiteConfig& config) {
  std::string style(sign_in_templates::page_css);
  if (const auto accent = parse_colour(config.accent)) style += looks::make_accent_style(*accent);
  if (config.style.empty()) return style;
  const auto own = looks::read_style(config.style);
  if (const auto* problem = std::get_if<looks::FileProblem>(&own)) {
    log_unusable("style_unusable", config.style, problem->why);
    return style;
  }
  return style + std::get<std::string>(own);
}

std::optional<looks::Logo> make_logo(const SiteConfig& config) {
  if (config.logo.empty()) return std::nullopt;
  auto logo = looks::read_logo(config.logo);
  if (auto* usable = std::get_if<looks::Logo>(&logo)) return std::move(*usable);
  log_unusable("logo_unusable", config.logo, std::get<looks::FileProblem>(logo).why);
  return std::nullopt;
}

// The style stands in the page, and the policy allows exactly this text by its hash. Images of this site are the logo,
// and the icon of the page before, which a browser may still fetch.
std::string make_policy(const std::string& style) {
  return "default-src 'none'; style-src 'sha256-" + crypto::base64(crypto::sha256(style)) +
         "'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
}

}  // namespace

Site make_site(const Config& config) {
  Site site{.name = config.site_name,
            .support = config.support,
            .home_url = config.site.home_url,
            .terms_url = config.site.terms_url,
            .forgot_url = config.mail ? std::string("/auth/password/forgot") : config.site.forgot_url,
            .sends_mails = config.mail.has_value(),
            .languages = languages::Languages(config.site.language_folder, config.site.language),
            .style = make_style(config.site),
            .policy = {},
            .logo = make_logo(config.site)};
  site.policy = make_policy(site.style);
  for (const auto& [file, why] : site.languages.unusable_files()) log_unusable("catalogue_unusable", file, why);
  return site;
}

}  // namespace latchkey::members
