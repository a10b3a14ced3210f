#include "cli/doctor/administrators_files.hpp"

#include <filesystem>

#include "base/files/folder.hpp"

namespace latchkey::cli {

void check_public_file(Examination& examination, Program program, const std::string& path) {
  const auto identity = find_program_identity(examination.context.config(), program);
  if (!identity || ask_permission(*identity, path, Access::read).answer != Answer::no) return;
  examination.report.fail(
      "latchkey-" + std::string(section_name(program)) + ", as " + identity->name + ", cannot read " + path,
      "chmod 0644 a file and 0755 a folder: nothing in them is secret");
}

void check_folder(Examination& examination, Program program, const NamedFolder& folder) {
  std::error_code error;
  if (!std::filesystem::exists(folder.path, error) && !error) {
    if (folder.path == folder.by_default) return;
    return examination.report.warn(folder.key + ": there is no folder " + folder.path,
                                   "make it, or take the line out; until then what is built in is used");
  }
  check_public_file(examination, program, folder.path);
  for (const auto& file : list_folder(folder.path, folder.endings).files) check_public_file(examination, program, file);
}

}  // namespace latchkey::cli
