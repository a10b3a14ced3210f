#include "email/disposable.hpp"

#include <string>
#include <unordered_set>

#include "disposable_domains.hpp"

namespace latchkey::email {
namespace {

std::unordered_set<std::string_view> read_domains() {
  std::unordered_set<std::string_view> domains;
  std::string_view text = domain_files::disposable_domains_txt;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    if (!line.empty() && !line.starts_with('#')) domains.insert(line);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return domains;
}

}  // namespace

bool is_disposable(std::string_view email) {
  static const auto domains = read_domains();
  auto at = email.rfind('@');
  while (at != std::string_view::npos) {
    email.remove_prefix(at + 1);
    if (domains.contains(email)) return true;
    at = email.find('.');
  }
  return false;
}

}  // namespace latchkey::email
