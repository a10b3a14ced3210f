// What is missing or wrong in a catalogue, compared with the one that has all texts.
#pragma once
#include <string>
#include <vector>

#include "languages/catalogue.hpp"

namespace latchkey::languages {

// Keys, each list in their order.
struct Gaps {
  std::vector<std::string> missing;  // English is shown in their place; of a text that counts each plural category
  std::vector<std::string> unknown;  // nobody asks for them: most often a key that is mistyped
  // Texts with a placeholder that the English text does not have, or without one that it has. For a number that the
  // words name themselves ("in a minute", categories zero, one and two) {{count}} may be missing.
  std::vector<std::string> wrong_placeholders;

  [[nodiscard]] bool empty() const { return missing.empty() && unknown.empty() && wrong_placeholders.empty(); }
};

[[nodiscard]] Gaps find_gaps(const Catalogue& catalogue, const Catalogue& base);

}  // namespace latchkey::languages
