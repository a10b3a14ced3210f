// What rows of a file would come to, by what is stored now.
#pragma once
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "customers/import/lead_file.hpp"
#include "customers/leads/lead_store.hpp"
#include "db/connection.hpp"

namespace latchkey::customers {

// `unchanged`: a lead has the e-mail, a value in each field for which the row has one, and a touch that says all the
// marketing parameters and metadata of the row (and has the import's source). The other two are touch_lead()'s.
enum class RowOutcome { created, matched, unchanged };

// The fields of a lead that are filled.
struct FilledFields {
  bool first_name = false;
  bool last_name = false;
  bool phone = false;
  bool phone_country_code = false;
  bool nationality_country_code = false;
  bool language = false;
};

struct StoredLead {
  bool is_there = false;
  FilledFields filled = {};
  bool says_all = false;  // a touch says all of the row's parameters, or the row has none
};

// What is stored of the leads of these rows, one entry a row; one statement for all of them.
[[nodiscard]] std::vector<StoredLead> find_stored_leads(db::Connection& db, const std::vector<FileRow>& rows,
                                                        const std::optional<Source>& source);

// Whether a row's phone is stored with a lead or customer of another e-mail, as is_phone_of_another() says it.
enum class PhoneOwner { nobody_else, another };

// One entry a row; one statement for all of them.
[[nodiscard]] std::vector<PhoneOwner> find_phone_owners(db::Connection& db, const std::vector<FileRow>& rows);

[[nodiscard]] RowOutcome foresee_row(const LeadBody& row, const StoredLead& stored);

// Foresees the rows of a whole file in order, of which none is stored meanwhile: a later row of an e-mail meets what
// the earlier ones would have made.
class Foresight {
 public:
  // How many rows each e-mail has; it must outlive the object.
  using EmailCounts = std::unordered_map<std::string, std::size_t>;
  explicit Foresight(const EmailCounts& counts) : counts_(counts) {}

  [[nodiscard]] RowOutcome foresee(const LeadBody& row, StoredLead stored);

 private:
  struct Earlier {
    FilledFields filled;
    std::vector<Marketing> said;
  };
  const EmailCounts& counts_;
  std::unordered_map<std::string, Earlier> earlier_;  // of e-mails that have several rows
};

}  // namespace latchkey::customers
