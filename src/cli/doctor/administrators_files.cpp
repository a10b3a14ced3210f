#include "cli/doctor/administrators_files.hpp"

#include <filesystem>

#include "base/files/folder.hpp"

namespace latchkey::cli {

bool check_public_file(Examination& examination, Program program, const std::string& path) {
  const auto identity = find_program_identity(examination.context.config(), program);
  if (!identity) return true;
  const auto asked = ask_permission(*identity, path, Access::read);
  if (asked.answer != Answer::no) return true;
  const std::string obstacle = asked.obstacle;
  const std::string what =
      "latchkey-" + std::string(section_name(program)) + ", as " + identity->name + ", cannot read " + path;
  if (obstacle == path) {
    examination.report.fail(what, "chmod 0644 a file and 0755 a folder: nothing in them is secret");
  } else {
    examination.report.fail(what + ", since it cannot enter " + obstacle,
                            "chmod o+x " + obstacle + ", or put the file where the program can read it");
  }
  return false;
}

void check_folder(Examination& examination, Program program, const NamedFolder& folder) {
  std::error_code error;
  if (!std::filesystem::exists(folder.path, error) && !error) {
    if (folder.path == folder.by_default) return;
    return examination.report.warn(folder.key + ": there is no folder " + folder.path,
                                   "make it, or take the line out; until then what is built in is used");
  }
  if (!check_public_file(examination, program, folder.path)) return;
  for (const auto& file : list_folder(folder.path, folder.endings).files) check_public_file(examination, program, file);
}

}  // namespace latchkey::cli
