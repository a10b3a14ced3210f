// QR codes, drawn here: no other site sees the secret in them. The only place that knows libqrencode.
#pragma once
#include <string>

namespace latchkey::admin {

struct QrCode {
  std::string path;  // of an SVG `path` element, one unit per module
  int size;          // modules a side, the quiet zone included
};

// Throws std::runtime_error for a text that does not fit.
[[nodiscard]] QrCode draw_qr_code(const std::string& text);

}  // namespace latchkey::admin
