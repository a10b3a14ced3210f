#include "base/files/folder.hpp"

#include <algorithm>
#include <system_error>

namespace latchkey {

FolderFiles list_folder(const std::string& folder, const std::vector<std::string>& endings) {
  FolderFiles found;
  std::error_code error;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const std::string ending = at->path().extension();
    if (std::ranges::find(endings, ending) != endings.end()) found.files.push_back(at->path());
  }
  std::ranges::sort(found.files);
  if (error && error != std::errc::no_such_file_or_directory) found.problem = error.message();
  return found;
}

}  // namespace latchkey
