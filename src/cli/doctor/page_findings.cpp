#include "cli/doctor/administrators_files.hpp"
#include "cli/doctor/findings.hpp"
#include "languages/gaps.hpp"
#include "languages/languages.hpp"
#include "looks/looks.hpp"

namespace latchkey::cli {
namespace {

// "a, b, c and 12 more"
std::string name_some(const std::vector<std::string>& keys) {
  static constexpr std::size_t most_named = 5;
  std::string names;
  for (std::size_t i = 0; i < std::min(keys.size(), most_named); ++i) names += (i == 0 ? "" : ", ") + keys.at(i);
  return keys.size() > most_named ? names + " and " + std::to_string(keys.size() - most_named) + " more" : names;
}

template <class Outcome>
void check_file(Examination& examination, const std::string& key, const std::string& file, const Outcome& outcome) {
  if (const auto* problem = std::get_if<looks::FileProblem>(&outcome)) {
    return examination.report.fail("site." + key + ": " + file + " " + problem->why,
                                   "name another file, or take the line out; until then the pages are without it");
  }
  check_readable(examination, Program::login, file, Readers::everybody);
}

void check_catalogue(Report& report, const languages::Catalogue& catalogue, const languages::Catalogue& base) {
  static const std::string remedy = "complete the file in site.language_folder (docs/languages.md)";
  const auto gaps = find_gaps(catalogue, base);
  const std::string language = "the language " + catalogue.tag() + ": ";
  if (!gaps.missing.empty()) {
    report.warn(language + std::to_string(gaps.missing.size()) +
                    " texts are missing and shown in English: " + name_some(gaps.missing),
                remedy);
  }
  if (!gaps.unknown.empty()) report.warn(language + "nobody asks for " + name_some(gaps.unknown), remedy);
  if (!gaps.wrong_placeholders.empty()) {
    report.warn(language + "other placeholders than in English: " + name_some(gaps.wrong_placeholders), remedy);
  }
}

void check_languages(Examination& examination) {
  const SiteConfig& site = examination.context.config().site;
  const languages::Languages all(site.language_folder, site.language);
  for (const auto& [file, why] : all.unusable_files()) {
    examination.report.fail(std::string(file).append(" ").append(why),
                            "mend it; until then its texts are as they were without it");
  }
  check_folder(examination, Program::login,
               {.key = "site.language_folder",
                .path = site.language_folder,
                .by_default = SiteConfig{}.language_folder,
                .endings = {".json"}});
  const auto list = all.list();
  for (const auto* catalogue : list) check_catalogue(examination.report, *catalogue, all.base());
  if (all.find(site.language) == nullptr) {
    examination.report.warn("there is no language for site.language = \"" + site.language + "\": English is used",
                            "take another one, or add " + site.language_folder + "/" + site.language + ".json");
  }
  examination.report.ok("customers' pages in " + std::to_string(list.size()) + " languages");
}

}  // namespace

void check_pages(Examination& examination) {
  examination.report.begin("Pages");
  const SiteConfig& site = examination.context.config().site;
  check_languages(examination);
  if (!site.logo.empty()) check_file(examination, "logo", site.logo, looks::read_logo(site.logo));
  if (!site.style.empty()) check_file(examination, "style", site.style, looks::read_style(site.style));
}

}  // namespace latchkey::cli
