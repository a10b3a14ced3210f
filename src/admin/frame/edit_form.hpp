// The one way in which staff edit a record: the form shows it, what was typed is read and checked, it is saved unless
// somebody else has changed it since it was shown, and the visitor is told what came of it.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "admin/frame/page.hpp"
#include "base/uuid.hpp"

namespace latchkey::admin {

// A stored record as it is at one moment. The fingerprint changes with everything that the form shows. The form carries
// it, so that a save can see whether the record is still the same. `subject` is what the activity log calls the record.
struct Version {
  Uuid subject;
  std::string fingerprint;
};
[[nodiscard]] std::string fingerprint_of(const std::vector<std::string>& values);

// How far an edit has come.
struct Edit {
  std::optional<std::string> seen;  // the fingerprint that the form carries; nothing: the record is a new one
  Errors errors = {};               // of what was typed; empty when the form is shown for the first time

  [[nodiscard]] bool is_new() const { return !seen; }
};

// What came of a save.
struct Saved {
  std::string path;       // below /admin: where the visitor goes on
  std::string_view word;  // of flash.cpp
};
struct ChangedMeanwhile {};  // by somebody else; nothing was saved
using SaveOutcome = std::variant<Saved, ChangedMeanwhile, Errors>;

// What is different for each kind of record.
template <class Record>
struct EditRules {
  Found<Record> (*find)(const Visit& visit);    // the stored record of the route's id
  Found<Record> (*start)(const Visit& visit);   // a new one as its form shows it at first
  Version (*version_of)(const Record& record);  // of a stored one
  // `before` with what was typed; what is wrong with it goes into edit.errors.
  Record (*read)(const Visit& visit, const Record& before, Edit& edit);
  SaveOutcome (*add)(const Visit& visit, const Record& record);  // never ChangedMeanwhile
  // Saves only if `before` is still what is stored, which is compared under the record's lock.
  SaveOutcome (*change)(const Visit& visit, const Record& before, const Record& after);
  // The page with the form; its fields show `record`. The functions below help with it.
  http::Response (*show)(const Visit& visit, const Record& record, const Edit& edit);
};

// What to say when the outcome is not Saved. For ChangedMeanwhile it names who has changed the subject last.
[[nodiscard]] Errors errors_of(const Visit& visit, const SaveOutcome& outcome, const Uuid& subject);

// The two pieces of a page that shows an edit. The first is a notice that says what is wrong with the form as a whole,
// if anything is. The second is the form: its fields come as the record is stored; when the edit has errors they are
// made to show what was typed, and the errors beside it.
void add_problem(Page& page, const Edit& edit);
void add_edit_form(const Visit& visit, Page& page, Form form, const Edit& edit);
// The page with both pieces: 200, or 422 when the edit has errors.
[[nodiscard]] http::Response render_edit(const Visit& visit, Page& page, Form form, const Edit& edit);

// These four answer GET and POST of the form of a new record, and GET and POST of that of a stored one. A GET is
// answered with 200; a POST with 303 when the record is saved, else with 422 and the form.
template <class Record>
http::Response show_new(const Visit& visit, const EditRules<Record>& rules) {
  return with_found(rules.start(visit),
                    [&](const Record& record) { return rules.show(visit, record, {std::nullopt}); });
}

template <class Record>
http::Response save_new(const Visit& visit, const EditRules<Record>& rules) {
  return with_found(rules.start(visit), [&](const Record& empty) {
    Edit edit{std::nullopt};
    const Record record = rules.read(visit, empty, edit);
    if (edit.errors.empty()) {
      const SaveOutcome outcome = rules.add(visit, record);
      if (const auto* saved = std::get_if<Saved>(&outcome)) return go(saved->path, saved->word);
      edit.errors = std::get<Errors>(outcome);
    }
    return rules.show(visit, empty, edit);
  });
}

template <class Record>
http::Response show_stored(const Visit& visit, const EditRules<Record>& rules) {
  return with_found(rules.find(visit), [&](const Record& record) {
    return rules.show(visit, record, {rules.version_of(record).fingerprint});
  });
}

template <class Record>
http::Response save_stored(const Visit& visit, const EditRules<Record>& rules) {
  return with_found(rules.find(visit), [&](const Record& before) {
    const Version version = rules.version_of(before);
    Edit edit{visit.typed("seen")};
    const Record after = rules.read(visit, before, edit);
    if (edit.errors.empty()) {
      const bool is_as_seen = edit.seen == version.fingerprint;
      const SaveOutcome outcome = is_as_seen ? rules.change(visit, before, after) : ChangedMeanwhile();
      if (const auto* saved = std::get_if<Saved>(&outcome)) return go(saved->path, saved->word);
      edit.errors = errors_of(visit, outcome, version.subject);
    }
    return rules.show(visit, before, edit);
  });
}

}  // namespace latchkey::admin
