// Work that lasts (the test of a platform, an export, an import): at most half of the processes are at it, so that the
// other pages answer at once.
#pragma once
#include <memory>
#include <utility>

#include "admin/frame/frame.hpp"

namespace latchkey::admin {

// Held by what follows the answer; see LongWork.
using LongWorkPlace = std::shared_ptr<const LongWork::Place>;

// 503 with Retry-After: a page that says to try again in a moment, whose button sends the same form again, or asks for
// the same page.
[[nodiscard]] http::Response ask_to_wait(const Visit& visit);

// What `act` answers with a place at long work, or ask_to_wait(). `act` hands the place on to whatever lasts.
template <class Act>
http::Response with_long_work(const Visit& visit, Act act) {
  auto place = visit.long_work.begin();
  if (!place) return ask_to_wait(visit);
  return act(std::make_shared<const LongWork::Place>(std::move(*place)));
}

}  // namespace latchkey::admin
