// People who are created, sign in by their link, look at a page and sign out, again and again, while something is done
// to the servers; and what was acknowledged to them.
#pragma once
#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "cluster/support/web_machine.hpp"
#include "db/connection.hpp"

namespace latchkey::test {

// What was acknowledged, and how it went. Safe to use from several threads.
struct Ledger {
  std::mutex mutex;
  std::vector<std::string> created;     // e-mail addresses
  std::vector<std::string> signed_in;   // cookies of the members area
  std::vector<std::string> signed_out;  // likewise
  std::map<int, int> statuses;
  std::vector<std::string> surprises;  // an answer that is neither right nor a 503
  std::chrono::milliseconds longest_wait{0};

  [[nodiscard]] int requests() const;
  [[nodiscard]] double percent_unavailable() const;
};

class Visitors {
 public:
  // Each visitor takes a machine for each request in turn. The machines must outlive the object.
  Visitors(std::vector<const WebMachine*> machines, std::string api_key, int count);
  ~Visitors() { stop(); }
  Visitors(const Visitors&) = delete;
  Visitors& operator=(const Visitors&) = delete;
  Visitors(Visitors&&) = delete;
  Visitors& operator=(Visitors&&) = delete;

  // Waits for the requests that are under way.
  void stop();

  [[nodiscard]] Ledger& ledger() { return ledger_; }
  // So far.
  [[nodiscard]] std::size_t count_surprises();

 private:
  void live(unsigned number);
  void visit(unsigned& turn);
  [[nodiscard]] Answer send(unsigned& turn, const FastCgiRequest& request);
  // The same until the answer is no 503, as a caller does who heeds Retry-After; at most for ten seconds.
  [[nodiscard]] Answer insist(unsigned& turn, const FastCgiRequest& request, int expected);

  std::vector<const WebMachine*> machines_;
  std::string api_key_;
  Ledger ledger_;
  std::atomic<bool> is_over_{false};
  std::vector<std::jthread> threads_;
};

// How many of the ledger's acknowledged creations, sign-ins and sign-outs the database does not have.
struct Losses {
  int creations = 0;
  int sign_ins = 0;
  int sign_outs = 0;
  [[nodiscard]] int sum() const { return creations + sign_ins + sign_outs; }
};
[[nodiscard]] Losses count_losses(db::Connection& db, const Ledger& ledger);

// One line of counts for the test's log.
[[nodiscard]] std::string describe(const std::string& what, const Ledger& ledger, const Losses& losses);

}  // namespace latchkey::test
