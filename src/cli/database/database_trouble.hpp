// What the database's error numbers mean to an administrator: one table for the whole command line.
#pragma once
#include <exception>
#include <string>

namespace latchkey::cli {

struct Trouble {
  std::string words;   // what is the matter, with the error's number
  std::string remedy;  // empty when nobody knows
};

// An error with a number of the table is told in its words; any other in its own.
[[nodiscard]] Trouble explain(const std::exception& error);

}  // namespace latchkey::cli
