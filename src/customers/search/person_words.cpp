#include "customers/search/person_words.hpp"

#include <algorithm>
#include <iterator>

#include "customers/fields/phone.hpp"
#include "customers/search/words.hpp"
#include "email/email.hpp"

namespace latchkey::customers {
namespace {

void append(std::vector<std::string> more, std::vector<std::string>& words) {
  std::ranges::move(more, std::back_inserter(words));
}

}  // namespace

std::vector<std::string> words_of_address(const std::string& address) {
  auto words = words_of_email(address);
  const auto at = address.find('@');
  if (at == std::string::npos) return words;
  const auto read = email::find_readable_domain(address.substr(at + 1));
  if (!read) return words;
  append(words_of_email(address.substr(0, at + 1) + *read), words);
  return join_words(std::move(words));
}

std::vector<std::string> words_of_phone(const std::string& phone) {
  std::string digits;
  std::ranges::copy_if(phone, std::back_inserter(digits), [](char c) { return c >= '0' && c <= '9'; });
  if (digits.empty()) return {};
  std::vector<std::string> words{digits};
  if (const auto national = find_national_number("+" + digits)) {
    // A number that begins with a zero of its own (Italy) is typed with it and without.
    words.push_back(*national);
    words.push_back(national->substr(std::min(national->find_first_not_of('0'), national->size())));
  }
  return join_words(std::move(words));
}

std::vector<std::string> words_of(const Person& person) {
  auto words = words_of_name(person.first_name.value_or(""), person.last_name.value_or(""));
  append(words_of_address(person.email), words);
  if (person.phone) append(words_of_phone(*person.phone), words);
  return join_words(std::move(words));
}

}  // namespace latchkey::customers
