#include "base/files/whole_file.hpp"

#include <array>
#include <fstream>

namespace latchkey {

// By read(), which keeps a failure in the stream's state: std::istreambuf_iterator would throw it.
std::optional<std::string> read_whole_file(const std::filesystem::path& file) {
  std::ifstream input(file, std::ios::binary);
  if (!input.is_open()) return std::nullopt;
  std::string bytes;
  std::array<char, 4096> part{};
  while (input.read(part.data(), part.size()) || input.gcount() > 0) {
    bytes.append(part.data(), static_cast<std::size_t>(input.gcount()));
  }
  return input.bad() ? std::nullopt : std::optional(std::move(bytes));
}

}  // namespace latchkey
