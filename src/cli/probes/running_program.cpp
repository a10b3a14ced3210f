#include "cli/probes/running_program.hpp"

#include <filesystem>
#include <fstream>
#include <string>

namespace latchkey::cli {

bool is_program_running(std::string_view name) {
  static constexpr std::size_t shown_by_kernel = 15;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", failed)) {
    std::string shown;
    std::ifstream file(entry.path() / "comm");  // nothing for what is no process
    if (std::getline(file, shown) && shown == name.substr(0, shown_by_kernel)) return true;
  }
  return false;
}

}  // namespace latchkey::cli
