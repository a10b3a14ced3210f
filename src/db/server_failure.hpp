// The number that an error of the database server or of the way to it has.
#pragma once
#include <exception>
#include <optional>
#include <string>

#include "base/unavailable.hpp"

namespace latchkey::db {

// What Connection throws for an Unavailable that has a number.
class ServerFailure : public Unavailable {
 public:
  ServerFailure(const std::string& what, int number) : Unavailable(what), number_(number) {}
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

// The number of a ServerFailure or a StatementError; nothing for any other exception.
[[nodiscard]] std::optional<int> find_error_number(const std::exception& error);

}  // namespace latchkey::db
