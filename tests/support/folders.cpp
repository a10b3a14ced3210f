#include "support/folders.hpp"

namespace latchkey::test {

std::string source_folder() { return SOURCE_DIR; }

std::string build_folder() { return BUILD_DIR; }

}  // namespace latchkey::test
