#include "admin/frame/edit_form.hpp"

#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"

namespace latchkey::admin {

std::string fingerprint_of(const std::vector<std::string>& values) {
  std::string text;
  for (const auto& value : values) text += std::to_string(value.size()) + ":" + value;
  return crypto::hex(crypto::sha256(text)).substr(0, 32);
}

Errors errors_of(const Visit& visit, const SaveOutcome& outcome, const Uuid& subject) {
  if (const auto* errors = std::get_if<Errors>(&outcome)) return *errors;
  const auto rows = visit.db.query(
      R"sql(
      SELECT actor
      FROM audit_log
      WHERE subject_id = ?
      ORDER BY happened_at DESC, id DESC
      LIMIT 1)sql",
      {subject});
  const std::string who = rows.empty() ? "somebody" : rows.front().text("actor");
  return {{"", "This was changed by " + who + " since you opened it. Look at it again, then make your change."}};
}

void add_problem(Page& page, const Edit& edit) {
  if (const auto found = edit.errors.find(""); found != edit.errors.end()) page.add(Notice{Tone::bad, found->second});
}

void add_edit_form(const Visit& visit, Page& page, Form form, const Edit& edit) {
  if (!edit.errors.empty()) keep_typed(visit, form.fields);
  tell(form.fields, edit.errors);
  if (edit.seen) form.hidden.emplace_back("seen", *edit.seen);
  page.add(form);
}

http::Response render_edit(const Visit& visit, Page& page, Form form, const Edit& edit) {
  add_problem(page, edit);
  add_edit_form(visit, page, std::move(form), edit);
  return page.render(edit.errors.empty() ? 200 : 422);
}

}  // namespace latchkey::admin
