// One HTTPS request to the site, as a visitor sends it.
#pragma once
#include <ctime>
#include <optional>
#include <string>

namespace latchkey::cli {

enum class Route {
  public_address,  // where the name leads to
  loopback,        // this machine, whatever the name leads to
};

struct SiteRequest {
  std::string url;
  std::string ca_file;  // of the authority that is trusted; empty: the system's
  Route route = Route::public_address;
};

enum class SiteProblem { none, unknown_host, no_connection, timeout, certificate, other };

struct SiteAnswer {
  SiteProblem problem = SiteProblem::none;
  std::string words;  // libcurl's, when there is a problem
  int status = 0;
  std::string location;                        // of a redirect
  std::string body;                            // its first kilobytes
  std::optional<std::time_t> certificate_end;  // of the site's own certificate, over TLS
};

// Does not follow redirects. The certificate is always checked. Takes 10 s at most.
[[nodiscard]] SiteAnswer send(const SiteRequest& request);

}  // namespace latchkey::cli
