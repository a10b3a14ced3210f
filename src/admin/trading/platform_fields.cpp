#include "admin/trading/platform_fields.hpp"

#include <tuple>

#include "admin/parts/remedy.hpp"
#include "admin/trading/platform_page.hpp"
#include "base/clock_text.hpp"
#include "base/utf8.hpp"
#include "crypto/encoding.hpp"
#include "crypto/secret_box.hpp"
#include "trading/settings/platform_rules.hpp"

namespace latchkey::admin {
namespace {

using trading::Platform;
using trading::PlatformKind;

std::string time_text(std::chrono::milliseconds time) {
  return time.count() % 1000 == 0 ? std::to_string(time.count() / 1000) + "s" : std::to_string(time.count()) + "ms";
}

// What one kind of platform has and the other has not.
void add_kind_fields(const Platform& platform, std::vector<Field>& fields) {
  if (platform.kind == PlatformKind::mt5) {
    fields.push_back({.name = "ca",
                      .label = "CA file",
                      .value = platform.ca_file,
                      .hint = "Whole path on this server of the authority that signed the server's certificate (PEM). "
                              "Empty: the system's authorities."});
    fields.push_back({.name = "pin",
                      .label = "Pinned certificate",
                      .value = crypto::hex(platform.pinned_fingerprint.value_or("")),
                      .hint = "SHA-256 of the one certificate to trust, in place of an authority."});
    fields.push_back({.name = "agent",
                      .label = "Agent",
                      .value = platform.agent,
                      .hint = "Our name in the server's journal.",
                      .need = Field::Need::required});
  } else {
    fields.push_back({.name = "code-page",
                      .label = "Code page",
                      .value = platform.code_page,
                      .hint = "The server's code page, e.g. CP1251. Empty: CP1252."});
  }
}

Field secret_field(const Platform& platform, const Edit& edit) {
  return {.name = "secret",
          .label = platform.kind == PlatformKind::mt5 ? "API password" : "Master password",
          .kind = Field::Kind::password,
          .hint = edit.is_new() ? "It is stored encrypted and never shown again."
                                : "Leave it empty to keep the one that is stored. It is asked for when the server "
                                  "changes.",
          .need = edit.is_new() ? Field::Need::required : Field::Need::optional,
          .autocomplete = "new-password"};
}

std::chrono::milliseconds read_time(const Visit& visit, const std::string& name, Errors& errors) {
  const auto time = parse_duration(trim(visit.typed(name)));
  if (!time) errors[name] = "A duration such as 500ms or 5s.";
  return time.value_or(std::chrono::seconds{1});
}

std::uint16_t read_port(const Visit& visit, Errors& errors) {
  const auto port = parse_number(trim(visit.typed("port")));
  if (port && *port > 0 && *port <= 65535) return static_cast<std::uint16_t>(*port);
  errors["port"] = "A number from 1 to 65535.";
  return 1;
}

// Whether both have the stored secret sent to the same server. A change of server needs the secret once more: somebody
// who may edit platforms but does not know the secret must not learn it by having it sent to a machine of his own.
bool has_same_peer(const Platform& one, const Platform& other) {
  const auto peer = [](const Platform& platform) {
    return std::tie(platform.host, platform.port, platform.ca_file, platform.pinned_fingerprint);
  };
  return peer(one) == peer(other);
}

// The secret that was typed, sealed; when none was, the one that is stored, if it may stay.
SealedSecret read_secret(const Visit& visit, const Platform& before, const Platform& after, Edit& edit) {
  auto& errors = edit.errors;
  const std::string secret = visit.typed("secret");
  if (secret.empty()) {
    if (edit.is_new()) {
      errors["secret"] = "Please fill this in.";
    } else if (!has_same_peer(before, after)) {
      errors["secret"] = "Enter it again: the host, port or certificate has changed.";
    }
    return before.secret;
  }
  if (const auto problem = trading::find_secret_problem(after.kind, secret)) {
    errors["secret"] = "Not possible: " + *problem + ".";
    return before.secret;
  }
  try {
    return crypto::SecretBox(visit.config.key_file).seal(secret);
  } catch (const std::runtime_error& error) {
    errors["secret"] = "It cannot be stored: " + name_pages(error.what());
    return before.secret;
  }
}

}  // namespace

std::vector<Field> platform_fields(const Platform& platform, const Edit& edit) {
  const bool is_mt5 = platform.kind == PlatformKind::mt5;
  std::vector<Field> fields{{.name = "name",
                             .label = "Name",
                             .value = platform.name,
                             .hint = "As callers of the API name it.",
                             .need = Field::Need::required},
                            {.name = "server-name",
                             .label = "Name in the terminal",
                             .value = platform.server_name,
                             .hint = "What customers type into their terminal to find the server. Empty: the name."},
                            {.name = "host", .label = "Host", .value = platform.host, .need = Field::Need::required},
                            {.name = "port",
                             .label = "Port",
                             .kind = Field::Kind::number,
                             .value = std::to_string(platform.port),
                             .need = Field::Need::required}};
  if (is_mt5) {
    fields.push_back({.name = "manager",
                      .label = "Manager",
                      .value = platform.manager_login,
                      .hint = "The manager's login on the server, a number.",
                      .need = Field::Need::required});
  }
  fields.push_back(secret_field(platform, edit));
  add_kind_fields(platform, fields);
  fields.push_back({.name = "connect-timeout",
                    .label = "Connect time-out",
                    .value = time_text(platform.connect_timeout),
                    .hint = "From 100ms to 10s.",
                    .need = Field::Need::required});
  fields.push_back({.name = "request-timeout",
                    .label = "Request time-out",
                    .value = time_text(platform.request_timeout),
                    .hint = "From 100ms to 30s.",
                    .need = Field::Need::required});
  fields.push_back({.name = "is",
                    .label = "Accounts",
                    .kind = Field::Kind::choices,
                    .choices = {{"demo", "demo: not for real money", platform.is_demo},
                                {"default", "default: taken when a caller names no platform", platform.is_default}}});
  return fields;
}

Platform read_platform(const Visit& visit, const Platform& before, Edit& edit) {
  auto& errors = edit.errors;
  Platform platform = before;
  const auto text = [&](std::string_view name) { return std::string(trim(visit.typed(name))); };
  platform.name = text("name");
  platform.server_name = text("server-name");
  platform.host = text("host");
  platform.port = read_port(visit, errors);
  if (platform.kind == PlatformKind::mt5) {
    platform.manager_login = text("manager");
    platform.ca_file = text("ca");
    platform.pinned_fingerprint.reset();
    if (const std::string pin = text("pin"); !pin.empty()) {
      platform.pinned_fingerprint = trading::parse_pin(pin);
      if (!platform.pinned_fingerprint) errors["pin"] = rule_sentence("It", trading::pin_form);
    }
    platform.agent = text("agent");
  } else {
    platform.code_page = text("code-page");
  }
  platform.connect_timeout = read_time(visit, "connect-timeout", errors);
  platform.request_timeout = read_time(visit, "request-timeout", errors);
  platform.is_demo = is_ticked(visit, "is", "demo");
  platform.is_default = is_ticked(visit, "is", "default");
  auto problem = trading::find_platform_problem(platform);
  if (!problem && platform.ca_file != before.ca_file) problem = trading::find_ca_file_problem(platform.ca_file);
  if (problem) errors.try_emplace(problem->member, rule_sentence("This", problem->message));
  platform.secret = read_secret(visit, before, platform, edit);
  return platform;
}

}  // namespace latchkey::admin
