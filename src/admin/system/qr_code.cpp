#include "admin/system/qr_code.hpp"

#include <qrencode.h>

#include <memory>
#include <stdexcept>

namespace latchkey::admin {

QrCode draw_qr_code(const std::string& text) {
  static constexpr int quiet_zone = 4;
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
      QRcode_encodeString(text.c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1), &QRcode_free);
  if (!code) throw std::runtime_error("the text does not fit a QR code");
  QrCode drawn{"", code->width + 2 * quiet_zone};
  for (int y = 0; y < code->width; ++y) {
    for (int x = 0; x < code->width; ++x) {
      if ((code->data[y * code->width + x] & 1U) == 0) continue;
      drawn.path += "M" + std::to_string(x + quiet_zone) + " " + std::to_string(y + quiet_zone) + "h1v1h-1z";
    }
  }
  return drawn;
}

}  // namespace latchkey::admin
