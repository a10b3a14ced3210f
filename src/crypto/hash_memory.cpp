#include "crypto/hash_memory.hpp"

#include <sodium.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <ctime>

namespace {

constexpr std::size_t huge_page = std::size_t{2} << 20;

// All of it is constant before any code runs, since libraries call mmap() while they are loaded. Who has turned
// `is_taken` from false to true may change the block: a hash, or the signal that ends its time.
constinit std::atomic<bool> is_taken = false;
constinit std::atomic<char*> block = nullptr;
constinit std::atomic<std::size_t> block_bytes = 0;
constinit std::atomic<std::uint64_t> served = 0;
constinit thread_local std::size_t awaited_bytes = 0;  // what this thread's hash is about to ask for
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<char*>::is_always_lock_free);

std::size_t whole_pages(std::size_t bytes) { return (bytes + huge_page - 1) / huge_page * huge_page; }

int unmap(void* begin, std::size_t bytes) { return static_cast<int>(::syscall(SYS_munmap, begin, bytes)); }

void give_back() {
  char* const begin = block.exchange(nullptr);
  if (begin != nullptr) unmap(begin, whole_pages(block_bytes.exchange(0)));
}

// A signal's handler: atomics and a system call alone.
void give_back_unless_taken(int) {
  const int before = errno;
  if (!is_taken.exchange(true)) {
    give_back();
    is_taken = false;
  }
  errno = before;
}

// Its beginning is that of a huge page. Nullptr when the kernel has no memory.
char* make_block(std::size_t bytes) {
  const std::size_t wanted = whole_pages(bytes);
  void* const found = ::mmap64(nullptr, wanted + huge_page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (found == MAP_FAILED) return nullptr;
  const auto address = reinterpret_cast<std::uintptr_t>(found);
  const std::size_t before = whole_pages(address) - address;
  char* const begin = static_cast<char*>(found) + before;
  if (before > 0) unmap(found, before);
  unmap(begin + wanted, huge_page - before);
  // Both are advice: a kernel that does not know them still gives the memory.
  static_cast<void>(::madvise(begin, wanted, MADV_HUGEPAGE));
  static_cast<void>(::madvise(begin, wanted, MADV_DONTDUMP));
  return begin;
}

void keep_block_of(std::size_t bytes) {
  if (block_bytes == bytes) return;
  give_back();
  char* const begin = make_block(bytes);
  if (begin == nullptr) return;
  block_bytes = bytes;
  block = begin;
}

// The timer of this process, which tells by a signal of its own that the block's time is over. SA_RESTART: whoever
// waits in accept() or read() then does not notice.
timer_t* timer() {
  static timer_t made{};
  static const bool is_made = [] {
    struct sigaction action {};
    action.sa_handler = give_back_unless_taken;
    action.sa_flags = SA_RESTART;
    struct sigevent event {};
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = SIGRTMIN;
    return ::sigaction(SIGRTMIN, &action, nullptr) == 0 && ::timer_create(CLOCK_MONOTONIC, &event, &made) == 0;
  }();
  return is_made ? &made : nullptr;
}

bool give_back_after(std::chrono::seconds time) {
  struct itimerspec when {};
  when.it_value.tv_sec = time.count();
  return timer() != nullptr && ::timer_settime(*timer(), 0, &when, nullptr) == 0;
}

}  // namespace

namespace latchkey::crypto {

HashMemory::HashMemory(std::size_t bytes, std::chrono::seconds keep_for) : keep_for_(keep_for) {
  if (keep_for == std::chrono::seconds::zero() || bytes < huge_page || is_taken.exchange(true)) return;
  is_holder_ = true;
  keep_block_of(bytes);
  if (block != nullptr) awaited_bytes = bytes;
}

HashMemory::~HashMemory() {
  if (!is_holder_) return;
  awaited_bytes = 0;
  if (!give_back_after(keep_for_)) give_back();
  is_taken = false;
}

HashMemoryState hash_memory_state() { return {block_bytes, served}; }

}  // namespace latchkey::crypto

extern "C" {

// libc's mmap64() is the same function where addresses have 64 bits, and takes the same arguments elsewhere.
[[gnu::visibility("default"), gnu::used]] void* mmap(void* address, std::size_t bytes, int protection, int flags,
                                                     int file, off_t offset) noexcept {
  if (awaited_bytes == 0 || bytes != awaited_bytes || address != nullptr || file != -1) {
    return ::mmap64(address, bytes, protection, flags, file, offset);
  }
  awaited_bytes = 0;
  ++served;
  return block;
}

[[gnu::visibility("default"), gnu::used]] int munmap(void* address, std::size_t bytes) noexcept {
  if (address == nullptr || address != block) return unmap(address, bytes);
  sodium_memzero(address, bytes);
  return 0;
}

}  // extern "C"
