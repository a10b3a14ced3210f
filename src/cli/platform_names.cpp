#include "cli/platform_names.hpp"

namespace latchkey::cli {

platforms::Platform require_platform(Context& context, const std::string& name_or_id) {
  auto platform = platforms::find_platform(context.db(), name_or_id);
  if (!platform) throw Refusal("there is no trading platform " + name_or_id + "; see latchkey platform list");
  return std::move(*platform);
}

platforms::AccountRecord require_account(Context& context, const std::string& id) {
  const auto uuid = Uuid::parse(id);
  auto record = uuid ? platforms::find_account_record(context.db(), *uuid) : std::nullopt;
  if (!record) throw Refusal("there is no trading account " + id + "; see latchkey account list");
  return std::move(*record);
}

}  // namespace latchkey::cli
