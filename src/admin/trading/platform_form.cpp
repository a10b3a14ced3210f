#include <charconv>
#include <tuple>

#include "admin/frame/frame.hpp"
#include "admin/trading/platform_page.hpp"
#include "admin/trading/trading_pages.hpp"
#include "base/clock_text.hpp"
#include "base/utf8.hpp"
#include "crypto/secret.hpp"
#include "crypto/secret_box.hpp"
#include "trading/settings/platform_rules.hpp"
#include "trading/settings/platform_settings.hpp"

namespace latchkey::admin {
namespace {

using http::Response;
using trading::Platform;
using trading::PlatformKind;

std::string state_of(const Platform& platform) { return fingerprint({trading::describe(platform).dump()}); }

std::string time_text(std::chrono::milliseconds time) {
  return time.count() % 1000 == 0 ? std::to_string(time.count() / 1000) + "s" : std::to_string(time.count()) + "ms";
}

// The fields as the command line names them, with what the form shows: what is stored, or for a form that comes back
// what was typed.
std::vector<Field> fields_of(const Platform& platform) {
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
  fields.push_back({.name = "secret",
                    .label = is_mt5 ? "API password" : "Master password",
                    .kind = Field::Kind::password,
                    .autocomplete = "new-password"});
  if (is_mt5) {
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

// What was typed, the secret aside.
void keep_typed(const Visit& visit, std::vector<Field>& fields) {
  for (auto& field : fields) {
    if (field.kind == Field::Kind::password) continue;
    field.value = visit.typed(field.name);
    for (auto& choice : field.choices) choice.is_chosen = !visit.typed(field.name + "." + choice.value).empty();
  }
}

std::chrono::milliseconds read_time(const Visit& visit, const std::string& name, Errors& errors) {
  const auto time = parse_duration(trim(visit.typed(name)));
  if (!time) errors[name] = "A duration such as 500ms or 5s.";
  return time.value_or(std::chrono::seconds{1});
}

std::uint16_t read_port(const Visit& visit, Errors& errors) {
  const std::string text(trim(visit.typed("port")));
  std::uint16_t port = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (problem == std::errc() && end == text.data() + text.size() && port > 0) return port;
  errors["port"] = "A number from 1 to 65535.";
  return 1;
}

// `before` with what was typed; the rules are those of the command line.
Platform read_platform(const Visit& visit, const Platform& before, Errors& errors) {
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
  platform.is_demo = !visit.typed("is.demo").empty();
  platform.is_default = !visit.typed("is.default").empty();
  auto problem = trading::find_platform_problem(platform);
  if (!problem && platform.ca_file != before.ca_file) problem = trading::find_ca_file_problem(platform.ca_file);
  if (problem) {
    errors.try_emplace(problem->member, rule_sentence("This", problem->message));
  }
  return platform;
}

// Whom the stored secret is shown to. A change of it needs the secret once more: who may edit platforms but does not
// know the secret must not learn it by having it sent to a machine of his own.
bool has_same_peer(const Platform& one, const Platform& other) {
  const auto peer = [](const Platform& platform) {
    return std::tie(platform.host, platform.port, platform.ca_file, platform.pinned_fingerprint);
  };
  return peer(one) == peer(other);
}

// Sealed; nothing when none was typed. `need` is what to say then, where one has to be.
std::optional<SealedSecret> read_secret(const Visit& visit, const Platform& platform,
                                        const std::optional<std::string>& need, Errors& errors) {
  const std::string secret = visit.typed("secret");
  if (secret.empty()) {
    if (need) errors["secret"] = *need;
    return std::nullopt;
  }
  if (const auto problem = trading::find_secret_problem(platform.kind, secret)) {
    errors["secret"] = "Not possible: " + *problem + ".";
    return std::nullopt;
  }
  try {
    return crypto::SecretBox(visit.config.key_file).seal(secret);
  } catch (const std::runtime_error& error) {
    errors["secret"] = "It cannot be stored: " + std::string(error.what());
    return std::nullopt;
  }
}

Response show_form(const Visit& visit, const Platform& platform, const Errors& errors) {
  const bool is_new = visit.id.empty();
  const std::string other = platform.kind == PlatformKind::mt5 ? "mt4" : "mt5";
  Page page(visit, is_new ? "New platform: " + std::string(kind_text(platform.kind)) : "Edit " + platform.name);
  page.below("Platforms", "/admin/platforms");
  if (is_new) {
    page.link_to(other == "mt4" ? "MetaTrader 4 instead" : "MetaTrader 5 instead",
                 "/admin/platforms/new?kind=" + other);
  } else {
    page.below(platform.name, "/admin" + path_of(platform));
  }
  if (const auto found = errors.find(""); found != errors.end()) page.add(Notice{Tone::bad, found->second});
  Form form{.title = "", .action = is_new ? "/platforms/new" : path_of(platform) + "/edit", .submit = "Save"};
  form.fields = fields_of(platform);
  if (!errors.empty()) keep_typed(visit, form.fields);
  for (auto& field : form.fields) {
    if (field.name != "secret") continue;
    field.hint = is_new ? "It is stored encrypted and never shown again."
                        : "Leave it empty to keep the one that is stored. It is asked for when the server changes.";
    field.need = is_new ? Field::Need::required : Field::Need::optional;
  }
  tell(form.fields, errors);
  form.hidden = {{"kind", std::string(name_of(platform.kind))}};
  if (!is_new) form.hidden.emplace_back("seen", errors.empty() ? state_of(platform) : visit.typed("seen"));
  form.cancel = is_new ? "/admin/platforms" : "/admin" + path_of(platform);
  return page.add(form).render(errors.empty() ? 200 : 422);
}

Platform new_platform(std::string_view kind) {
  Platform platform;
  platform.id = Uuid::make();
  platform.kind = kind == "mt4" ? PlatformKind::mt4 : PlatformKind::mt5;
  return platform;
}

}  // namespace

Response show_new_platform(const Visit& visit) { return show_form(visit, new_platform(visit.asked("kind")), {}); }

Response save_new_platform(const Visit& visit) {
  Errors errors;
  Platform platform = read_platform(visit, new_platform(visit.typed("kind")), errors);
  const auto secret = read_secret(visit, platform, "Please fill this in.", errors);
  if (errors.empty()) {
    platform.secret = secret.value();
    if (trading::add_platform(visit.db, visit.actor(), platform) == db::InsertOutcome::duplicate) {
      errors["name"] = "Another platform has this name.";
    }
  }
  return errors.empty() ? go(path_of(platform), "platform_added") : show_form(visit, platform, errors);
}

Response show_platform_form(const Visit& visit) {
  return with_platform(visit, [&](const Platform& platform) { return show_form(visit, platform, {}); });
}

Response save_platform(const Visit& visit) {
  return with_platform(visit, [&](const Platform& before) {
    Errors errors;
    const Platform after = read_platform(visit, before, errors);
    const auto need = has_same_peer(before, after)
                          ? std::nullopt
                          : std::optional<std::string>("Enter it again: the host, port or certificate has changed.");
    const auto secret = read_secret(visit, after, need, errors);
    const bool is_stale = visit.typed("seen") != state_of(before);
    if (errors.empty() && is_stale) errors[""] = last_change(visit, before.id);
    if (errors.empty()) {
      const auto changed = trading::change_platform(visit.db, visit.actor(), {before, after, secret});
      if (changed == trading::PlatformChange::name_taken) errors["name"] = "Another platform has this name.";
      if (changed == trading::PlatformChange::changed_meanwhile) errors[""] = last_change(visit, before.id);
    }
    return errors.empty() ? go(path_of(before), "platform_saved") : show_form(visit, before, errors);
  });
}

}  // namespace latchkey::admin
