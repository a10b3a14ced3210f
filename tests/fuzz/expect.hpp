// What all fuzz targets share. A target is one file NAME_fuzz.cpp that defines check_input(); tests.cmake makes two
// programs of it: one for libFuzzer (fuzzer.cpp) and one that replays the kept inputs in every test run (replay.cpp).
#pragma once
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace latchkey::fuzz {

// Calls the parsers of the target with `input`, any bytes at all, and expects what must hold of their answers. An
// exception that leaves it is a finding, like a failed expectation.
void check_input(std::string_view input);

// Ends the program when a rule is broken, which makes the input a finding.
inline void expect(bool holds, const char* rule) {
  if (holds) return;
  std::fprintf(stderr, "broken rule: %s\n", rule);
  std::abort();
}

}  // namespace latchkey::fuzz
