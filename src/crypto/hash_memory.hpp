// The memory of Argon2id, kept from one hash to the next.
//
// libsodium takes the memory of each hash by mmap() and gives it back by munmap(), so the kernel clears all its pages
// for every hash, which is more than half of a hash's time. libsodium cannot be told otherwise. The programs that hash
// therefore have mmap() and munmap() of their own, which the dynamic linker puts before libc's: the one request for
// memory that a hash makes is served from a block that the process keeps, and everything else goes on to the kernel as
// it is. docs/decisions/0020-memory-of-hashes.md says why it is done so.
//
// A process keeps one block, of the size of its last hash. It lies in huge pages where the kernel has them, is left out
// of core dumps, is wiped after each hash, and is given back after `keep_for` without one. Hashes of other threads at
// the same time, and those of less than 2 MiB, get their memory from the kernel.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace latchkey::crypto {

// While one exists, this thread's next request for exactly `bytes` bytes of memory is served from the kept block. It
// never fails: without memory for a block the request goes on to the kernel. `keep_for` of 0 keeps nothing.
class HashMemory {
 public:
  HashMemory(std::size_t bytes, std::chrono::seconds keep_for);
  ~HashMemory();
  HashMemory(const HashMemory&) = delete;
  HashMemory& operator=(const HashMemory&) = delete;
  HashMemory(HashMemory&&) = delete;
  HashMemory& operator=(HashMemory&&) = delete;

 private:
  std::chrono::seconds keep_for_;
  bool is_holder_ = false;
};

struct HashMemoryState {
  std::size_t kept_bytes;  // 0 while no block is kept
  std::uint64_t served;    // requests for memory that the block has answered since the process began
};

[[nodiscard]] HashMemoryState hash_memory_state();

}  // namespace latchkey::crypto
