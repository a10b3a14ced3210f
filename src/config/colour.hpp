// Colours of pages, and whether a text in one of them can be read on another.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace latchkey {

struct Colour {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
  bool operator==(const Colour&) const = default;
};

inline constexpr Colour white{255, 255, 255};
inline constexpr Colour black{0, 0, 0};

// The least contrast of a text in usual size (WCAG 2.2, success criterion 1.4.3).
inline constexpr double readable_contrast = 4.5;

// `#rrggbb`, in any case.
[[nodiscard]] std::optional<Colour> parse_colour(std::string_view text);
[[nodiscard]] std::string colour_text(const Colour& colour);  // in small letters

// The contrast ratio of WCAG 2.2: from 1, no difference, to 21, black and white.
[[nodiscard]] double contrast(const Colour& a, const Colour& b);

// So many hundredths of `b` in `a`.
[[nodiscard]] Colour mix(const Colour& a, const Colour& b, int hundredths);

// The colour itself, else the first on its way to `end` that can be read on `ground`; `end` when none can.
[[nodiscard]] Colour make_readable(const Colour& colour, const Colour& ground, const Colour& end);

}  // namespace latchkey
