#include "customers/import/lead_import.hpp"

#include <unordered_set>

#include "customers/import/foresight.hpp"
#include "customers/intake/person_body.hpp"
#include "customers/leads/lead_batch.hpp"
#include "db/coordination/settle_commit.hpp"
#include "outbox/listeners.hpp"
#include "outbox/outbox.hpp"

namespace latchkey::customers {
namespace {

constexpr std::size_t batch_rows = 100;
constexpr std::size_t batch_bytes = std::size_t{512} * 1024;  // a statement may have 16 MiB, and escaping takes room

void count(ImportCounts& counts, RowOutcome outcome) {
  switch (outcome) {
    case RowOutcome::created:
      ++counts.created;
      return;
    case RowOutcome::matched:
      ++counts.matched;
      return;
    case RowOutcome::unchanged:
      ++counts.unchanged;
      return;
  }
}

// Collects the rows of a file that are right, and hands them on a batch at a time.
class Batches {
 public:
  using Use = std::function<void(const std::vector<FileRow>&)>;
  enum class SameEmail { together, apart };  // whether a batch may have two rows of one e-mail

  Batches(SameEmail same, Use use) : same_(same), use_(std::move(use)) {}

  void add(FileRow&& row) {
    const bool is_there = !emails_.insert(row.lead.person.email).second;
    const bool is_full = rows_.size() == batch_rows || bytes_ + row.bytes > batch_bytes;
    if (is_full || (is_there && same_ == SameEmail::apart)) {
      finish();
      emails_.insert(row.lead.person.email);
    }
    bytes_ += row.bytes;
    rows_.push_back(std::move(row));
  }

  void finish() {
    if (!rows_.empty()) use_(rows_);
    rows_.clear();
    emails_.clear();
    bytes_ = 0;
  }

 private:
  SameEmail same_;
  Use use_;
  std::vector<FileRow> rows_;
  std::unordered_set<std::string> emails_;
  std::size_t bytes_ = 0;
};

void add_warning(ImportPlan& plan, CellFinding warning) {
  ++plan.warned[warning.code];
  if (plan.warnings.size() < listed_warnings) plan.warnings.push_back(std::move(warning));
}

// The warnings that the API would answer, that of a phone of somebody who is stored now included.
void add_warnings(const ImportOrder& order, const FileRow& row, PhoneOwner owner, ImportPlan& plan) {
  for (const auto& warning : row.warnings) add_warning(plan, warning);
  if (owner != PhoneOwner::another) return;
  Findings findings;
  warn_of_known_phone(findings);
  for (const auto& warning : findings.warnings()) {
    add_warning(plan, {row.line, title_of(order.file.columns(), warning.pointer), warning.code, warning.message});
  }
}

// Reads the file to its end for the first time: what is wrong, and how many rows each e-mail has.
Foresight::EmailCounts check_rows(const ImportOrder& order, ImportPlan& plan) {
  Foresight::EmailCounts emails;
  plan.problem = order.file.for_each_row([&](FileRow&& row) {
    ++plan.counts.rows;
    if (row.errors.empty()) {
      ++emails[row.lead.person.email];
      return;
    }
    ++plan.counts.wrong;
    for (auto& error : row.errors) {
      if (plan.errors.size() < order.listed_errors) plan.errors.push_back(std::move(error));
    }
  });
  return emails;
}

TouchOrigin make_origin(const ImportOrder& order) {
  return {.api_key_id = import_key_id, .api_key_name = std::string(import_origin), .source = order.source};
}

nlohmann::json log_entry(const ImportOrder& order, const ImportCounts& counts) {
  return {{"file", order.name},
          {"source", order.source ? nlohmann::json(order.source->name) : nlohmann::json(nullptr)},
          {"rows", counts.rows},
          {"created", counts.created},
          {"matched", counts.matched},
          {"unchanged", counts.unchanged},
          {"wrong", counts.wrong}};
}

class Importer {
 public:
  struct Task {
    db::Connection& db;
    const audit::Actor& actor;
    const ImportOrder& order;
    const ImportPlan& plan;
    const ImportHooks& hooks;
  };
  explicit Importer(const Task& task) : task_(task), origin_(make_origin(task.order)) {}

  void write(const std::vector<FileRow>& rows) {
    const auto stored = find_stored_leads(task_.db, rows, task_.order.source);
    std::vector<const LeadBody*> changing;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (foresee_row(rows[i].lead, stored[i]) != RowOutcome::unchanged) changing.push_back(&rows[i].lead);
    }
    done_.rows += rows.size();
    done_.unchanged += rows.size() - changing.size();
    if (!changing.empty()) write_changing(changing);
  }

  [[nodiscard]] ImportCounts& done() { return done_; }

 private:
  void write_changing(const std::vector<const LeadBody*>& rows) {
    std::vector<TouchedLead> touched;
    try {
      task_.db.in_transaction([&](db::Transaction&) { touched = touch_all(rows); });
    } catch (const db::CommitUnknown&) {
      db::settle_commit(task_.db, "SELECT 1 FROM touches WHERE id = ? LOCK IN SHARE MODE", {touched.back().touch_id});
    }
    is_logged_ = true;
    for (const auto& lead : touched) ++(lead.outcome == LeadOutcome::created ? done_.created : done_.matched);
  }

  // As api/creation/create_lead.cpp does for one.
  std::vector<TouchedLead> touch_all(const std::vector<const LeadBody*>& rows) {
    task_.hooks.confirm();
    std::vector<Arrival> arrivals;
    arrivals.reserve(rows.size());
    for (const auto* row : rows) arrivals.push_back({row->person, row->marketing});
    auto touched = touch_leads(task_.db, arrivals, origin_);
    if (outbox::has_listeners(task_.db)) {
      for (const auto& lead : touched) outbox::tell(task_.db, lead.id, {happening_of(lead)});
    }
    if (!is_logged_) {
      audit::record_change(task_.db, task_.actor,
                           {"lead.import", "list", std::nullopt, nullptr, log_entry(task_.order, task_.plan.counts)});
    }
    return touched;
  }

  Task task_;
  TouchOrigin origin_;
  ImportCounts done_;
  bool is_logged_ = false;
};

}  // namespace

ImportPlan plan_import(db::Connection& db, const ImportOrder& order) {
  ImportPlan plan;
  const auto emails = check_rows(order, plan);
  Foresight foresight(emails);
  Batches batches(Batches::SameEmail::together, [&](const std::vector<FileRow>& rows) {
    const auto stored = find_stored_leads(db, rows, order.source);
    const auto owners = find_phone_owners(db, rows);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto outcome = foresight.foresee(rows[i].lead, stored[i]);
      count(plan.counts, outcome);
      if (outcome != RowOutcome::unchanged) add_warnings(order, rows[i], owners[i], plan);
    }
  });
  static_cast<void>(order.file.for_each_row([&](FileRow&& row) {
    if (row.errors.empty()) batches.add(std::move(row));
  }));
  batches.finish();
  return plan;
}

ImportCounts carry_out(db::Connection& db, const audit::Actor& actor, const ImportOrder& order, const ImportPlan& plan,
                       const ImportHooks& hooks) {
  Importer importer({db, actor, order, plan, hooks});
  Batches batches(Batches::SameEmail::apart, [&](const std::vector<FileRow>& rows) {
    importer.write(rows);
    hooks.tell(importer.done());
  });
  static_cast<void>(order.file.for_each_row([&](FileRow&& row) {
    if (row.errors.empty()) return batches.add(std::move(row));
    ++importer.done().rows;
    ++importer.done().wrong;
  }));
  batches.finish();
  return importer.done();
}

}  // namespace latchkey::customers
