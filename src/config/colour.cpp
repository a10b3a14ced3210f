#include "config/colour.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace latchkey {
namespace {

// WCAG 2.2, "relative luminance": the share of a channel in linear light.
double linear(std::uint8_t channel) {
  const double share = channel / 255.0;
  return share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
}

double luminance(const Colour& colour) {
  return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue);
}

std::uint8_t mix_channel(std::uint8_t a, std::uint8_t b, int hundredths) {
  return static_cast<std::uint8_t>((a * (100 - hundredths) + b * hundredths + 50) / 100);
}

}  // namespace

std::optional<Colour> parse_colour(std::string_view text) {
  if (text.size() != 7 || text[0] != '#') return std::nullopt;
  std::array<std::uint8_t, 3> channels{};
  for (std::size_t i = 0; i < channels.size(); ++i) {
    const char* const begin = text.data() + 1 + 2 * i;
    const auto [end, problem] = std::from_chars(begin, begin + 2, channels.at(i), 16);
    if (problem != std::errc() || end != begin + 2) return std::nullopt;
  }
  return Colour{channels[0], channels[1], channels[2]};
}

std::string colour_text(const Colour& colour) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string text = "#";
  for (const std::uint8_t channel : {colour.red, colour.green, colour.blue}) {
    text += digits[channel / 16U];
    text += digits[channel % 16U];
  }
  return text;
}

double contrast(const Colour& a, const Colour& b) {
  const auto [darker, lighter] = std::minmax({luminance(a), luminance(b)});
  return (lighter + 0.05) / (darker + 0.05);
}

Colour mix(const Colour& a, const Colour& b, int hundredths) {
  return {mix_channel(a.red, b.red, hundredths), mix_channel(a.green, b.green, hundredths),
          mix_channel(a.blue, b.blue, hundredths)};
}

Colour make_readable(const Colour& colour, const Colour& ground, const Colour& end) {
  for (int hundredths = 0; hundredths < 100; ++hundredths) {
    const Colour mixed = mix(colour, end, hundredths);
    if (contrast(mixed, ground) >= readable_contrast) return mixed;
  }
  return end;
}

}  // namespace latchkey
