#include "admin/trading/platform_page.hpp"

#include <algorithm>

#include "admin/frame/frame.hpp"
#include "admin/trading/trading_pages.hpp"
#include "crypto/encoding.hpp"
#include "trading/settings/account_overview.hpp"
#include "trading/settings/platform_settings.hpp"

namespace latchkey::admin {
namespace {

using http::Response;
using staff::Area;
using staff::Level;
using trading::Platform;
using trading::PlatformKind;
using trading::Queue;

std::string accounts_address(const Platform& platform, std::string_view state) {
  return "/admin/platforms/accounts?platform=" + percent_encode(platform.name) + "&state=" + std::string(state);
}

Queue queue_of(const std::vector<Queue>& queues, const Uuid& platform_id) {
  const auto found = std::ranges::find(queues, platform_id, &Queue::platform_id);
  return found == queues.end() ? Queue{.platform_id = platform_id} : *found;
}

Cell count_cell(const Platform& platform, std::int64_t count, std::string_view state) {
  if (count == 0) return plain("");
  Cell cell = link(std::to_string(count), accounts_address(platform, state));
  cell.about = std::string(state) + " of " + platform.name;
  return cell;
}

// `2 manual 1 failed`, each a link to its accounts.
Cell care_cell(const Platform& platform, const Queue& queue) {
  Cell cell = plain("");
  const auto add = [&](std::int64_t count, const std::string& state) {
    if (count == 0) return;
    const std::string text = std::to_string(count) + " " + state;
    if (cell.kind == Cell::Kind::text) {
      cell = link(text, accounts_address(platform, state));
    } else {
      cell.more.emplace_back(text, accounts_address(platform, state));
    }
  };
  add(queue.manual, "manual");
  add(queue.failed, "failed");
  add(queue.unclear, "unclear");
  cell.about = "of " + platform.name;
  return cell;
}

Cell state_cell(const Platform& platform) {
  Cell cell = platform.is_enabled ? badge("enabled", Tone::good) : badge("disabled", Tone::bad);
  if (platform.is_default) cell.note = "the default platform";
  return cell;
}

std::string trust_text(const Platform& platform) {
  if (platform.pinned_fingerprint) return "the one certificate " + crypto::hex(*platform.pinned_fingerprint);
  return platform.ca_file.empty() ? "the system's authorities" : "the authority of " + platform.ca_file;
}

std::string seconds_text(std::chrono::milliseconds time) {
  return time.count() % 1000 == 0 ? std::to_string(time.count() / 1000) + " s" : std::to_string(time.count()) + " ms";
}

Details settings_of(const Platform& platform) {
  const bool is_mt5 = platform.kind == PlatformKind::mt5;
  Details details{"Settings",
                  {{"Kind", plain(kind_text(platform.kind))},
                   {"Accounts", platform.is_demo ? badge("demo", Tone::plain) : badge("live", Tone::warn)},
                   {"Name in the terminal", plain(platform.server_name.empty() ? platform.name : platform.server_name)},
                   {"Address", code(platform.host + ":" + std::to_string(platform.port))}}};
  auto& rows = details.rows;
  if (is_mt5) {
    rows.emplace_back("Trusts", plain(trust_text(platform)));
    rows.emplace_back("Manager", plain(platform.manager_login));
    rows.emplace_back("Agent", plain(platform.agent));
  } else {
    rows.emplace_back("Code page", plain(platform.code_page.empty() ? "CP1252" : platform.code_page));
  }
  rows.emplace_back("Time-outs", plain("connect " + seconds_text(platform.connect_timeout) + ", request " +
                                       seconds_text(platform.request_timeout)));
  rows.emplace_back("Id", code(platform.id.text()));
  return details;
}

Cell proof_cell(trading::Proof proof) {
  switch (proof) {
    case trading::Proof::proved:
      return badge("ready", Tone::good);
    case trading::Proof::failed:
      return badge("the last test failed", Tone::warn);
    case trading::Proof::unproved:
      break;
  }
  return badge("not tested yet", Tone::warn);
}

Details state_of(const Visit& visit, const Platform& platform) {
  const Queue queue = queue_of(trading::count_queues(visit.db), platform.id);
  Details details{"State", {{"Platform", state_cell(platform)}, {"Connection", connection_cell(visit, platform.id)}}};
  details.rows.emplace_back("Accounts on their way", count_cell(platform, queue.on_its_way, "unfinished"));
  details.rows.emplace_back("Accounts that need care", care_cell(platform, queue));
  return details;
}

Table groups_of(const Visit& visit, const Platform& platform) {
  const bool may_edit = visit.may(Area::platforms, Level::edit);
  Table table{.title = "Groups",
              .empty = "No group is mapped yet, so no account can be asked for.",
              .columns = {"Account type", "Currency", "Group", "Leverages", "Default leverage", "Default"}};
  for (const auto& group : trading::list_platform_groups(visit.db, platform.id)) {
    Cell type =
        may_edit ? link(group.account_type, "/admin/platforms/groups/" + group.id.text()) : plain(group.account_type);
    type.about = group.currency;
    table.rows.push_back({std::move(type), plain(group.currency), code(group.name),
                          plain(trading::join_leverages(group.leverages)),
                          plain("1:" + std::to_string(group.default_leverage)),
                          group.is_default ? badge("default", Tone::good) : plain("")});
  }
  return table;
}

void add_forms(const Platform& platform, Page& page) {
  page.add(Form{.title = "Test",
                .action = path_of(platform) + "/test",
                .submit = "Test the platform",
                .text = "Proves the settings step by step. No account is opened. When all goes well the platform is "
                        "tried again at once."});
  if (platform.is_enabled) {
    page.add(
        Form{.title = "Disable",
             .action = path_of(platform) + "/disable",
             .submit = "Disable",
             .text = "The platform takes no new accounts, and those on their way wait until it is enabled again."});
  } else {
    page.add(Form{.title = "Enable",
                  .action = path_of(platform) + "/enable",
                  .submit = "Enable",
                  .text = "The platform takes accounts again, and those that waited go on."});
  }
}

Response set_state(const Visit& visit, trading::PlatformState state, std::string_view done) {
  return with_platform(visit, [&](const Platform& platform) {
    trading::set_platform_state(visit.db, visit.actor(), platform, state);
    return go(path_of(platform), done);
  });
}

}  // namespace

std::optional<Platform> find_platform(const Visit& visit) {
  return Uuid::parse(visit.id) ? trading::find_platform(visit.db, visit.id) : std::nullopt;
}

Response no_such_platform(const Visit& visit) {
  return refuse(visit, 404, "Platform not found", "There is no trading platform at this address.");
}

std::string path_of(const Platform& platform) { return "/platforms/" + platform.id.text(); }

std::string_view kind_text(PlatformKind kind) { return kind == PlatformKind::mt4 ? "MetaTrader 4" : "MetaTrader 5"; }

Cell connection_cell(const Visit& visit, const Uuid& platform_id) {
  const auto circuit = trading::find_circuit(visit.db, platform_id);
  if (circuit.opened_at.empty() && !circuit.is_open) return proof_cell(trading::find_proof(visit.db, platform_id));
  Cell cell = circuit.needs_attention ? badge("needs attention", Tone::bad)
              : circuit.is_open       ? badge("waiting", Tone::warn)
                                      : badge("about to be tried", Tone::warn);
  cell.note = circuit.reason + (circuit.detail.empty() ? "" : ": " + circuit.detail);
  if (!circuit.opened_at.empty()) cell.also.emplace_back("since", circuit.opened_at);
  if (!circuit.next_probe.empty()) cell.also.emplace_back("next try", circuit.next_probe);
  return cell;
}

std::string rule_sentence(std::string_view label, std::string_view message) {
  return std::string(label) + " " + std::string(message) + ".";
}

Response list_platforms(const Visit& visit) {
  Page page(visit, "Platforms");
  if (visit.may(Area::platforms, Level::edit)) page.link_to("New", "/admin/platforms/new");
  Table table{.title = "",
              .empty = "There is no trading platform yet. Customers get no trading accounts.",
              .columns = {"Name", "Kind", "Address", "State", "Connection", "On their way", "Need care"}};
  const auto queues = trading::count_queues(visit.db);
  for (const auto& platform : trading::list_platforms(visit.db)) {
    const Queue queue = queue_of(queues, platform.id);
    Cell kind = plain(kind_text(platform.kind));
    kind.note = platform.is_demo ? "demo" : "live";
    table.rows.push_back({link(platform.name, "/admin" + path_of(platform)), std::move(kind),
                          code(platform.host + ":" + std::to_string(platform.port)), state_cell(platform),
                          connection_cell(visit, platform.id), count_cell(platform, queue.on_its_way, "unfinished"),
                          care_cell(platform, queue)});
  }
  return page.add(table).render();
}

Response show_platform(const Visit& visit) {
  return with_platform(visit, [&](const Platform& platform) {
    Page page(visit, platform.name);
    page.below("Platforms", "/admin/platforms");
    if (visit.may(Area::platforms, Level::edit)) {
      page.link_to("Edit", "/admin" + path_of(platform) + "/edit");
      page.link_to("New group", "/admin" + path_of(platform) + "/groups/new", Weight::quiet);
    }
    page.add(state_of(visit, platform)).add(groups_of(visit, platform)).add(settings_of(platform));
    if (visit.may(Area::platforms, Level::edit)) add_forms(platform, page);
    return page.render();
  });
}

Response enable_platform(const Visit& visit) {
  return set_state(visit, trading::PlatformState::enabled, "platform_enabled");
}

Response disable_platform(const Visit& visit) {
  return set_state(visit, trading::PlatformState::disabled, "platform_disabled");
}

}  // namespace latchkey::admin
