// The words that staff find a person by, from what is stored of the person.
#pragma once
#include <string>
#include <vector>

#include "customers/fields/person.hpp"

namespace latchkey::customers {

// The address, its pieces and its domain; with a domain in another script also as it is read.
[[nodiscard]] std::vector<std::string> words_of_address(const std::string& address);

// The digits of the number, and those behind the calling code when it is a valid one.
[[nodiscard]] std::vector<std::string> words_of_phone(const std::string& phone);

// All words of the person, each once.
[[nodiscard]] std::vector<std::string> words_of(const Person& person);

}  // namespace latchkey::customers
