#include "cli/doctor/administrators_files.hpp"

#include <filesystem>

#include "base/files/folder.hpp"

namespace latchkey::cli {
namespace {

std::string make_remedy(const std::string& obstacle, bool is_folder, const std::string& user, Readers readers) {
  if (readers == Readers::a_group_of_users) {
    return "chgrp " + obstacle + " to a group of the user " + user + ", and chmod " + (is_folder ? "0750" : "0640");
  }
  return is_folder ? "chmod o+x " + obstacle + ", or put the file where the program can read it"
                   : "chmod 0644 a file and 0755 a folder: nothing in them is secret";
}

}  // namespace

bool check_readable(Examination& examination, Program program, const std::string& path, Readers readers) {
  const auto identity = find_program_identity(examination.context.config(), program);
  if (!identity) return true;
  const auto asked = ask_permission(*identity, path, Access::read);
  if (asked.answer != Answer::no) return true;
  const std::string obstacle = asked.obstacle;
  const bool is_folder = obstacle != path;
  examination.report.fail("latchkey-" + std::string(section_name(program)) + ", as the user " + identity->name +
                              ", cannot read " + path + (is_folder ? ", since it cannot enter " + obstacle : ""),
                          make_remedy(obstacle, is_folder, identity->name, readers));
  return false;
}

void check_folder(Examination& examination, Program program, const NamedFolder& folder) {
  std::error_code error;
  if (!std::filesystem::exists(folder.path, error) && !error) {
    if (folder.path == folder.by_default) return;
    return examination.report.warn(folder.key + ": there is no folder " + folder.path,
                                   "make it, or take the line out; until then what is built in is used");
  }
  if (!check_readable(examination, program, folder.path, Readers::everybody)) return;
  for (const auto& file : list_folder(folder.path, folder.endings).files) {
    check_readable(examination, program, file, Readers::everybody);
  }
}

}  // namespace latchkey::cli
