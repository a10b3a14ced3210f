#include <ctime>

#include "cli/doctor/findings.hpp"
#include "cli/probes/site_request.hpp"

namespace latchkey::cli {
namespace {

constexpr const char* see_snippets =
    "include snippets/latchkey-server.conf in the server block of this name and port (docs/existing-site.md), then "
    "nginx -t and systemctl reload nginx";

bool is_unreachable(const SiteAnswer& answer) {
  return answer.problem == SiteProblem::unknown_host || answer.problem == SiteProblem::no_connection ||
         answer.problem == SiteProblem::timeout;
}

void tell_problem(Report& report, const std::string& base_url, const SiteAnswer& answer) {
  const std::string what = base_url + " does not answer: " + answer.words;
  switch (answer.problem) {
    case SiteProblem::unknown_host:
      return report.fail(what, "see site.base_url, and the name's entry in the DNS");
    case SiteProblem::no_connection:
    case SiteProblem::timeout:
      return report.fail(what, "see site.base_url, and start nginx; a firewall may stand between");
    case SiteProblem::certificate:
      return report.fail("browsers do not trust the certificate of " + base_url + ": " + answer.words,
                         "renew ssl_certificate in nginx, for this name and with the whole chain; an authority of your "
                         "own is named by latchkey doctor --ca FILE");
    default:
      return report.fail(what, "see site.base_url, and nginx's listen and ssl_certificate lines");
  }
}

bool is_ours(const SiteAnswer& answer) {
  return answer.status == 200 && answer.body.find("\"status\"") != std::string::npos;
}

void tell_status(Report& report, const std::string& base_url, const SiteAnswer& answer) {
  const std::string path = base_url + "/healthz";
  if (is_ours(answer)) return report.ok(path + " answers");
  if (answer.status == 503) {
    return report.fail(path + " says that the service is away",
                       "see the groups Database and Handlers, and the journal of latchkey-customers");
  }
  if (!answer.location.empty()) {
    return report.fail(path + " leads on to " + answer.location,
                       "let site.base_url be the address that the site has itself");
  }
  const std::string status = std::to_string(answer.status);
  report.fail(answer.status == 200 ? path + " is answered by something else than Latchkey"
                                   : path + " answers with the status " + status,
              see_snippets);
}

void check_certificate_end(Report& report, const SiteAnswer& answer) {
  static constexpr long warned_days = 21;  // those of Let's Encrypt are renewed 30 days before
  if (!answer.certificate_end) return;
  const long days = static_cast<long>((*answer.certificate_end - ::time(nullptr)) / 86400);
  if (days >= warned_days) return report.ok("the certificate is good for " + std::to_string(days) + " days");
  report.warn("the certificate ends in " + std::to_string(days) + " days",
              "renew it, and let nginx reload it: systemctl reload nginx");
}

}  // namespace

void check_site(Examination& examination) {
  Report& report = examination.report;
  report.begin("Site");
  const std::string& base_url = examination.context.config().base_url;
  examine(report, "request to " + base_url, "see site.base_url", [&] {
    SiteRequest request{.url = base_url + "/healthz", .ca_file = examination.ca_file};
    SiteAnswer answer = send(request);
    if (is_unreachable(answer)) {
      request.route = Route::loopback;
      SiteAnswer local = send(request);
      if (local.problem == SiteProblem::none) {
        report.warn("this machine cannot reach " + base_url + " by its name (" + answer.words + "), only at 127.0.0.1",
                    "look from outside: a router may not lead back in, or the DNS does not know the name yet");
        answer = std::move(local);
      }
    }
    if (answer.problem != SiteProblem::none) return tell_problem(report, base_url, answer);
    examination.site_answers = is_ours(answer);
    tell_status(report, base_url, answer);
    check_certificate_end(report, answer);
  });
}

}  // namespace latchkey::cli
