// docs/existing-site.md: its nginx example is read from the page itself and given to the real nginx.
#include <boost/test/unit_test.hpp>

#include "support/command.hpp"

using namespace latchkey::test;

namespace {

void replace(std::string& text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  BOOST_REQUIRE_MESSAGE(at != std::string::npos, from);
  text.replace(at, from.size(), to);
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_documented_site_is_taken_by_nginx) {
  const std::string page = read_file(SOURCE_DIR "/docs/existing-site.md");
  const auto begin = page.find("```nginx\n") + 9;
  std::string site = page.substr(begin, page.find("```", begin) - begin);
  const TemporaryFolder folder;
  const std::string path = folder.path();
  const auto made = run("cp -r " + quoted(SOURCE_DIR "/nginx/snippets") + " " + quoted(path) + " && cp /etc/nginx/fastcgi_params " + quoted(path) +
                        " && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=x -keyout " +
                        quoted(path + "/key") + " -out " + quoted(path + "/cert"));
  BOOST_REQUIRE_MESSAGE(made.exit_code == 0, made.errors);
  replace(site, "    …\n", "    ssl_certificate " + path + "/cert; ssl_certificate_key " + path + "/key;\n");
  replace(site, "/var/log/nginx/members.log", path + "/access.log");
  write_file(folder.path() / "nginx.conf", "pid " + path + "/pid; error_log " + path + "/error.log; events {} http { " + site + " }");
  const auto checked = run("nginx -t -e " + quoted(path + "/error.log") + " -p " + quoted(path) + " -c " + quoted(path + "/nginx.conf"));
  BOOST_TEST(checked.exit_code == 0, checked.errors);
}
