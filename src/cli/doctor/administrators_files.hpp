// Files of an administrator's that a program reads. This command may read what the program may not.
#pragma once
#include <string>
#include <vector>

#include "cli/doctor/findings.hpp"

namespace latchkey::cli {

// Nothing in the file or folder is secret: an error, and false, when the program cannot read it.
bool check_public_file(Examination& examination, Program program, const std::string& path);

// The folder that the setting `key` names, and its files that end in one of `endings`. The setting's default need not
// be there, another folder must.
struct NamedFolder {
  std::string key;
  std::string path;
  std::string by_default;
  std::vector<std::string> endings;
};
void check_folder(Examination& examination, Program program, const NamedFolder& folder);

}  // namespace latchkey::cli
