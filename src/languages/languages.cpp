#include "languages/languages.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <stdexcept>

#include "base/files/folder.hpp"
#include "base/files/whole_file.hpp"
#include "built_in_languages.hpp"

namespace latchkey::languages {
namespace {

// More than any catalogue needs.
constexpr std::uintmax_t file_limit_bytes = 1 << 20;

std::string tag_of(std::string_view file_name) { return std::string(file_name.substr(0, file_name.rfind('.'))); }

bool is_tag(std::string_view name) {
  return name.size() >= 2 && name.size() <= 35 && name.front() != '-' && name.back() != '-' &&
         std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
         });
}

std::variant<Texts, CatalogueProblem> read_file(const std::filesystem::path& path) {
  if (!is_tag(path.stem().string())) return CatalogueProblem{"is not named after a language, such as sv.json"};
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return CatalogueProblem{"is no file"};
  if (std::filesystem::file_size(path, error) > file_limit_bytes && !error) return CatalogueProblem{"is over 1 MiB"};
  const auto text = read_whole_file(path);
  if (!text) return CatalogueProblem{"cannot be read"};
  return parse_texts(*text);
}

Texts built_in(std::string_view file) {
  auto parsed = parse_texts(file);
  if (auto* texts = std::get_if<Texts>(&parsed)) return std::move(*texts);
  throw std::logic_error("a built-in catalogue does not parse: " + std::get<CatalogueProblem>(parsed).why);
}

// CLDR's likely scripts: people write Chinese with a region, catalogues have a script.
std::string with_script(std::string_view tag) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> scripts{{{"zh-cn", "zh-Hans"},
                                                                                         {"zh-sg", "zh-Hans"},
                                                                                         {"zh-my", "zh-Hans"},
                                                                                         {"zh-tw", "zh-Hant"},
                                                                                         {"zh-hk", "zh-Hant"},
                                                                                         {"zh-mo", "zh-Hant"}}};
  const std::string lower = lower_ascii(tag);
  if (lower == "zh") return "zh-Hans";
  const auto* const found = std::ranges::find(scripts, std::string_view(lower).substr(0, 5),
                                              &std::pair<std::string_view, std::string_view>::first);
  const bool is_whole = lower.size() == 5 || (lower.size() > 5 && lower[5] == '-');
  return found != scripts.end() && is_whole ? std::string(found->second) : std::string(tag);
}

}  // namespace

Languages::Languages(const std::string& folder, std::string site_language) : site_language_(std::move(site_language)) {
  for (const auto& [name, text] : built_in_languages::all) languages_[tag_of(name)].built_in = text;
  const auto found = list_folder(folder, {".json"});
  if (!found.problem.empty()) unusable_files_.push_back({folder, "cannot be read: " + found.problem});
  for (const auto& path : found.files) {
    auto parsed = read_file(path);
    if (const auto* problem = std::get_if<CatalogueProblem>(&parsed)) {
      unusable_files_.push_back({path.string(), problem->why});
      continue;
    }
    auto& texts = languages_[path.stem().string()].own;
    for (auto& [key, text] : std::get<Texts>(parsed)) texts[key] = std::move(text);
  }
}

const Catalogue& Languages::read(ByTag::value_type& language) const {
  auto& [tag, sources] = language;
  if (!sources.catalogue) {
    Texts texts = sources.built_in.empty() ? Texts() : built_in(sources.built_in);
    for (auto& [key, text] : sources.own) texts[key] = std::move(text);
    sources.own.clear();
    sources.catalogue.emplace(tag, std::move(texts), tag == base_language ? nullptr : &base());
  }
  return *sources.catalogue;
}

const Catalogue& Languages::base() const { return read(*languages_.find(base_language)); }

const Catalogue* Languages::find(std::string_view tag) const {
  if (const auto own = languages_.find(tag); own != languages_.end()) return &read(*own);
  const std::string written = with_script(tag);
  for (std::string_view rest = written; !rest.empty(); rest = rest.substr(0, std::min(rest.rfind('-'), rest.size()))) {
    const auto found = languages_.find(rest);
    if (found != languages_.end()) return &read(*found);
    if (rest.find('-') == std::string_view::npos) break;
  }
  return nullptr;
}

const Catalogue& Languages::choose(const Wishes& wishes) const {
  std::vector<std::string> tags{std::string(wishes.address), std::string(wishes.customer), std::string(wishes.cookie)};
  std::string accepted;
  for (const auto header : wishes.accepted) accepted.append(accepted.empty() ? "" : ",").append(header);
  std::ranges::move(parse_accepted_languages(accepted), std::back_inserter(tags));
  tags.push_back(site_language_);
  for (const auto& tag : tags) {
    if (const auto* catalogue = find(tag)) return *catalogue;
  }
  return base();
}

std::vector<const Catalogue*> Languages::list() const {
  std::vector<const Catalogue*> list;
  for (auto& language : languages_) list.push_back(&read(language));
  return list;
}

}  // namespace latchkey::languages
