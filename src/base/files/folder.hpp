// The files of a folder.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace latchkey {

struct FolderFiles {
  std::vector<std::filesystem::path> files;  // in the order of their names
  std::string problem;  // why the folder cannot be read, as the system says it; a folder that is not there has none
};

// What is directly in it and ends in one of `endings` (".json").
[[nodiscard]] FolderFiles list_folder(const std::string& folder, const std::vector<std::string>& endings);

}  // namespace latchkey
