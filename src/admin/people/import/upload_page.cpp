#include "admin/frame/page.hpp"
#include "admin/people/import/found_file.hpp"
#include "admin/people/import/import_pages.hpp"
#include "customers/import/lead_file.hpp"
#include "staff/user_store.hpp"

namespace latchkey::admin {
namespace {

using http::Response;

constexpr std::string_view too_large = "The file has more than 64 MiB. Split it, each part with the line of titles.";

Field source_field(const Visit& visit) {
  const std::string typed = visit.typed("source");
  Field field{.name = "source",
              .label = "Source",
              .kind = Field::Kind::select,
              .hint = "The user whose leads they become. Without one, a source that is there stays.",
              .choices = {{"", "nobody", typed.empty()}},
              .need = Field::Need::required};
  for (const auto& user : staff::list_users(visit.db)) {
    if (user.is_disabled) continue;
    const std::string id = user.id.text();
    field.choices.push_back({id, user.first_name + " " + user.last_name + " <" + user.email + ">", id == typed});
  }
  return field;
}

Response show(const Visit& visit, int status, const Errors& errors) {
  Page page(visit, "Import leads");
  page.below("Leads", "/admin/leads");
  if (const auto waiting = customers::find_stored_file(visit.db, visit.session.user_id)) {
    page.link_to("Go on with " + waiting->name, "/admin" + path_of(*waiting), Weight::quiet);
  }
  Form form{.action = "/leads/import",
            .submit = "Check",
            .text =
                "Each row is taken in as POST /api/v1/leads would take it. First the file is checked, and you see what "
                "would be done; it is kept for an hour at most.",
            .cancel = "/admin/leads"};
  form.fields = {
      {.name = "file",
       .label = "File",
       .kind = Field::Kind::file,
       .hint = "CSV in UTF-8 (Excel: \"CSV UTF-8\"), separated by commas, semicolons or tabs, with the titles of "
               "the columns in its first line. 64 MiB and 250,000 rows at most.",
       .need = Field::Need::required},
      source_field(visit)};
  tell(form.fields, errors);
  return page.add(form).render(status);
}

std::optional<Uuid> read_source(const Visit& visit, Errors& errors) {
  const std::string typed = visit.typed("source");
  if (typed.empty()) return std::nullopt;
  const auto user = staff::find_user(visit.db, typed);
  if (user && !user->is_disabled) return user->id;
  errors["source"] = "This user is gone or disabled.";
  return std::nullopt;
}

// The file, if it can be one of leads.
std::string_view read_sent_file(const Visit& visit, Errors& errors) {
  if (!visit.file || visit.file->field != "file" || (visit.file->name.empty() && visit.file->content.empty())) {
    errors["file"] = "Choose a file.";
    return {};
  }
  const auto columns = customers::read_columns(visit.file->content, {});
  if (const auto* problem = std::get_if<customers::CsvProblem>(&columns)) errors["file"] = sentence_of(*problem);
  return visit.file->content;
}

}  // namespace

Response show_import(const Visit& visit) {
  if (visit.asked("file") != "too-large") return show(visit, 200, {});
  return show(visit, 413, {{"file", std::string(too_large)}});
}

Response save_import_file(const Visit& visit) {
  const auto place = visit.long_work.begin();
  if (!place) {  // no page can send a file again
    Response response = show(visit, 503,
                             {{"file",
                               "Others are testing platforms, taking exports or importing leads just now, and so "
                               "many at a time are enough. Choose the file again in a moment."}});
    response.add_header("Retry-After", "5");
    return response;
  }
  Errors errors;
  const auto source = read_source(visit, errors);
  const auto text = read_sent_file(visit, errors);
  if (!errors.empty()) return show(visit, 422, errors);
  const auto id = customers::store_file(
      visit.db, {.user_id = visit.session.user_id, .name = visit.file->name, .text = text, .source_user_id = source});
  if (id) return go("/leads/import/" + id->text());
  return show(visit, 409,
              {{"file", "At the same moment another file was sent, or somebody's data were erased. Choose it again."}});
}

}  // namespace latchkey::admin
