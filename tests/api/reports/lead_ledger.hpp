// The ledger of a report: many who write leads, and one who follows the pages meanwhile and is asked at the end what he
// knows.
#pragma once
#include <chrono>
#include <functional>
#include <memory>

#include "db/connection.hpp"

namespace latchkey::test {

// Where those of the ledger connect: eight writers from 0, and the follower.
struct LedgerServers {
  std::function<std::unique_ptr<db::Connection>(int writer)> of_writer;
  std::function<std::unique_ptr<db::Connection>()> of_follower;
};

struct LedgerResult {
  int leads = 0;        // all that were written
  int wrong = 0;        // of them, whose true state the follower does not know
  int unavailable = 0;  // changes that were not made, since the database was not available to them
  double writes_a_second = 0;
};

// Changes a thousand leads twice each by eight writers, of which two change the same leads, while one follows the
// report page by page and is told of no change that is younger than `age`; until he has heard nothing new for `age` and
// a second.
[[nodiscard]] LedgerResult keep_ledger(const LedgerServers& servers, std::chrono::microseconds age);

}  // namespace latchkey::test
