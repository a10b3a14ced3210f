// What customers and leads have in common: their data are exported and erased.
#pragma once
#include "cli/context.hpp"
#include "customers/privacy/erase_person.hpp"

namespace latchkey::cli {

// Adds `export` and `erase` to the group of this kind of people, and `re-erase` to that of customers.
void add_privacy_commands(CLI::App& group, Context& context, customers::Whom whom);

}  // namespace latchkey::cli
