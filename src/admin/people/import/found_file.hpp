// The visitor's file of leads, as the pages of an import find it.
#pragma once
#include <optional>
#include <string>

#include "admin/frame/frame.hpp"
#include "customers/import/stored_file.hpp"
#include "customers/leads/lead_store.hpp"

namespace latchkey::admin {

struct FoundFile {
  customers::StoredFile stored;
  std::optional<customers::Source> source;  // whose leads they become
};

// The file of the route's id; 404 when it is not the visitor's, or not there any more, and when the user whose leads
// they would become is gone.
[[nodiscard]] Found<FoundFile> find_file(const Visit& visit);

// Its text; 404 when it was removed since.
[[nodiscard]] Found<std::string> read_file(const Visit& visit, const FoundFile& file);

// Of its page, below /admin.
[[nodiscard]] std::string path_of(const customers::StoredFile& file);

// What is wrong with the file as a whole, as a sentence.
[[nodiscard]] std::string sentence_of(const customers::CsvProblem& problem);

}  // namespace latchkey::admin
