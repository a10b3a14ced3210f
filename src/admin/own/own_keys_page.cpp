#include "admin/frame/page.hpp"
#include "admin/own/own_pages.hpp"
#include "admin/partners/partners_pages.hpp"
#include "api/keys/api_key_store.hpp"

namespace latchkey::admin {
namespace {

using api::ListedApiKey;
using http::Response;

std::vector<ListedApiKey> list_own_keys(const Visit& visit) {
  auto keys = api::list_api_keys(visit.db);
  std::erase_if(keys, [&](const ListedApiKey& key) { return key.user_id != visit.session.user_id; });
  return keys;
}

std::string rights_text(const ListedApiKey& key) {
  std::string text;
  for (const auto& right : api::right_names(key.rights)) text += (text.empty() ? "" : ", ") + right;
  return text;
}

Cell calls_cell(const ListedApiKey& key) {
  Cell cell = moment(key.last_used_at);
  cell.note = key.last_address.value_or("");
  cell.more.emplace_back("Calls", "/admin/api-keys/" + key.id.text() + "/calls");
  cell.about = key.name + " " + key.prefix;
  return cell;
}

}  // namespace

Response list_own_api_keys(const Visit& visit) {
  Table table{.empty = "There is no API key of yours. Ask for one.",
              .columns = {"Name", "API key", "State", "Rights", "Expires", "Last used"}};
  for (const auto& key : list_own_keys(visit)) {
    table.rows.push_back({plain(key.name), code(key.prefix + "…"), plain(api::state_name(key.state)),
                          plain(rights_text(key)), key.expires_at ? moment(key.expires_at) : plain("never"),
                          calls_cell(key)});
  }
  return Page(visit, "Api Keys").link_to("API documentation", "/api/docs", Weight::quiet).add(table).render();
}

// An id can be another key's name: then it means both, and is refused.
Response list_own_calls(const Visit& visit) {
  const auto meant = Uuid::parse(visit.id) ? api::find_api_keys(visit.db, visit.id) : std::vector<ListedApiKey>();
  const bool is_own = meant.size() == 1 && meant.front().user_id == visit.session.user_id;
  if (!is_own) return refuse(visit, 404, "API key not found", "There is no API key at this address.");
  return list_calls(visit);
}

}  // namespace latchkey::admin
