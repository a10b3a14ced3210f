// MySQL's usual kind of sign-in. libmariadb looks for it in a plugin file on the host; programs that have the library
// linked in bring it along, since the file need not be there.
#pragma once

namespace latchkey::db {

// Makes the sign-in known to libmariadb. To be called once the library is set up, before connecting; a second call does
// nothing.
void register_caching_sha2_password();

}  // namespace latchkey::db
