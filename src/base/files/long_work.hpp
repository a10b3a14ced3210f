// Keeps requests that last (a wait for a trading account, the test of a platform) from holding every process of a
// program: at most half of its processes on this machine are at such work at a time, so that the others answer at once.
//
// The processes count one another by locks on a file that they all open: each holds one byte for being there and a
// second one while it is at long work. The kernel frees the locks of a process that ends, however it ends.
#pragma once
#include <memory>
#include <optional>
#include <string>

namespace latchkey {

class LongWork {
 public:
  // What it means to be denied a place. `harmless`: the caller does without. `harmful`: the work can be done in no
  // other way, so that a program of one process, which has no half to spare, may do it, and everybody may while nobody
  // can be counted.
  enum class Denial { harmless, harmful };

  // `file` is made if it is not there (mode 0600). An empty name, for plain CGI where every request has a process of
  // its own, means that nobody is counted and everybody may work. A file that cannot be opened is logged, and unless
  // a denial is harmful nobody may: what is not counted could hold everybody.
  explicit LongWork(const std::string& file, Denial denial = Denial::harmless);
  ~LongWork();
  LongWork(const LongWork&) = delete;
  LongWork& operator=(const LongWork&) = delete;
  LongWork(LongWork&&) = delete;
  LongWork& operator=(LongWork&&) = delete;

  // Held while the work lasts; must not outlive the LongWork.
  class Place {
   public:
    ~Place();
    Place(Place&& other) noexcept;
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    Place& operator=(Place&&) = delete;

   private:
    friend class LongWork;
    Place(int file, long byte) : file_(file), byte_(byte) {}
    int file_;  // the LongWork's; -1 when nobody counts
    long byte_;
  };

  // Nothing when half of the processes are at it already. Does not wait.
  [[nodiscard]] std::optional<Place> begin();

 private:
  [[nodiscard]] long count_processes() const;

  bool is_counted_;
  Denial denial_;
  int file_ = -1;
};

}  // namespace latchkey
