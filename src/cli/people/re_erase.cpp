#include "cli/people/re_erase.hpp"

#include "customers/privacy/erase_person.hpp"
#include "customers/privacy/erased_file.hpp"
#include "customers/privacy/erased_people.hpp"

namespace latchkey::cli {
namespace {

bool erase_again(Context& context, const Uuid& lead_id) {
  const auto outcome = customers::erase_person(context.db(), {.actor = Context::actor(),
                                                              .lead_id = lead_id,
                                                              .whom = customers::Whom::anybody,
                                                              .accounts = customers::OpenAccounts::ignore});
  if (outcome == customers::EraseOutcome::erased) return true;
  // The back-up is older than the person.
  customers::add_erased_person(context.db(), lead_id);
  return false;
}

}  // namespace

std::uint64_t complete_erased_file(Context& context) {
  const std::string& file = context.config().erased_file;
  const auto known = customers::list_erased_people(context.db());
  if (known.empty()) return 0;
  const auto noted = customers::read_erased_file(file);
  std::uint64_t added = 0;
  for (const auto& id : known) {
    if (noted.contains(id)) continue;
    customers::append_to_erased_file(file, id);
    ++added;
  }
  return added;
}

ReErased re_erase(Context& context) {
  ReErased done;
  const auto known = customers::list_erased_people(context.db());
  for (const auto& id : customers::read_erased_file(context.config().erased_file)) {
    if (!known.contains(id) && erase_again(context, id)) ++done.erased;
  }
  done.noted = complete_erased_file(context);
  return done;
}

}  // namespace latchkey::cli
