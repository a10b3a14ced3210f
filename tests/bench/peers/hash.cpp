// The limit of a creation with its real hash: Argon2id by libsodium in a loop, in a process for each core. Threads of
// one process would be some 4 % slower, since each hash takes its memory from the kernel anew. Usage: bench-hash
// SECONDS MEMORY_KIB PASSES; prints one line of JSON with the rate.
#include <sodium.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <new>
#include <string_view>
#include <thread>

namespace {

using Clock = std::chrono::steady_clock;

void hash_until(Clock::time_point end, std::atomic<long>& count, std::size_t memory_kib, unsigned passes) {
  static constexpr std::string_view password = "sunny day 7";
  std::array<char, crypto_pwhash_STRBYTES> text{};
  while (Clock::now() < end) {
    if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), passes, memory_kib * 1024,
                              crypto_pwhash_ALG_ARGON2ID13) != 0) {
      std::abort();
    }
    ++count;
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4 || sodium_init() < 0) return 2;
  const std::chrono::duration<double> seconds{std::atof(argv[1])};
  const auto memory_kib = static_cast<std::size_t>(std::atol(argv[2]));
  const auto passes = static_cast<unsigned>(std::atoi(argv[3]));
  void* shared = ::mmap(nullptr, sizeof(std::atomic<long>), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) return 2;
  auto& count = *new (shared) std::atomic<long>(0);
  const auto begin = Clock::now();
  const auto end = begin + std::chrono::duration_cast<Clock::duration>(seconds);
  for (unsigned i = 0; i < std::thread::hardware_concurrency(); ++i) {
    const pid_t child = ::fork();
    if (child < 0) return 2;
    if (child > 0) continue;
    hash_until(end, count, memory_kib, passes);
    ::_exit(0);
  }
  int status = 0;
  while (::wait(&status) > 0) {
    if (status != 0) return 2;
  }
  const std::chrono::duration<double> taken = Clock::now() - begin;
  std::cout << "{\"rate\": " << static_cast<double>(count.load()) / taken.count() << "}\n";
  return 0;
}
