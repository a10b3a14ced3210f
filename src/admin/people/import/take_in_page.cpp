#include <chrono>
#include <memory>
#include <stdexcept>

#include "admin/frame/long_work_page.hpp"
#include "admin/frame/page.hpp"
#include "admin/people/import/column_form.hpp"
#include "admin/people/import/found_file.hpp"
#include "admin/people/import/import_pages.hpp"
#include "customers/import/import_text.hpp"
#include "db/coordination/claim.hpp"

namespace latchkey::admin {
namespace {

using customers::ImportCounts;
using customers::LeadFile;
using http::Response;
using Clock = std::chrono::steady_clock;

// The file was removed while it was taken in.
struct FileGone : std::runtime_error {
  FileGone() : std::runtime_error("the file of leads was removed") {}
};

// All that the import needs when the visit is over. It is under way as long as this lives.
struct Task {
  db::Connection& db;
  audit::Actor actor;
  FoundFile file;
  std::string text;
  bool skips_wrong;
  bool may_see_log;
  LongWorkPlace place;
  std::unique_ptr<db::Lease> lease;
};

// Tells how far it is every two seconds.
class Progress {
 public:
  Progress(const Page::Tell& tell, std::size_t rows) : tell_(tell), rows_(rows) {}

  void note(const ImportCounts& done) {
    static constexpr std::chrono::seconds pause{2};
    done_ = done;
    if (Clock::now() - told_at_ < pause) return;
    told_at_ = Clock::now();
    tell_({"Under way", badge("\u2026", Tone::plain),
           std::to_string(done.rows) + " of " + std::to_string(rows_) + " rows", ""});
  }
  [[nodiscard]] std::size_t stored() const { return done_.created + done_.matched; }

 private:
  const Page::Tell& tell_;
  std::size_t rows_;
  ImportCounts done_;
  Clock::time_point told_at_ = Clock::now();
};

ImportCounts write_leads(const Task& task, const LeadFile& leads, const customers::ImportPlan& plan,
                         Progress& progress) {
  const customers::ImportOrder order{.name = task.file.stored.name, .file = leads, .source = task.file.source};
  return customers::carry_out(task.db, task.actor, order, plan,
                              {.confirm =
                                   [&] {
                                     task.lease->confirm();
                                     if (!customers::confirm_file(task.db, task.file.stored.id)) throw FileGone();
                                   },
                               .tell = [&](const ImportCounts& done) { progress.note(done); }});
}

// All is stored, whatever becomes of the file: without the database it comes to its end by itself.
void forget_file(const Task& task) {
  try {
    customers::remove_file(task.db, task.file.stored.id);
  } catch (const Unavailable&) {
    task.db.drop();
  }
}

void tell_where_to_look(const Task& task, const Page::Tell& tell) {
  const auto open = [](std::string_view what, const std::string& href) {
    Cell cell = link("Open", href);
    cell.about = what;
    return cell;
  };
  tell({"Leads", open("leads", "/admin/leads?key=" + customers::import_key_id.text()), "whose first touch is an import",
        ""});
  if (!task.may_see_log) return;
  tell({"Activity log", open("activity log", "/admin/activity-log"), "who has imported, and how many", ""});
}

// Cut off in the middle: what was told of is stored.
Notice cut_off(const Progress& progress, std::string_view why) {
  return {Tone::bad,
          "Cut off behind " + std::to_string(progress.stored()) + " rows that are stored: " + std::string(why)};
}

Notice take_in(const Task& task, const LeadFile& leads, const Page::Tell& tell) {
  const auto plan = customers::plan_import(
      task.db, {.name = task.file.stored.name, .file = leads, .source = task.file.source, .listed_errors = 0});
  if (plan.problem) return {Tone::bad, sentence_of(*plan.problem) + " Nothing was taken in."};
  const bool is_hindered = plan.counts.wrong > 0 && !task.skips_wrong;
  tell({"Check", badge(is_hindered ? "failed" : "ok", is_hindered ? Tone::bad : Tone::good),
        customers::counts_text(plan.counts), ""});
  if (is_hindered) {
    return {Tone::bad,
            "Rows are wrong; nothing was taken in. Mend them, or go back and tick \"Leave wrong rows out\"."};
  }
  Progress progress(tell, plan.counts.rows);
  try {
    const auto done = write_leads(task, leads, plan, progress);
    forget_file(task);
    tell_where_to_look(task, tell);
    return {Tone::good, customers::counts_text(done) + (task.skips_wrong ? " and left out." : ".")};
  } catch (const FileGone&) {
    return cut_off(progress,
                   "the file was removed, since another one was sent or somebody's data were erased. Send it again.");
  } catch (const Unavailable&) {
    return cut_off(progress, "the database is away or busy. Go back and take it in again; it goes on there.");
  }
}

Notice take_file_in(const Task& task, const Page::Tell& tell) {
  const auto opened = LeadFile::open(task.text, task.file.stored.wishes);
  if (const auto* problem = std::get_if<customers::CsvProblem>(&opened)) {
    return {Tone::bad, sentence_of(*problem) + " Nothing was taken in."};
  }
  try {
    return take_in(task, std::get<LeadFile>(opened), tell);
  } catch (const Unavailable&) {
    return {Tone::bad, "The database is away or busy, and nothing was taken in. Go back and try again."};
  }
}

Response ask_to_wait_for(const Visit& visit, const FoundFile& file) {
  const std::string who = db::tell_claimant(visit.db, customers::lead_import_claim);
  Page page(visit, "One moment, please");
  page.below("Leads", "/admin/leads").below("Import", "/admin" + path_of(file.stored));
  page.add(Notice{Tone::warn, who + " imports leads just now, and one import runs at a time. Nothing was done here."});
  Form form{
      .action = path_of(file.stored) + "/take-in", .submit = "Try again", .cancel = "/admin" + path_of(file.stored)};
  for (const auto& [name, value] : visit.form) {
    if (name != "csrf") form.hidden.emplace_back(name, value);
  }
  return page.add(form).render(409);
}

Response start(const Visit& visit, const FoundFile& file, const LongWorkPlace& place) {
  auto lease = db::claim(visit.db, customers::lead_import_claim, visit.session.email);
  if (lease == nullptr) return ask_to_wait_for(visit, file);
  auto read = read_file(visit, file);
  if (auto* refusal = std::get_if<Response>(&read)) return std::move(*refusal);
  const auto task =
      std::make_shared<const Task>(Task{.db = visit.db,
                                        .actor = visit.actor(),
                                        .file = file,
                                        .text = std::get<std::string>(std::move(read)),
                                        .skips_wrong = is_ticked(visit, "wrong", "skip"),
                                        .may_see_log = visit.may(staff::Area::activity_log, staff::Level::view),
                                        .place = place,
                                        .lease = std::move(lease)});
  Page page(visit, "Import " + shown_title(file.stored.name));
  page.below("Leads", "/admin/leads").below("Import", "/admin" + path_of(file.stored));
  return page.render_growing("Import", [task](const Page::Tell& tell) { return take_file_in(*task, tell); });
}

}  // namespace

Response take_import_in(const Visit& visit) {
  return with_found(find_file(visit), [&](const FoundFile& file) {
    if (visit.typed("revision") != std::to_string(file.stored.revision)) {
      return refuse(
          visit, 409, "Look at it again",
          "The columns were changed since this page was shown, so nothing was done. Open the file again under "
          "Leads > Import.");
    }
    return with_long_work(visit, [&](const LongWorkPlace& place) { return start(visit, file, place); });
  });
}

}  // namespace latchkey::admin
