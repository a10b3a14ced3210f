#include <algorithm>

#include "admin/start/start_page.hpp"
#include "api/keys/api_key_store.hpp"
#include "api/keys/full_limits.hpp"
#include "attempts/refused_links.hpp"
#include "endpoints/settings/endpoint_store.hpp"
#include "trading/settings/account_overview.hpp"

namespace latchkey::admin {
namespace {

using staff::Area;
using staff::Level;

// `count` with the tone of a warning when there is something to look at.
Tile tile(std::string_view label, std::int64_t count, std::string_view href, Tone tone = Tone::warn) {
  return {.label = std::string(label),
          .figure = std::to_string(count),
          .href = "/admin" + std::string(href),
          .tone = count == 0 ? Tone::plain : tone};
}

Tile refused_links_tile(const Visit& visit) {
  const auto today = visit.db.query("SELECT DATE_FORMAT(UTC_DATE(), '%Y-%m-%d') AS day").at(0).text("day");
  const auto count = attempts::count_refused_links_of_today(visit.db);
  Tile made = tile("Refused links", count, "/login-activity?outcome=refused_link&from=" + today, Tone::plain);
  if (count == attempts::most_refused_links) made.figure += "+";
  made.note = "today (UTC)";
  return made;
}

Tile accounts_tile(const Visit& visit) {
  std::int64_t manual = 0;
  std::int64_t failed = 0;
  std::int64_t unclear = 0;
  for (const auto& queue : trading::count_queues(visit.db)) {
    manual += queue.manual;
    failed += queue.failed;
    unclear += queue.unclear;
  }
  Tile made = tile("Accounts that need care", manual + failed + unclear, "/platforms/accounts?state=unfinished");
  if (manual + failed + unclear > 0) {
    made.note = std::to_string(manual) + " manual, " + std::to_string(failed) + " failed, " + std::to_string(unclear) +
                " unclear";
  }
  return made;
}

Tile platforms_tile(const Visit& visit) {
  const auto down = visit.db
                        .query(
                            R"sql(
                            SELECT COUNT(*) AS count
                            FROM trading_platforms p
                            JOIN platform_circuits c ON c.platform_id = p.id
                            WHERE p.is_enabled = TRUE AND (c.needs_attention = TRUE OR c.open_until > UTC_TIMESTAMP(6)))sql")
                        .at(0)
                        .integer("count");
  return tile("Platforms down", down, "/platforms", Tone::bad);
}

Tile endpoints_tile(const Visit& visit) {
  const auto all = endpoints::list_endpoints(visit.db);
  const auto failing =
      std::ranges::count_if(all, [](const auto& endpoint) { return endpoint.state == endpoints::State::failing; });
  return tile("Webhooks failing", failing, "/webhooks");
}

void add_key_tiles(const Visit& visit, std::vector<Tile>& tiles) {
  const auto keys = api::list_api_keys(visit.db);
  const auto soon = std::ranges::count_if(
      keys, [](const auto& key) { return key.state == api::ApiKeyState::active && key.expires_soon; });
  tiles.push_back(tile("Keys that end soon", soon, "/api-keys"));
  tiles.back().note = "within 30 days";
  const auto full = static_cast<std::int64_t>(api::list_full_limits(visit.db, keys).size());
  tiles.push_back(tile("Caps that are full", full, "/api-keys"));
}

}  // namespace

std::vector<Tile> care_tiles(const Visit& visit) {
  std::vector<Tile> tiles;
  if (visit.may(Area::login_activity, Level::view)) tiles.push_back(refused_links_tile(visit));
  if (visit.may(Area::platforms, Level::view)) {
    tiles.push_back(accounts_tile(visit));
    tiles.push_back(platforms_tile(visit));
  }
  if (visit.may(Area::webhooks, Level::view)) tiles.push_back(endpoints_tile(visit));
  if (visit.may(Area::api_keys, Level::view)) add_key_tiles(visit, tiles);
  return tiles;
}

}  // namespace latchkey::admin
