#include "staff/password_rules.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/utf8.hpp"

namespace latchkey::staff {
namespace {

// Words and phrases from the published lists of leaked passwords, in lower case. They stand here without digits and
// signs, which do not make them better.
constexpr std::array<std::string_view, 88> common{
    {"abc",        "abcd",     "abcdef",    "access",     "admin",     "administrator", "adobe",    "aaa",
     "asdf",       "asdfgh",   "asdfghjkl", "ashley",     "azerty",    "bailey",        "baseball", "batman",
     "broker",     "changeit", "change",    "changeme",   "charlie",   "chelsea",       "computer", "cookie",
     "customer",   "daniel",   "default",   "demo",       "donald",    "dragon",        "flower",   "football",
     "forex",      "freedom",  "george",    "guest",      "hello",     "hunter",        "iloveyou", "jennifer",
     "jordan",     "killer",   "letmein",   "liverpool",  "login",     "love",          "lovely",   "magic",
     "manager",    "master",   "me",        "metatrader", "michael",   "monkey",        "mustang",  "mypassword",
     "ninja",      "office",   "pass",      "passw",      "password",  "princess",      "qazwsx",   "qwerty",
     "qwertyuiop", "qwertz",   "root",      "secret",     "security",  "shadow",        "soccer",   "starwars",
     "sunshine",   "superman", "support",   "temp",       "temporary", "test",          "testing",  "trading",
     "trustno",    "unknown",  "user",      "welcome",    "whatever",  "your",          "zaq",      "zxcvbnm"}};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (static_cast<unsigned char>(c) & 0x80U) != 0; }

// In lower case. A sign that stands for a letter, as in p@ssw0rd, becomes that letter.
std::string plain_form(std::string_view text) {
  static constexpr std::string_view signs = "@401$5!37";
  static constexpr std::string_view letters = "aaoissiet";
  std::string plain = lower_ascii(text);
  static_assert(signs.size() == letters.size());
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const auto at = signs.find(plain[i]);
    // Only between letters: the 1 of password1 is no letter.
    const bool goes_on = i + 1 < plain.size() && (is_letter(plain[i + 1]) || plain[i + 1] == '$');
    const bool is_inside = i > 0 && is_letter(plain[i - 1]) && goes_on;
    if (at != std::string_view::npos && is_inside) plain[i] = letters[at];
  }
  return plain;
}

std::string letters_of(std::string_view text) {
  std::string letters;
  std::ranges::copy_if(text, std::back_inserter(letters), is_letter);
  return letters;
}

// Whether the letters are one or two common words. More of them make a passphrase.
bool are_common_words(std::string_view letters) {
  return std::ranges::any_of(common, [&](std::string_view first) {
    if (!letters.starts_with(first)) return false;
    const auto rest = letters.substr(first.size());
    return rest.empty() || std::ranges::find(common, rest) != common.end();
  });
}

// Whether the text is a piece of at most six characters, three times or more: `abcabcabcabc`, `111111111111`.
bool repeats_itself(std::string_view text) {
  for (std::size_t length = 1; length <= text.size() / 3 && length <= 6; ++length) {
    bool repeats = true;
    for (std::size_t i = length; i < text.size() && repeats; ++i) repeats = text[i] == text[i - length];
    if (repeats) return true;
  }
  return false;
}

// Whether the text runs along the digits, the keyboard or the alphabet, forwards or backwards: `123456789012`,
// `qwertyuiopas`, `abcdefghijkl`.
bool runs_along(std::string_view text) {
  static constexpr std::array<std::string_view, 4> runs{
      {"01234567890123456789012345678901234567890", "qwertyuiopasdfghjklzxcvbnmqwertyuiop",
       "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", "1q2w3e4r5t6y7u8i9o0p"}};
  const std::string backwards(text.rbegin(), text.rend());
  return std::ranges::any_of(runs, [&](std::string_view run) {
    return run.find(text) != std::string_view::npos || run.find(backwards) != std::string_view::npos;
  });
}

// Whether the text is one of the words, or what stands before the @ in one. Both are compared in the given form.
bool is_of(const std::string& text, const std::vector<std::string>& own, std::string (*form)(std::string_view)) {
  return std::ranges::any_of(own, [&](const std::string& word) {
    const std::string lower = lower_ascii(word);
    return form(text) == form(lower) || form(text) == form(lower.substr(0, lower.find('@')));
  });
}

std::string as_it_is(std::string_view text) { return std::string(text); }

}  // namespace

std::optional<std::string> find_password_problem(std::string_view password, const std::vector<std::string>& own) {
  static constexpr std::size_t few = 6;
  const std::string lower = lower_ascii(password);
  const std::string plain = plain_form(password);
  const std::string letters = letters_of(plain);
  std::string rest;
  std::ranges::copy_if(plain, std::back_inserter(rest), [](char c) { return !is_letter(c); });
  const bool adds_little = rest.size() <= few || repeats_itself(rest) || runs_along(rest);
  const bool looks_own = !letters.empty() && (is_of(lower, own, letters_of) || is_of(plain, own, letters_of));
  if (is_of(lower, own, as_it_is) || (adds_little && looks_own)) {
    return "This is little more than a name that everybody knows. Take a few words that do not belong together.";
  }
  const bool is_common =
      (adds_little && are_common_words(letters)) || repeats_itself(lower) || (!lower.empty() && runs_along(lower));
  if (!is_common) return std::nullopt;
  return "This is one of the passwords that are tried first. Take a few words that do not belong together.";
}

std::optional<std::string> check_staff_password(std::string_view password, const PasswordOwner& owner) {
  static constexpr std::size_t shortest = 12;
  static constexpr std::size_t longest = 128;
  if (!is_valid_utf8(password) || has_control_characters(password)) return "It has characters that cannot be typed.";
  const std::size_t length = count_characters(password);
  if (length < shortest) return "At least 12 characters; a few words are easy to remember.";
  if (length > longest) return "At most 128 characters.";
  return find_password_problem(
      password, {owner.email, owner.first_name, owner.last_name, owner.first_name + owner.last_name, "latchkey",
                 owner.site_name, owner.base_url});
}

}  // namespace latchkey::staff
