#include "languages/catalogue.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "base/json_reader.hpp"
#include "base/utf8.hpp"
#include "languages/plural.hpp"

namespace latchkey::languages {
namespace {

constexpr std::string_view direction_key = "language.direction";

std::logic_error no_text(std::string_view key) {
  return std::logic_error("no catalogue has a text for " + std::string(key));
}

}  // namespace

std::variant<Texts, CatalogueProblem> parse_texts(std::string_view file) {
  const auto parsed = read_json_object(file);
  if (const auto* problem = std::get_if<JsonProblem>(&parsed)) return CatalogueProblem{problem->detail};
  Texts texts;
  for (const auto& [key, value] : std::get<nlohmann::json>(parsed).items()) {
    if (!value.is_string()) return CatalogueProblem{"the value of \"" + key + "\" is no text"};
    const auto& text = value.get_ref<const std::string&>();
    if (text.empty()) return CatalogueProblem{"the text of \"" + key + "\" is empty"};
    if (has_control_characters(text)) return CatalogueProblem{"the text of \"" + key + "\" has a control character"};
    if (key == direction_key && text != "ltr" && text != "rtl") {
      return CatalogueProblem{"language.direction is neither \"ltr\" nor \"rtl\""};
    }
    texts.emplace(key, text);
  }
  return texts;
}

Catalogue::Catalogue(std::string tag, Texts texts, const Catalogue* fallback)
    : tag_(std::move(tag)), texts_(std::move(texts)), fallback_(fallback) {}

const std::string& Catalogue::name() const {
  const auto found = texts_.find("language.name");
  return found == texts_.end() ? tag_ : found->second;
}

const std::string& Catalogue::direction() const {
  static const std::string left_to_right = "ltr";
  const auto found = texts_.find(direction_key);
  return found == texts_.end() ? left_to_right : found->second;
}

const std::string* Catalogue::find(std::string_view key) const {
  const auto found = texts_.find(key);
  return found == texts_.end() ? nullptr : &found->second;
}

std::string Catalogue::fill_in(std::string_view text, Placeholders values) const {
  static constexpr std::string_view isolate = "\u2068";
  static constexpr std::string_view end_of_isolate = "\u2069";
  const bool is_isolated = direction() == "rtl";
  std::string filled;
  for (auto begin = text.find("{{"); begin != std::string_view::npos; begin = text.find("{{")) {
    const auto end = text.find("}}", begin);
    if (end == std::string_view::npos) break;
    filled += text.substr(0, begin);
    const auto name = text.substr(begin + 2, end - begin - 2);
    const auto* const value = std::ranges::find(values, name, &std::pair<std::string_view, std::string_view>::first);
    if (value == values.end()) {
      filled += text.substr(begin, end + 2 - begin);
    } else {
      filled.append(is_isolated ? isolate : "").append(value->second).append(is_isolated ? end_of_isolate : "");
    }
    text.remove_prefix(end + 2);
  }
  return filled += text;
}

std::string Catalogue::text(std::string_view key, Placeholders values) const {
  if (const auto* own = find(key)) return fill_in(*own, values);
  if (fallback_ == nullptr) throw no_text(key);
  return fallback_->text(key, values);
}

std::string Catalogue::counted(std::string_view key, std::uint64_t count, Placeholders values) const {
  const std::string stem = std::string(key) + '_';
  const auto* own = find(stem + std::string(plural_category(tag_, count)));
  if (own == nullptr) own = find(stem + "other");
  if (own == nullptr && fallback_ == nullptr) throw no_text(key);
  if (own == nullptr) return fallback_->counted(key, count, values);
  const std::string number = std::to_string(count);
  return fill_in(fill_in(*own, {{"count", number}}), values);
}

}  // namespace latchkey::languages
