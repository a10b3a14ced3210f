#include "languages/plural.hpp"

#include <algorithm>
#include <array>

namespace latchkey::languages {
namespace {

using Choose = std::string_view (*)(std::uint64_t count);
using Categories = std::span<const std::string_view>;

bool is_between(std::uint64_t count, std::uint64_t least, std::uint64_t most) {
  return count >= least && count <= most;
}

std::string_view like_english(std::uint64_t count) { return count == 1 ? "one" : "other"; }
std::string_view like_french(std::uint64_t count) { return count <= 1 ? "one" : "other"; }
std::string_view without_plural(std::uint64_t) { return "other"; }

std::string_view like_polish(std::uint64_t count) {
  if (count == 1) return "one";
  return is_between(count % 10, 2, 4) && !is_between(count % 100, 12, 14) ? "few" : "many";
}

std::string_view like_russian(std::uint64_t count) {
  if (count % 10 == 1 && count % 100 != 11) return "one";
  return is_between(count % 10, 2, 4) && !is_between(count % 100, 12, 14) ? "few" : "many";
}

std::string_view like_czech(std::uint64_t count) {
  return count == 1 ? "one" : is_between(count, 2, 4) ? "few" : "other";
}

std::string_view like_arabic(std::uint64_t count) {
  if (count <= 2) return count == 0 ? "zero" : count == 1 ? "one" : "two";
  if (is_between(count % 100, 3, 10)) return "few";
  return is_between(count % 100, 11, 99) ? "many" : "other";
}

constexpr std::array<std::string_view, 2> one_other{"one", "other"};
constexpr std::array<std::string_view, 1> other{"other"};
constexpr std::array<std::string_view, 3> one_few_other{"one", "few", "other"};
// `other` is for fractions, and for whoever asks for nothing finer.
constexpr std::array<std::string_view, 4> one_few_many_other{"one", "few", "many", "other"};
constexpr std::array<std::string_view, 6> all_six{"zero", "one", "two", "few", "many", "other"};

struct Rule {
  std::string_view language;
  Choose choose;
  Categories categories;
};

constexpr Rule fallback{"", like_english, one_other};
constexpr std::array<Rule, 15> rules{{{"fr", like_french, one_other},
                                      {"pt", like_french, one_other},
                                      {"pl", like_polish, one_few_many_other},
                                      {"ru", like_russian, one_few_many_other},
                                      {"uk", like_russian, one_few_many_other},
                                      {"be", like_russian, one_few_many_other},
                                      {"cs", like_czech, one_few_other},
                                      {"sk", like_czech, one_few_other},
                                      {"ar", like_arabic, all_six},
                                      {"zh", without_plural, other},
                                      {"ja", without_plural, other},
                                      {"ko", without_plural, other},
                                      {"vi", without_plural, other},
                                      {"th", without_plural, other},
                                      {"id", without_plural, other}}};

const Rule& find_rule(std::string_view tag) {
  const auto* const found = std::ranges::find(rules, tag.substr(0, tag.find('-')), &Rule::language);
  return found == rules.end() ? fallback : *found;
}

}  // namespace

std::string_view plural_category(std::string_view tag, std::uint64_t count) { return find_rule(tag).choose(count); }

std::span<const std::string_view> list_plural_categories(std::string_view tag) { return find_rule(tag).categories; }

}  // namespace latchkey::languages
