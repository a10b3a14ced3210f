// A file read as a whole.
#pragma once
#include <filesystem>
#include <optional>
#include <string>

namespace latchkey {

// All bytes of the file; nothing when it cannot be opened or a read fails: of a folder, from a bad disk, or of a
// process in /proc that has ended meanwhile. It knows no limit of size: for files of the machine and of its
// administrator only.
[[nodiscard]] std::optional<std::string> read_whole_file(const std::filesystem::path& file);

}  // namespace latchkey
