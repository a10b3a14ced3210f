// Files of an administrator's that a program reads. This command may read what the program may not.
#pragma once
#include <string>
#include <vector>

#include "cli/doctor/findings.hpp"

namespace latchkey::cli {

// Who else may read a file or folder, which decides what an administrator is told to do about it.
enum class Readers {
  everybody,         // nothing in it is secret
  a_group_of_users,  // the program's user is to be in the file's group
};

// An error, and false, when the program's user cannot read `path`. True as well where nobody can say.
bool check_readable(Examination& examination, Program program, const std::string& path, Readers readers);

// The folder that the setting `key` names, and its files that end in one of `endings`; nothing in them is secret. The
// setting's default need not be there, another folder must.
struct NamedFolder {
  std::string key;
  std::string path;
  std::string by_default;
  std::vector<std::string> endings;
};
void check_folder(Examination& examination, Program program, const NamedFolder& folder);

}  // namespace latchkey::cli
