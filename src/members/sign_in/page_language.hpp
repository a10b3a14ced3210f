// The language of one page under /auth/.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/request.hpp"
#include "http/response.hpp"
#include "languages/languages.hpp"
#include "members/sign_in/link_address.hpp"

namespace latchkey::members {

// Remembers what the visitor has chosen. Pages of the site may read it on the server; nginx's error pages do.
inline constexpr std::string_view language_cookie = "__Host-language";

class PageLanguage {
 public:
  // Reads the parameter `lang`, the cookie and Accept-Language. A `lang` that stands in the address twice with
  // different values is as if it were not there, as is one for which there is no language.
  PageLanguage(const languages::Languages& languages, const http::Request& request);

  // The customer's own language, once it is known who that is: it counts for more than cookie and browser, and for less
  // than the address.
  void prefer(const std::optional<std::string>& customers_language);

  [[nodiscard]] const languages::Catalogue& catalogue() const { return *catalogue_; }

  // Sets the cookie when the address has chosen the language.
  void keep(http::Response& response) const;

 private:
  void choose();

  const languages::Languages& languages_;
  const languages::Catalogue* chosen_ = nullptr;  // by the address
  std::string customers_;
  std::string cookie_;
  std::vector<std::string> accepted_;
  const languages::Catalogue* catalogue_ = nullptr;
};

// What the chooser sends along, so that the same page comes once more: of a GET all parameters but `lang`, of a form
// `returnUrl` and `statusPopup`.
[[nodiscard]] std::vector<Parameter> list_kept_parameters(const http::Request& request);

}  // namespace latchkey::members
