// Looks at everything that an administrator could have set up wrongly, and says what to do about it.
#pragma once
#include <string>

#include "cli/context.hpp"

namespace latchkey::cli {

struct DoctorOptions {
  Output output = Output::table;
  std::string ca_file =
      {};  // of the authority that is trusted for site.base_url; empty: $SSL_CERT_FILE, else the system's
};

// Prints the findings, group by group. False when one of them is an error; warnings are none. Throws ConfigError when
// the configuration cannot be used, after it has printed that.
[[nodiscard]] bool examine_installation(Context& context, const DoctorOptions& options);

}  // namespace latchkey::cli
