// A site as docs/existing-site.md describes it: the nginx example is read from the page itself, and the real nginx runs
// with it beside the handlers of the shared stack. Only paths, ports and the certificate are those of this machine, and
// the site keeps nginx's usual log, which holds whole request lines.
#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "support/command.hpp"
#include "support/http_client.hpp"

namespace latchkey::test {

class ExistingSite {
 public:
  enum class Handlers { fastcgi, cgi };

  // What the site has besides: nginx directives.
  struct Habits {
    Handlers handlers = Handlers::fastcgi;
    std::string http = {};    // of its http block
    std::string server = {};  // of its server block, above what is Latchkey's
    std::string wallet = {};  // of its location /wallet/, which passes to an HTTP application
    int wallet_port = 3000;
  };

  ExistingSite() : ExistingSite(Habits{}) {}
  explicit ExistingSite(const Habits& habits);
  ~ExistingSite();
  ExistingSite(const ExistingSite&) = delete;
  ExistingSite& operator=(const ExistingSite&) = delete;
  ExistingSite(ExistingSite&&) = delete;
  ExistingSite& operator=(ExistingSite&&) = delete;

  [[nodiscard]] const HttpClient& http() const { return *http_; }
  [[nodiscard]] int port() const { return port_; }
  // `nginx -t` with the site's configuration.
  [[nodiscard]] CommandResult check() const;
  // Has nginx take over what was changed in its files, and waits until it has.
  void reload();
  [[nodiscard]] std::filesystem::path file(const std::string& name) const { return folder_.path() / name; }

 private:
  void write_latchkey_files();
  void run_as_cgi();
  void write_site(const Habits& habits);

  TemporaryFolder folder_;
  std::optional<HttpClient> http_;
  std::string command_;
  int port_ = 0;
  int pid_ = 0;
  int fcgiwrap_ = 0;
};

}  // namespace latchkey::test
