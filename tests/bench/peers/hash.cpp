// The limit of whatever hashes a password at its real cost: Argon2id by libsodium in a loop, in a process for each
// core. `shipped`: libsodium as it is, which takes its memory from the kernel for each hash; `kept`: with the memory
// that Latchkey keeps from one hash to the next (crypto/hash_memory.hpp). Usage: bench-hash SECONDS MEMORY_KIB PASSES
// shipped|kept; prints one line of JSON with the rate.
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
#include <string>
#include <string_view>
#include <thread>

#include "crypto/hash_memory.hpp"
#include "crypto/password.hpp"

namespace latchkey::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view password = "sunny day 7";

struct Order {
  std::chrono::duration<double> seconds;
  PasswordCost cost;
  bool is_kept;
};

void hash_as_shipped(const PasswordCost& cost) {
  std::array<char, crypto_pwhash_STRBYTES> text{};
  if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), cost.passes, cost.memory_kib * 1024,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    std::abort();
  }
}

void hash_until(Clock::time_point end, const Order& order, std::atomic<std::uint64_t>& count) {
  std::uint64_t done = 0;
  for (; Clock::now() < end; ++done) {
    if (order.is_kept) {
      static_cast<void>(crypto::hash_password(password, order.cost));
    } else {
      hash_as_shipped(order.cost);
    }
  }
  // A limit that is not what its name says is none.
  if (crypto::hash_memory_state().served != (order.is_kept ? done : 0)) std::abort();
  count += done;
}

// The processes' hashes a second; nothing when one of them has failed.
double measure(const Order& order) {
  void* shared =
      ::mmap(nullptr, sizeof(std::atomic<std::uint64_t>), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) return 0;
  auto& count = *new (shared) std::atomic<std::uint64_t>(0);
  const auto begin = Clock::now();
  const auto end = begin + std::chrono::duration_cast<Clock::duration>(order.seconds);
  for (unsigned i = 0; i < std::thread::hardware_concurrency(); ++i) {
    const pid_t child = ::fork();
    if (child < 0) return 0;
    if (child > 0) continue;
    hash_until(end, order, count);
    ::_exit(0);
  }
  bool is_good = true;
  int status = 0;
  while (::wait(&status) > 0) is_good = is_good && status == 0;
  const std::chrono::duration<double> taken = Clock::now() - begin;
  return is_good ? static_cast<double>(count.load()) / taken.count() : 0;
}

}  // namespace
}  // namespace latchkey::bench

int main(int argc, char** argv) {
  if (argc != 5 || sodium_init() < 0) return 2;
  const std::string_view kind = argv[4];
  if (kind != "shipped" && kind != "kept") return 2;
  const double rate =
      latchkey::bench::measure({.seconds = std::chrono::duration<double>(std::atof(argv[1])),
                                .cost = {.memory_kib = std::stoul(argv[2]), .passes = std::stoul(argv[3])},
                                .is_kept = kind == "kept"});
  if (rate <= 0) return 1;
  std::cout << "{\"rate\": " << rate << "}\n";
  return 0;
}
