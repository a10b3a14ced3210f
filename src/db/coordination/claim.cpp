#include "db/coordination/claim.hpp"

#include <unistd.h>

#include <array>

namespace latchkey::db {
namespace {

std::string describe_this_process(std::string_view who) {
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) host.front() = '?';
  const std::string name = std::string(who) + " on " + host.data();
  static constexpr std::size_t longest = 200;  // of the column's 254
  return name.substr(0, longest) + ", process " + std::to_string(::getpid());
}

}  // namespace

std::unique_ptr<Lease> claim(Connection& db, std::string_view name, std::string_view who) {
  return Lease::take(db, name, describe_this_process(who));
}

std::string tell_claimant(Connection& db, std::string_view name) {
  const auto holder = Lease::find_holder(db, name);
  return holder ? holder->who : "somebody";
}

}  // namespace latchkey::db
