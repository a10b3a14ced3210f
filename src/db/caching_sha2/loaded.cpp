#include "db/caching_sha2/plugin.hpp"

namespace latchkey::db {

// The shared library comes with its plugins.
void register_caching_sha2_password() {}

}  // namespace latchkey::db
