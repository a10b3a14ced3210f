#include "admin/frame/long_work_page.hpp"
#include "admin/frame/page.hpp"
#include "admin/people/import/column_form.hpp"
#include "admin/people/import/found_file.hpp"
#include "admin/people/import/import_pages.hpp"
#include "customers/import/lead_import.hpp"

namespace latchkey::admin {
namespace {

using customers::CellFinding;
using customers::ImportPlan;
using customers::LeadFile;
using http::Response;

constexpr std::size_t shown_errors = 100;

// `1.5 MiB`.
std::string size_text(std::size_t bytes) {
  static constexpr std::size_t kib = 1024;
  const auto tenths = [&](std::size_t unit, std::string_view name) {
    const std::size_t number = (bytes * 10 + unit / 2) / unit;
    return std::to_string(number / 10) + "." + std::to_string(number % 10) + " " + std::string(name);
  };
  if (bytes < kib) return std::to_string(bytes) + " bytes";
  return bytes < kib * kib ? tenths(kib, "KiB") : tenths(kib * kib, "MiB");
}

Details facts_of(const FoundFile& file) {
  return {"",
          {{"File", plain(shown_title(file.stored.name))},
           {"Size", plain(size_text(file.stored.bytes))},
           {"Source", plain(file.source ? file.source->name : "nobody")},
           {"Sent", moment(file.stored.created_at)}}};
}

Details counts_of(const customers::ImportCounts& counts) {
  const auto number = [](std::size_t count) { return plain(std::to_string(count)); };
  return {"What would be done",
          {{"Rows", number(counts.rows)},
           {"New leads", number(counts.created)},
           {"Added to leads", number(counts.matched)},
           {"Unchanged", number(counts.unchanged)},
           {"Wrong", badge(std::to_string(counts.wrong), counts.wrong > 0 ? Tone::bad : Tone::good)}}};
}

Table findings_table(std::string title, const std::vector<CellFinding>& findings) {
  Table table{.title = std::move(title), .empty = "None.", .columns = {"Line", "Column", "What it is"}};
  for (const auto& finding : findings) {
    table.rows.push_back(
        {plain(std::to_string(finding.line)), plain(shown_title(finding.column)), plain(finding.message)});
  }
  return table;
}

void add_findings(Page& page, const ImportPlan& plan) {
  if (plan.counts.wrong > 0) {
    Table table = findings_table("Wrong rows", plan.errors);
    if (plan.errors.size() == shown_errors) {
      table.count = "The first " + std::to_string(shown_errors) + " faults; \"Wrong rows as CSV\" has all.";
    }
    page.add(table);
  }
  if (plan.warned.empty()) return;
  Table table = findings_table("Warnings", plan.warnings);
  for (const auto& [code, count] : plan.warned) {
    table.count += (table.count.empty() ? "" : ", ") + std::to_string(count) + " of " + code;
  }
  page.add(table);
}

Form take_in_form(const FoundFile& file, const customers::ImportCounts& counts) {
  Form form{.title = "Take in",
            .action = path_of(file.stored) + "/take-in",
            .submit = "Take in",
            .hidden = {{"revision", std::to_string(file.stored.revision)}},
            .text = "Keep the page open: it shows how far it is. What a lead has already is never overwritten."};
  if (counts.wrong > 0) {
    form.fields = {{.name = "wrong",
                    .label = "Wrong rows",
                    .kind = Field::Kind::choices,
                    .hint = "Mend them and send the file again, or take the others in without them.",
                    .choices = {{"skip", "Leave wrong rows out"}}}};
  }
  return form;
}

Form discard_form(const FoundFile& file) {
  return {.action = path_of(file.stored) + "/discard", .submit = "Discard", .shape = Form::Shape::row, .quiet = true};
}

void add_plan(Page& page, const FoundFile& file, const ImportPlan& plan) {
  page.add(counts_of(plan.counts));
  if (plan.problem) {
    page.add(Notice{Tone::bad, "The file cannot be read to its end. " + sentence_of(*plan.problem)});
  } else if (plan.counts.created + plan.counts.matched > 0) {
    page.add(take_in_form(file, plan.counts));
  } else {
    page.add(Notice{plan.counts.wrong > 0 ? Tone::bad : Tone::good,
                    plan.counts.wrong > 0 ? "There is no row that could be taken in."
                                          : "There is nothing to take in: all is stored."});
  }
}

Response show(const Visit& visit, const FoundFile& file, const std::string& text) {
  Page page(visit, "Import " + shown_title(file.stored.name));
  page.below("Leads", "/admin/leads").below("Import", "/admin/leads/import");
  page.add(facts_of(file));
  const auto opened = LeadFile::open(text, file.stored.wishes);
  if (const auto* problem = std::get_if<customers::CsvProblem>(&opened)) {
    page.add(Notice{Tone::bad, sentence_of(*problem)});
    const auto columns = customers::read_columns(text, file.stored.wishes);
    if (const auto* known = std::get_if<std::vector<customers::FileColumn>>(&columns)) {
      page.add(column_form(file, *known));
    }
    return page.add(discard_form(file)).render();
  }
  const auto& leads = std::get<LeadFile>(opened);
  const auto plan = customers::plan_import(
      visit.db, {.name = file.stored.name, .file = leads, .source = file.source, .listed_errors = shown_errors});
  if (plan.counts.wrong > 0) {
    page.link_to("Wrong rows as CSV", "/admin" + path_of(file.stored) + "/wrong-rows", Weight::quiet);
  }
  add_plan(page, file, plan);
  add_findings(page, plan);
  return page.add(column_form(file, leads.columns())).add(discard_form(file)).render();
}

Response store_columns(const Visit& visit, const FoundFile& file, const std::string& text) {
  const auto columns = customers::read_columns(text, file.stored.wishes);
  if (const auto* known = std::get_if<std::vector<customers::FileColumn>>(&columns)) {
    // When the file is gone meanwhile, its page says so.
    static_cast<void>(customers::save_wishes(visit.db, file.stored.id, read_columns_chosen(visit, *known)));
  }
  return go(path_of(file.stored));
}

}  // namespace

Response show_import_file(const Visit& visit) {
  return with_found(find_file(visit), [&](const FoundFile& file) {
    return with_long_work(visit, [&](const LongWorkPlace&) {
      return with_found(read_file(visit, file), [&](const std::string& text) { return show(visit, file, text); });
    });
  });
}

Response check_import_again(const Visit& visit) {
  return with_found(find_file(visit), [&](const FoundFile& file) {
    return with_long_work(visit, [&](const LongWorkPlace&) {
      return with_found(read_file(visit, file),
                        [&](const std::string& text) { return store_columns(visit, file, text); });
    });
  });
}

Response discard_import(const Visit& visit) {
  return with_found(find_file(visit), [&](const FoundFile& file) {
    customers::remove_file(visit.db, file.stored.id);
    return go("/leads/import", "file_discarded");
  });
}

}  // namespace latchkey::admin
