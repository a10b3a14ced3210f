// Memory that processes share: a file of fixed size that each of them maps. It belongs where files lie in memory
// (/run).
#pragma once
#include <sys/types.h>

#include <cstddef>
#include <functional>
#include <string>

namespace latchkey {

// What a file must be to be taken as it is. `tag` is what its first bytes say, at most 64 of them; `mode` who may open
// it. `prepare` makes the memory of a new file ready, which is all zeros behind the tag's 64 bytes; it may be empty.
struct SharedFileForm {
  std::string tag;
  std::size_t bytes;
  mode_t mode;
  std::function<void(void* memory)> prepare;
};

inline constexpr std::size_t shared_file_tag_bytes = 64;

class SharedFile {
 public:
  // Opens the file, or makes it. All of its memory is taken now, so that a full disk shows here and does not end the
  // process by SIGBUS later. A file that is damaged, of another form or another owner's is replaced; processes that
  // have it open keep the old one. Throws std::system_error.
  SharedFile(const std::string& file, const SharedFileForm& form);
  ~SharedFile();
  SharedFile(const SharedFile&) = delete;
  SharedFile& operator=(const SharedFile&) = delete;
  SharedFile(SharedFile&&) = delete;
  SharedFile& operator=(SharedFile&&) = delete;

  // The whole file, from its first byte.
  [[nodiscard]] void* memory() const { return memory_; }

 private:
  void* memory_ = nullptr;
  std::size_t bytes_;
};

}  // namespace latchkey
