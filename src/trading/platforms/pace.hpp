// How fast the provisioner goes: every wait in one place. The defaults are for real platforms; tests go faster.
#pragma once
#include <chrono>

namespace latchkey::trading {

struct Pace {
  using Wait = std::chrono::milliseconds;

  // A process may talk to a platform for so long after it last said so. Longer than the longest request and its
  // connection, so that a live process never loses it in the middle.
  Wait lease{45000};

  // After an unclear result: the first look, and the later ones. The server may still be busy with the request, so an
  // account counts as not opened only after two looks that found nothing, clean_gap apart.
  Wait first_look{5000};
  Wait second_look{15000};
  Wait later_look{60000};
  Wait clean_gap{30000};

  // After a failure of the platform: first wait, doubled each time, with jitter of a quarter.
  Wait first_retry{1000};
  Wait longest_retry{60000};

  // MT4's plug-in lets one address through once a minute.
  Wait blocked_address{61000};

  // An account that stayed unclear for so long waits for a person.
  Wait manual_after{std::chrono::hours{24}};

  // Between two looks into an empty queue.
  Wait idle{100};
};

}  // namespace latchkey::trading
