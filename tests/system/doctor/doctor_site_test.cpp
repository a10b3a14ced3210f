// latchkey doctor: what can be wrong with nginx and the certificate.
#include <csignal>
#include <filesystem>

#include "system/doctor/broken_installation.hpp"

using namespace latchkey::test;

namespace {

namespace fs = std::filesystem;

Stack& stack() { return Stack::shared(); }

void reload_nginx() { ::kill(stack().pid_of("nginx"), SIGHUP); }

std::function<void()> and_reload(const std::function<void()>& act) {
  return [act] {
    act();
    reload_nginx();
  };
}

void start_nginx() {
  const std::string folder = stack().folder();
  start("nginx", "nginx -e " + quoted(folder + "/log/nginx-error.log") + " -p " + quoted(folder + "/nginx") + " -c " +
                     quoted(folder + "/nginx/nginx.conf") + " -g 'daemon off;'");
  // Before that a signal would end it.
  BOOST_REQUIRE(holds_within(std::chrono::seconds{5}, [&] { return fs::exists(folder + "/run/nginx-master.pid"); }));
}

// A certificate of the stack's authority for this name, good for so many days from now.
std::function<void()> certify(const std::string& name, int days) {
  return [name, days] {
    const auto made =
        run("cd " + quoted(stack().folder() / "tls") + " && printf 'subjectAltName=" + name +
            "\\nextendedKeyUsage=serverAuth\\n' >other.ext && openssl x509 -req -in server.csr -CA ca.pem "
            "-CAkey ca.key -CAcreateserial -days " +
            std::to_string(days) + " -extfile other.ext -out server.pem");
    BOOST_REQUIRE_MESSAGE(made.exit_code == 0, made.errors);
    reload_nginx();
  };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(doctor_site)

BOOST_AUTO_TEST_CASE(nginx_itself) {
  const fs::path folder = stack().folder() / "nginx";
  const fs::path site = folder / "site.conf";
  const std::string shipped = read_file(site);
  const Kept main(folder / "nginx.conf");
  fs::remove(site);  // a link to the shipped file
  write_file(site, shipped);
  const Kept kept(site);
  check({{.what = "nginx is stopped",
          .act = [] { stop("nginx"); },
          .mend = start_nginx,
          .level = "error",
          .told = "nginx",
          .errors = 2},  // and the site does not answer
         {.what = "the site has no snippets",
          .act = and_reload(
              [&] { write_file(site, "server { include latchkey/listen.conf; location / { return 200 other; } }\n"); }),
          .mend = and_reload(kept.put_back()),
          .level = "error",
          .told = "is answered by something else than Latchkey",
          .errors = 2},
         {.what = "the admin area's snippet is missing",
          .act = and_reload(kept.change("include snippets/latchkey-admin.conf;", "")),
          .mend = and_reload(kept.put_back()),
          .level = "error",
          .told = "nginx has no location /admin/: nobody reaches latchkey-admin"},
         {.what = "nginx's user cannot open the sockets",
          .act = and_reload(main.change("user root;", "user www-data;")),
          .mend = and_reload(main.put_back()),
          .level = "error",
          .told = "nginx, as the user www-data, cannot open ",
          .errors = 5},  // four sockets, and /healthz is away
         {.what = "its configuration is wrong",
          .act = main.add("nonsense;\n"),
          .mend = main.put_back(),
          .level = "error",
          .told = "nginx's configuration is wrong: "}});
}

BOOST_AUTO_TEST_CASE(the_certificate) {
  const Kept kept(stack().folder() / "tls/server.pem");
  const auto put_back = and_reload(kept.put_back());
  check({{.what = "for another name",
          .act = certify("DNS:other.example", 90),
          .mend = put_back,
          .level = "error",
          .told = "browsers do not trust the certificate of "},
         {.what = "it has ended",
          .act = certify("IP:127.0.0.1", -1),
          .mend = put_back,
          .level = "error",
          .told = "certificate has expired"},
         {.what = "it ends soon",
          .act = certify("IP:127.0.0.1", 5),
          .mend = put_back,
          .level = "warning",
          .told = "the certificate ends in ",
          .errors = 0}});
  const auto untrusted = run_doctor("SSL_CERT_FILE=");
  BOOST_TEST(untrusted["errors"] == 1);
  BOOST_TEST(untrusted.dump().find("browsers do not trust") != std::string::npos, describe_faults(untrusted));
}

BOOST_AUTO_TEST_SUITE_END()
