// Leads of whom nothing was heard for long, and who are no customers.
#pragma once
#include <chrono>
#include <cstdint>

#include "cli/context.hpp"

namespace latchkey::cli {

[[nodiscard]] std::uint64_t count_old_leads(db::Connection& db, std::chrono::seconds kept);

// Erases each as `latchkey lead erase` does, in a transaction of its own, while others write; whoever has come back or
// become a customer meanwhile is left out. Returns how many there were. Throws customers::ErasedFileError.
std::uint64_t erase_old_leads(Context& context, std::chrono::seconds kept);

}  // namespace latchkey::cli
