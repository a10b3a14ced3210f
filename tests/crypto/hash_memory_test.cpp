#include "crypto/hash_memory.hpp"

#include <sodium.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstring>
#include <fstream>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include "crypto/password.hpp"
#include "support/child_process.hpp"

using namespace latchkey;
using namespace latchkey::crypto;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(hash_memory)

constexpr std::size_t mib = 1 << 20;
constexpr PasswordCost four_mib{.memory_kib = 4096, .passes = 1};
constexpr PasswordCost not_kept{.memory_kib = 4096, .passes = 1, .keep_memory_for = 0s};

using Digest = std::array<unsigned char, 32>;

// By libsodium alone. `fill` makes the salt.
Digest digest_of(const std::string& password, unsigned char fill, std::size_t bytes) {
  Digest digest{};
  std::array<unsigned char, crypto_pwhash_SALTBYTES> salt{};
  salt.fill(fill);
  BOOST_TEST(crypto_pwhash(digest.data(), digest.size(), password.data(), password.size(), salt.data(), 2, bytes,
                           crypto_pwhash_ALG_ARGON2ID13) == 0);
  return digest;
}

void* ask(std::size_t bytes, int flags = MAP_PRIVATE | MAP_ANONYMOUS, int file = -1) {
  return ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, flags, file, 0);
}

// What the kernel says of the mapping that begins at `address`: its lines in /proc/self/smaps.
std::string mapping_at(const void* address) {
  std::ifstream smaps("/proc/self/smaps");
  std::string found;
  bool is_wanted = false;
  for (std::string line; std::getline(smaps, line);) {
    if (line.find('-') < line.find(' ')) {
      is_wanted = std::stoull(line, nullptr, 16) == reinterpret_cast<std::uintptr_t>(address);
    }
    if (is_wanted) found += line + "\n";
  }
  return found;
}

BOOST_AUTO_TEST_CASE(hashes_are_the_same_bytes_as_libsodium_s_own) {
  unsigned char fill = 0;
  for (const std::size_t bytes : {2 * mib, 4 * mib, 19 * mib}) {
    for (const std::string& password :
         {std::string("sunny day 7"), std::string(128, 'x'), std::string("\xc3\xa9 7 letters")}) {
      const auto before = hash_memory_state().served;
      const Digest plain = digest_of(password, ++fill, bytes);
      BOOST_TEST(hash_memory_state().served == before);
      const HashMemory memory(bytes, 60s);
      BOOST_TEST(digest_of(password, fill, bytes) == plain);
      BOOST_TEST(hash_memory_state().served == before + 1);
    }
  }
}

BOOST_AUTO_TEST_CASE(libsodium_and_latchkey_accept_each_other_s_hashes) {
  for (const std::uint64_t memory_kib : {4096U, 4097U, 4098U, 4099U, 19456U}) {
    const PasswordCost cost{.memory_kib = memory_kib, .passes = 2};
    const auto before = hash_memory_state().served;
    const std::string ours = hash_password("sunny day 7", cost);
    BOOST_TEST(crypto_pwhash_str_verify(ours.c_str(), "sunny day 7", 11) == 0);
    BOOST_TEST(crypto_pwhash_str_verify(ours.c_str(), "sunny day 8", 11) != 0);
    std::array<char, crypto_pwhash_STRBYTES> theirs{};
    BOOST_TEST(crypto_pwhash_str_alg(theirs.data(), "sunny day 7", 11, 2, memory_kib * 1024,
                                     crypto_pwhash_ALG_ARGON2ID13) == 0);
    BOOST_TEST((check_password(theirs.data(), "sunny day 7", cost) == PasswordMatch::right));
    BOOST_TEST((check_password(theirs.data(), "sunny day 8", cost) == PasswordMatch::wrong));
    BOOST_TEST(hash_memory_state().served == before + 3);  // libsodium's own three came from the kernel
  }
}

BOOST_AUTO_TEST_CASE(only_the_hash_s_own_request_is_served) {
  const std::size_t bytes = 4 * mib;
  const auto before = hash_memory_state().served;
  {
    const HashMemory memory(bytes, 60s);
    const int file = ::memfd_create("test", 0);
    BOOST_TEST(::ftruncate(file, static_cast<off_t>(bytes)) == 0);
    std::vector<std::pair<void*, std::size_t>> others{
        {ask(bytes - 4096), bytes - 4096}, {ask(bytes + 4096), bytes + 4096}, {ask(bytes, MAP_PRIVATE, file), bytes}};
    std::thread([&] { others.emplace_back(ask(bytes), bytes); }).join();
    std::vector<char> heap(bytes);  // malloc() takes it from the kernel, too
    BOOST_TEST(heap.back() == 0);
    BOOST_TEST(hash_memory_state().served == before);
    void* const own = ask(bytes);
    BOOST_TEST(hash_memory_state().served == before + 1);
    others.emplace_back(ask(bytes), bytes);  // the second of its size is not the hash's
    BOOST_TEST(hash_memory_state().served == before + 1);
    for (const auto& [address, size] : others) {
      BOOST_TEST(address != MAP_FAILED);
      BOOST_TEST(address != own);
      BOOST_TEST(::munmap(address, size) == 0);
    }
    BOOST_TEST(::munmap(own, bytes) == 0);
    ::close(file);
  }
  void* const after = ask(bytes);
  BOOST_TEST(hash_memory_state().served == before + 1);
  BOOST_TEST(::munmap(after, bytes) == 0);
}

BOOST_AUTO_TEST_CASE(requests_that_fail_say_so_as_before) {
  BOOST_TEST(ask(0) == MAP_FAILED);
  BOOST_TEST(errno == EINVAL);
  BOOST_TEST(::munmap(reinterpret_cast<void*>(1), 4096) == -1);
  BOOST_TEST(errno == EINVAL);
}

BOOST_AUTO_TEST_CASE(the_block_is_wiped_after_each_hash_and_left_out_of_core_dumps) {
  const HashMemory memory(4 * mib, 60s);
  auto* const block = static_cast<unsigned char*>(ask(4 * mib));
  std::memset(block, 0xab, 4 * mib);
  BOOST_TEST(::munmap(block, 4 * mib) == 0);
  BOOST_TEST(sodium_is_zero(block, 4 * mib) == 1);
  const std::string mapping = mapping_at(block);
  BOOST_TEST_CONTEXT(mapping) {
    const auto flags = mapping.find("VmFlags:");
    BOOST_REQUIRE(flags != std::string::npos);
    BOOST_TEST((mapping.find(" dd", flags) != std::string::npos));
    BOOST_TEST((mapping.find(" hg", flags) != std::string::npos));
  }
}

BOOST_AUTO_TEST_CASE(one_block_serves_all_hashes_and_has_the_size_of_the_last) {
  static_cast<void>(hash_password("sunny day 7", four_mib));
  BOOST_TEST(hash_memory_state().kept_bytes == 4 * mib);
  static_cast<void>(hash_password("sunny day 7", {.memory_kib = 6144, .passes = 1}));
  BOOST_TEST(hash_memory_state().kept_bytes == 6 * mib);
  static_cast<void>(hash_password("sunny day 7", {.memory_kib = 8, .passes = 1}));  // a cheap one does not matter
  BOOST_TEST(hash_memory_state().kept_bytes == 6 * mib);
}

BOOST_AUTO_TEST_CASE(nothing_is_kept_when_it_is_switched_off) {
  const HashMemoryState before = hash_memory_state();
  const std::string hash = hash_password("sunny day 7", not_kept);
  BOOST_TEST((check_password(hash, "sunny day 7", not_kept) == PasswordMatch::right));
  BOOST_TEST(hash_memory_state().served == before.served);
  BOOST_TEST(hash_memory_state().kept_bytes == before.kept_bytes);
}

BOOST_AUTO_TEST_CASE(hashes_of_many_threads_at_once_are_right) {
  const std::string hash = hash_password("sunny day 7", four_mib);
  std::atomic<int> right = 0;
  std::latch all_there(8);
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      all_there.arrive_and_wait();
      for (int n = 0; n < 10; ++n) {
        const bool matches = check_password(hash, "sunny day 7", four_mib) == PasswordMatch::right;
        const bool differs = check_password(hash, "sunny day 8", four_mib) == PasswordMatch::wrong;
        right += matches && differs ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(right == 80);
}

// A handler that waits for its next request when the block's time is over goes on waiting.
BOOST_AUTO_TEST_CASE(after_its_time_the_block_is_given_back_and_nobody_who_waits_is_disturbed) {
  std::array<int, 2> pair{};
  BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair.data()) == 0);
  static_cast<void>(hash_password("sunny day 7", {.memory_kib = 4096, .passes = 1, .keep_memory_for = 1s}));
  BOOST_TEST(hash_memory_state().kept_bytes == 4 * mib);
  std::thread writer([&] {
    std::this_thread::sleep_for(1500ms);
    BOOST_TEST(::write(pair[1], "x", 1) == 1);
  });
  char byte = 0;
  BOOST_TEST(::read(pair[0], &byte, 1) == 1);
  BOOST_TEST(hash_memory_state().kept_bytes == 0U);
  writer.join();
  ::close(pair[0]);
  ::close(pair[1]);
  const auto before = hash_memory_state().served;
  static_cast<void>(hash_password("sunny day 7", four_mib));
  BOOST_TEST(hash_memory_state().served == before + 1);
}

BOOST_AUTO_TEST_CASE(without_memory_for_a_block_the_answer_is_an_error) {
  BOOST_TEST(latchkey::test::run_in_child([] {
               latchkey::test::limit_memory(8 << 20);
               try {
                 static_cast<void>(hash_password("sunny day 7", {}));
               } catch (const OutOfMemory&) {
                 return hash_memory_state().kept_bytes == 0 ? 7 : 0;
               }
               return 0;
             }) == 7);
}

BOOST_AUTO_TEST_SUITE_END()
