#include "admin/frame/assets.hpp"

#include "admin_assets.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"

namespace latchkey::admin {
namespace {

std::string address_of(std::string_view name, std::string_view text, std::string_view ending) {
  return "/admin/assets/" + std::string(name) + "-" + crypto::hex(crypto::sha256(text)).substr(0, 12) +
         std::string(ending);
}

http::Response asset(std::string_view text, std::string_view type) {
  http::Response response(200, std::string(text), type);
  response.add_header("Cache-Control", "public, max-age=31536000, immutable")
      .add_header("X-Content-Type-Options", "nosniff");
  return response;
}

}  // namespace

const std::string& style_address() {
  static const std::string address = address_of("admin", asset_files::admin_css, ".css");
  return address;
}

const std::string& script_address() {
  static const std::string address = address_of("admin", asset_files::admin_js, ".js");
  return address;
}

const std::string& session_script_address() {
  static const std::string address = address_of("session", asset_files::session_js, ".js");
  return address;
}

const std::string& passkey_script_address() {
  static const std::string address = address_of("passkeys", asset_files::passkeys_js, ".js");
  return address;
}

std::optional<http::Response> find_asset(std::string_view path) {
  if (path == style_address()) return asset(asset_files::admin_css, "text/css; charset=utf-8");
  if (path == script_address()) return asset(asset_files::admin_js, "text/javascript; charset=utf-8");
  if (path == session_script_address()) return asset(asset_files::session_js, "text/javascript; charset=utf-8");
  if (path == passkey_script_address()) return asset(asset_files::passkeys_js, "text/javascript; charset=utf-8");
  return std::nullopt;
}

}  // namespace latchkey::admin
