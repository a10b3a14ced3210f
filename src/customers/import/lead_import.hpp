// Takes a file of leads in, each row as POST /api/v1/leads would take it from a key without limits: `latchkey lead
// import` and Leads > Import. A file may be taken in again: rows that are stored already are left as they are.
#pragma once
#include <cstddef>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/audit_log.hpp"
#include "customers/import/lead_file.hpp"
#include "customers/leads/lead_store.hpp"
#include "db/connection.hpp"

namespace latchkey::customers {

// In the place of an API key's name and id in the touches of an import; the id is the UUID of zeros.
inline constexpr std::string_view import_origin = "file import";
inline constexpr Uuid import_key_id{};

// Whoever imports holds it, see db/coordination/claim.hpp.
inline constexpr std::string_view lead_import_claim = "lead import";

struct ImportOrder {
  std::string name;  // of the file, for the activity log
  const LeadFile& file;
  std::optional<Source> source;  // whose leads they become; nothing: as with an untied key
  // How many errors the plan names; all are counted.
  std::size_t listed_errors = std::numeric_limits<std::size_t>::max();
};

struct ImportCounts {
  std::size_t rows = 0;
  std::size_t created = 0;
  std::size_t matched = 0;    // added to a lead that is there
  std::size_t unchanged = 0;  // stored already
  std::size_t wrong = 0;
};

inline constexpr std::size_t listed_warnings = 100;

struct ImportPlan {
  ImportCounts counts;
  std::vector<CellFinding> errors = {};            // of wrong rows, in the order of the file; see listed_errors
  std::vector<CellFinding> warnings = {};          // the first listed_warnings, as the API would answer them
  std::map<std::string, std::size_t> warned = {};  // how many there are of each code
  std::optional<CsvProblem> problem = {};  // the file cannot be read to its end; the counts are of what is before
};

// What the import would come to just now. Writes nothing. A row of an e-mail that has stood in an earlier row is
// counted by what that row would have made.
[[nodiscard]] ImportPlan plan_import(db::Connection& db, const ImportOrder& order);

struct ImportHooks {
  std::function<void()> confirm;                  // in each transaction: throws when somebody else imports by now
  std::function<void(const ImportCounts&)> tell;  // behind each transaction: what is done so far
};

// Carries it out in transactions of 100 rows at most, so that calls of the API about the same people wait for
// milliseconds. Wrong rows are left out: the caller has looked at the plan, which must have no `problem`. The first
// transaction that writes also has the entry of the activity log, with the plan's counts; an import that changes
// nothing has none. Returns what was done, in which `wrong` counts what was left out. Throws Unavailable: what `tell`
// has heard of is stored, and the file may be taken in again.
ImportCounts carry_out(db::Connection& db, const audit::Actor& actor, const ImportOrder& order, const ImportPlan& plan,
                       const ImportHooks& hooks);

}  // namespace latchkey::customers
