#include "cli/people/lead_import_command.hpp"

#include <cerrno>
#include <filesystem>
#include <iostream>
#include <system_error>
#include <utility>

#include "base/files/whole_file.hpp"
#include "base/nearest.hpp"
#include "cli/database/claim.hpp"
#include "customers/import/import_text.hpp"
#include "staff/user_store.hpp"

namespace latchkey::cli {
namespace {

using customers::CellFinding;
using customers::ImportCounts;
using customers::ImportPlan;
using customers::LeadFile;
using nlohmann::json;

struct ImportOptions {
  std::string file;
  std::vector<std::string> maps;
  std::string source;
  bool is_rehearsal = false;
  bool skips_wrong = false;
  std::shared_ptr<Output> output = std::make_shared<Output>(Output::table);
};

// `Their column=email`; a title may have a `=` itself.
customers::ColumnWish parse_wish(const std::string& text) {
  const auto equals = text.rfind('=');
  if (equals == std::string::npos || equals == 0) {
    throw CLI::ValidationError("--map", "must be TITLE=FIELD, e.g. \"Mail=email\"");
  }
  customers::ColumnWish wish{text.substr(0, equals), text.substr(equals + 1)};
  if (customers::is_column_target(wish.target)) return wish;
  const std::string nearest = find_nearest(wish.target, customers::column_targets());
  throw CLI::ValidationError(
      "--map", "there is no field " + wish.target +
                   (nearest.empty() ? "; see latchkey lead import --help" : "; did you mean " + nearest + "?"));
}

std::string read_file(const std::string& name) {
  std::error_code error;
  const auto bytes = std::filesystem::file_size(name, error);
  if (error) throw Refusal("cannot read " + name + ": " + error.message());
  if (bytes > customers::import_bytes_limit) throw Refusal(name + " has more than 64 MiB; split it");
  auto text = read_whole_file(name);
  if (!text) throw Refusal("cannot read " + name + ": " + std::generic_category().message(errno));
  return *std::move(text);
}

Refusal refuse_file(const std::string& name, const customers::CsvProblem& problem) {
  return Refusal(name + ", " + place_of(problem) + ": " + problem.message +
                 (problem.wish.empty() ? "" : ": --map \"" + problem.wish + "\""));
}

std::optional<customers::Source> find_source(Context& context, const std::string& wanted) {
  if (wanted.empty()) return std::nullopt;
  const auto user = staff::find_user(context.db(), wanted);
  if (!user) throw Refusal("there is no user " + wanted);
  return customers::Source{user->id, user->first_name + " " + user->last_name};
}

json findings_json(const std::vector<CellFinding>& findings) {
  json array = json::array();
  for (const auto& finding : findings) {
    array.push_back({{"line", finding.line},
                     {"column", finding.column.empty() ? json(nullptr) : json(finding.column)},
                     {"code", finding.code},
                     {"message", finding.message}});
  }
  return array;
}

json report_json(const LeadFile& file, const ImportPlan& plan, const ImportCounts& counts) {
  json columns = json::array();
  for (const auto& [title, target] : file.columns()) {
    columns.push_back({{"title", title}, {"field", target.empty() ? json(nullptr) : json(target)}});
  }
  return {{"columns", columns},
          {"rows", counts.rows},
          {"created", counts.created},
          {"matched", counts.matched},
          {"unchanged", counts.unchanged},
          {"wrong", counts.wrong},
          {"errors", findings_json(plan.errors)},
          {"warnings", findings_json(plan.warnings)},
          {"warned", plan.warned}};
}

void print_findings(const std::vector<CellFinding>& findings) {
  for (const auto& finding : findings) {
    std::cerr << "line " << finding.line << (finding.column.empty() ? "" : ", " + cell_text(finding.column)) << ": "
              << finding.message << '\n';
  }
}

void print_plan(const LeadFile& file, const ImportPlan& plan) {
  for (const auto& [title, target] : file.columns()) {
    std::cout << cell_text(title) << (target.empty() ? "  (left out)" : "  -> " + target) << '\n';
  }
  print_findings(plan.errors);
  print_findings(plan.warnings);
  for (const auto& [code, count] : plan.warned) std::cerr << "warnings of " << code << ": " << count << '\n';
}

ImportCounts write_leads(Context& context, const customers::ImportOrder& order, const ImportPlan& plan) {
  const auto lease = claim(context.db(), customers::lead_import_claim);
  if (lease == nullptr) {
    throw Refusal(tell_claimant(context.db(), customers::lead_import_claim) +
                  " imports leads just now; nothing was written");
  }
  ImportCounts done;
  try {
    return customers::carry_out(
        context.db(), Context::actor(), order, plan,
        {.confirm = [&] { lease->confirm(); }, .tell = [&](const ImportCounts& so_far) { done = so_far; }});
  } catch (const std::exception&) {
    std::cerr << "latchkey: cut off behind " << done.created + done.matched
              << " rows that are stored; repeat the command, it goes on there\n";
    throw;
  }
}

void import_leads(Context& context, const ImportOptions& options) {
  std::vector<customers::ColumnWish> wishes;
  wishes.reserve(options.maps.size());
  for (const auto& text : options.maps) wishes.push_back(parse_wish(text));
  const std::string text = read_file(options.file);
  const auto opened = LeadFile::open(text, wishes);
  if (const auto* problem = std::get_if<customers::CsvProblem>(&opened)) {
    throw refuse_file(options.file, *problem);
  }
  const auto& file = std::get<LeadFile>(opened);
  const customers::ImportOrder order{std::filesystem::path(options.file).filename().string(), file,
                                     find_source(context, options.source)};
  const auto plan = customers::plan_import(context.db(), order);
  const bool is_table = *options.output == Output::table;
  if (is_table) print_plan(file, plan);
  if (plan.problem) throw refuse_file(options.file, *plan.problem);
  const bool is_hindered = plan.counts.wrong > 0 && !options.skips_wrong;
  const bool writes = !options.is_rehearsal && !is_hindered;
  const auto counts = writes ? write_leads(context, order, plan) : plan.counts;
  if (is_table) {
    std::cout << counts_text(counts) << (options.skips_wrong ? " and left out" : "") << '\n';
    if (options.is_rehearsal) std::cout << "nothing was written: --dry-run\n";
  } else {
    auto report = report_json(file, plan, counts);
    report["written"] = writes;
    std::cout << report.dump(2) << '\n';
  }
  if (is_hindered) {
    throw Refusal("rows are wrong; nothing was written: mend them, or leave them out with --skip-wrong");
  }
}

}  // namespace

void add_lead_import_command(CLI::App& group, Context& context) {
  CLI::App* command = group.add_subcommand("import", "Take leads in from a CSV file");
  command->footer(
      "The first line has the titles of the columns: email, firstName, lastName, phone, phoneCountryCode, "
      "nationalityCountryCode, language, ip, utm_source and the other usual keys, utmDetails.KEY, metadata.KEY, or the "
      "titles of the admin area's export. Other columns are left out, and named. Each row is checked and stored as "
      "POST /api/v1/leads does it. The whole file is checked first: when a row is wrong nothing is written. What is "
      "stored already is left as it is, so that the same file twice changes nothing. UTF-8, separated by commas, "
      "semicolons or tabs, 64 MiB and 250,000 rows at most.");
  const auto options = std::make_shared<ImportOptions>();
  command->add_option("file", options->file, "The CSV file")->required();
  command->add_option("--map", options->maps, R"(What a column is, "TITLE=FIELD"; "TITLE=-" leaves it out)")
      ->allow_extra_args(false);
  command->add_option("--source", options->source, "User whose leads they become, e-mail or id");
  command->add_flag("--dry-run", options->is_rehearsal, "Only check, and say what would be done");
  command->add_flag("--skip-wrong", options->skips_wrong, "Leave wrong rows out, and take the others in");
  add_json_flag(*command, options->output);
  command->callback([&context, options] { import_leads(context, *options); });
}

}  // namespace latchkey::cli
