// The limit of a creation with its real hash: Argon2id by libsodium in a loop, on as many threads as there are cores.
// Usage: bench-hash SECONDS MEMORY_KIB PASSES; prints one line of JSON with the rate.
#include <sodium.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string_view>
#include <thread>
#include <vector>

namespace {

void hash_until(const std::atomic<bool>& must_stop, std::atomic<long>& count, std::size_t memory_kib, unsigned passes) {
  static constexpr std::string_view password = "sunny day 7";
  std::array<char, crypto_pwhash_STRBYTES> text{};
  while (!must_stop) {
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
  std::atomic<bool> must_stop{false};
  std::atomic<long> count{0};
  std::vector<std::jthread> threads;
  const auto begin = std::chrono::steady_clock::now();
  for (unsigned i = 0; i < std::thread::hardware_concurrency(); ++i) {
    threads.emplace_back([&] { hash_until(must_stop, count, memory_kib, passes); });
  }
  std::this_thread::sleep_for(seconds);
  must_stop = true;
  threads.clear();
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  std::cout << "{\"rate\": " << static_cast<double>(count.load()) / taken.count() << "}\n";
  return 0;
}
