#include "admin/people/import/found_file.hpp"

#include "customers/import/import_text.hpp"
#include "staff/user_store.hpp"

namespace latchkey::admin {
namespace {

http::Response refuse_gone(const Visit& visit) {
  return refuse(
      visit, 404, "The file is not here any more",
      "A file is kept for an hour, until it was taken in, until another one is chosen, or until somebody's data "
      "are erased. Choose it again under Leads > Import.");
}

}  // namespace

Found<FoundFile> find_file(const Visit& visit) {
  auto stored = customers::find_stored_file(visit.db, visit.session.user_id);
  if (!stored || stored->id.text() != visit.id) return refuse_gone(visit);
  FoundFile found{*std::move(stored), std::nullopt};
  if (!found.stored.source_user_id) return found;
  const auto user = staff::find_user(visit.db, found.stored.source_user_id->text());
  if (!user) {
    return refuse(visit, 404, "The user is gone",
                  "The user whose leads they would become was removed. Choose the file again under Leads > Import.");
  }
  found.source = customers::Source{user->id, user->first_name + " " + user->last_name};
  return found;
}

Found<std::string> read_file(const Visit& visit, const FoundFile& file) {
  auto text = customers::read_text(visit.db, file.stored);
  if (!text) return refuse_gone(visit);
  return *std::move(text);
}

std::string path_of(const customers::StoredFile& file) { return "/leads/import/" + file.id.text(); }

std::string sentence_of(const customers::CsvProblem& problem) {
  std::string text = customers::place_of(problem) + ": " + problem.message + ".";
  text.front() = 'L';
  return text;
}

}  // namespace latchkey::admin
