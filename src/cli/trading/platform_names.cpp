#include "cli/trading/platform_names.hpp"

#include <charconv>
#include <iostream>

#include "trading/platforms/circuit.hpp"

namespace latchkey::cli {

trading::Platform require_platform(Context& context, const std::string& name_or_id) {
  auto platform = trading::find_platform(context.db(), name_or_id);
  if (!platform) throw Refusal("there is no trading platform " + name_or_id + "; see latchkey platform list");
  return std::move(*platform);
}

trading::AccountRecord require_account(Context& context, const std::string& id_or_login) {
  static constexpr std::size_t candidates_shown = 20;
  const std::string none = "there is no trading account " + id_or_login + "; see latchkey account list";
  if (const auto id = Uuid::parse(id_or_login)) {
    auto record = trading::find_account_record(context.db(), *id);
    if (!record) throw Refusal(none);
    return std::move(*record);
  }
  std::uint64_t login = 0;
  const char* end = id_or_login.data() + id_or_login.size();
  const auto parsed = std::from_chars(id_or_login.data(), end, login);
  if (parsed.ec != std::errc{} || parsed.ptr != end) throw Refusal(none);
  trading::AccountFilter filter;
  filter.login = login;
  auto records = trading::list_account_records(context.db(), filter, candidates_shown);
  if (records.empty()) throw Refusal(none);
  if (records.size() == 1) return std::move(records.front());
  std::string candidates;
  for (const auto& record : records) candidates += "\n  " + record.id.text() + "  " + record.platform;
  throw Refusal(id_or_login + " is a login of several platforms; give the id of one account:" + candidates);
}

void note_obstacles(Context& context, const trading::AccountRecord& record) {
  const auto platform = require_platform(context, record.platform);
  if (!platform.is_enabled)
    std::cerr << "note: the platform " << platform.name << " is disabled, so the account waits\n";
  if (trading::find_circuit(context.db(), platform.id).needs_attention) {
    std::cerr << "note: the platform " << platform.name
              << " is left alone until it was put right; see latchkey platform test\n";
  }
}

}  // namespace latchkey::cli
