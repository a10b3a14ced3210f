// The empty system tables that every database server of the tests begins with.
#pragma once
#include <filesystem>

namespace latchkey::test {

// A data folder of the kind of server that LATCHKEY_TEST_SERVER names, to be copied. It takes seconds to make and is
// the same every time, so it is made once for a build folder and kind of server.
[[nodiscard]] std::filesystem::path find_database_template();

}  // namespace latchkey::test
