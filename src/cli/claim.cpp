#include "cli/claim.hpp"

#include <unistd.h>

#include <array>

#include "cli/context.hpp"

namespace latchkey::cli {
namespace {

std::string describe_this_process() {
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) host.front() = '?';
  const std::string name = Context::actor().name + " on " + host.data();
  static constexpr std::size_t longest = 200;  // of the column's 254
  return name.substr(0, longest) + ", process " + std::to_string(::getpid());
}

}  // namespace

std::unique_ptr<db::Lease> claim(db::Connection& db, std::string_view name) {
  return db::Lease::take(db, name, describe_this_process());
}

std::string tell_claimant(db::Connection& db, std::string_view name) {
  const auto holder = db::Lease::find_holder(db, name);
  return holder ? holder->who : "somebody";
}

}  // namespace latchkey::cli
