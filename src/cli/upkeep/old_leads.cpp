#include "cli/upkeep/old_leads.hpp"

#include "customers/privacy/erase_person.hpp"
#include "customers/privacy/erased_file.hpp"
#include "db/coordination/id_ranges.hpp"

namespace latchkey::cli {
namespace {

// Every lead is looked at, by its key, since no index is in the order of their changes alone.
constexpr std::string_view select_old =
    R"sql(
    SELECT l.id
    FROM leads l
    LEFT JOIN customers c ON c.lead_id = l.id
    WHERE l.id > ? AND l.id <= ?
      AND l.updated_at < UTC_TIMESTAMP(6) - INTERVAL ? SECOND
      AND c.id IS NULL
      AND l.email NOT LIKE 'erased:%')sql";

template <class Use>
void for_each_old_lead(db::Connection& db, std::chrono::seconds kept, Use use) {
  db::for_each_id_range(db, {.table = "leads"}, [&](const db::IdRange& range) {
    for (const auto& row : db.query(select_old, {range.after, range.last, kept.count()})) use(row.uuid("id"));
  });
}

}  // namespace

std::uint64_t count_old_leads(db::Connection& db, std::chrono::seconds kept) {
  std::uint64_t count = 0;
  for_each_old_lead(db, kept, [&](const Uuid&) { ++count; });
  return count;
}

std::uint64_t erase_old_leads(Context& context, std::chrono::seconds kept) {
  const std::string& file = context.config().erased_file;
  const auto actor = Context::actor();
  std::uint64_t erased = 0;
  for_each_old_lead(context.db(), kept, [&](const Uuid& id) {
    const auto outcome = customers::erase_person(
        context.db(), {.actor = actor,
                       .lead_id = id,
                       .whom = customers::Whom::lead,
                       .unheard_for = kept,
                       .note = [&](const Uuid& lead) { customers::append_to_erased_file(file, lead); }});
    if (outcome == customers::EraseOutcome::erased) ++erased;
  });
  return erased;
}

}  // namespace latchkey::cli
