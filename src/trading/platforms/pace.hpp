// How long the provisioner waits for what. The defaults are for real platforms; tests go faster.
#pragma once
#include <chrono>
#include <cstdint>

namespace latchkey::trading {

struct Pace {
  using Wait = std::chrono::milliseconds;

  // How long a process has a platform to itself after it has last taken it. Longer than the longest request together
  // with its connection, so that a process that is alive never loses the platform in the middle of one.
  Wait lease{45000};

  // After an unclear answer the account is looked for. These are the waits before the first look, the second, and each
  // later one. The server may still be busy with the request: an account counts as not opened only after two looks that
  // found nothing, with clean_gap between them.
  Wait first_look{5000};
  Wait second_look{15000};
  Wait later_look{60000};
  Wait clean_gap{30000};

  // After a failure of the platform: the first wait, which doubles with each further failure, and the longest one. Each
  // is made up to a quarter longer or shorter at random.
  Wait first_retry{1000};
  Wait longest_retry{60000};

  // MT4's plug-in opens one account a minute for each customer's address.
  Wait blocked_address{61000};

  // An account that has been unclear for so long is handed to a person.
  Wait manual_after{std::chrono::hours{24}};

  // Between two looks into an empty queue.
  Wait idle{100};
};

// As SQL takes it: INTERVAL ? MICROSECOND.
[[nodiscard]] inline std::int64_t microseconds(Pace::Wait wait) { return std::chrono::microseconds(wait).count(); }

}  // namespace latchkey::trading
