// A kind of sending that the courier does: webhooks and postbacks, mails.
#pragma once
#include <chrono>

namespace latchkey::courier {

// The courier asks its desks in turn, in one thread, so no desk may wait for anything but the database.
class Desk {
 public:
  Desk() = default;
  virtual ~Desk() = default;
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;
  Desk(Desk&&) = delete;
  Desk& operator=(Desk&&) = delete;

  // For log lines: `webhooks`.
  [[nodiscard]] virtual const char* name() const = 0;

  // Starts what is due. Returns when it wants to be asked again at the latest; it is asked earlier when a transfer has
  // ended. A throw is logged, and the desk is asked again after a second.
  virtual std::chrono::milliseconds start_due() = 0;

  // Writes down what has ended, and keeps what is under way its own; starts nothing. Called before each start_due(),
  // and alone while the courier ends and waits for what is under way.
  virtual void keep_alive() {}

  // The courier ends, and nothing of this desk is under way any more.
  virtual void leave() {}
};

}  // namespace latchkey::courier
