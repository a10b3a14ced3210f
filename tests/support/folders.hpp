// Where the sources and the build stand. No other object of the tests depends on the place, so that a clone in another
// folder finds them all in the compiler's cache.
#pragma once
#include <string>

namespace latchkey::test {

[[nodiscard]] std::string source_folder();
[[nodiscard]] std::string build_folder();

}  // namespace latchkey::test
