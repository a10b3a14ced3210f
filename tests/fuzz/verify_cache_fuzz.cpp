// nginx keeps answers about a session under a key that a regular expression takes from the Cookie headers
// (nginx/snippets/latchkey-http.conf); the handler reads the same headers by itself. An answer may be kept under a key
// only if the handler, asked about the same headers, looks at that very session: otherwise one member's answer would
// be given to another. The expression is read from the shipped file.
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <fstream>
#include <iterator>
#include <memory>

#include "crypto/digest.hpp"
#include "crypto/secret_token.hpp"
#include "forms/cookie.hpp"
#include "fuzz/cookie_headers.hpp"
#include "fuzz/expect.hpp"

namespace latchkey::fuzz {
namespace {

std::string read_snippet(const std::string& name) {
  std::ifstream file(SOURCE_DIR "/nginx/snippets/" + name);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// The text between two others, the first of which must be there once.
std::string find_between(const std::string& text, const std::string& before, const std::string& after) {
  const auto at = text.find(before);
  expect(at != std::string::npos && text.find(before, at + 1) == std::string::npos, "nginx's file is as expected");
  const auto begin = at + before.size();
  return text.substr(begin, text.find(after, begin) - begin);
}

// The map's one expression, as nginx reads it: case-sensitive, without UTF, and no escapes in a quoted word.
std::string read_pattern() {
  const std::string key = find_between(read_snippet("latchkey-server.conf"), "fastcgi_cache_key ", ";");
  expect(key == "$lk_half_second/$lk_session_cookie", "the cache's key is the map's value");
  const std::string map =
      find_between(read_snippet("latchkey-http.conf"), "map $http_cookie $lk_session_cookie {", "}\nmap ");
  const std::string pattern = find_between(map, "\"~", "\" $lk_cookie_value;");
  expect(pattern.find('\\') == std::string::npos, "the expression has no escapes, which nginx would take away");
  return pattern;
}

class KeyMap {
 public:
  KeyMap() {
    const std::string pattern = read_pattern();
    int error = 0;
    std::size_t position = 0;
    code_.reset(
        pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(), 0, &error, &position, nullptr));
    expect(code_ != nullptr, "the expression can be compiled");
    match_.reset(pcre2_match_data_create_from_pattern(code_.get(), nullptr));
  }

  // The key for a request's Cookie headers; empty when nothing is kept for it.
  [[nodiscard]] std::string find_key(const std::string& http_cookie) {
    const int found = pcre2_match(code_.get(), reinterpret_cast<PCRE2_SPTR>(http_cookie.data()), http_cookie.size(), 0,
                                  0, match_.get(), nullptr);
    if (found < 0) return {};
    std::string key(43, '\0');
    auto size = key.size() + 1;
    const int copied = pcre2_substring_copy_byname(match_.get(), reinterpret_cast<PCRE2_SPTR>("lk_cookie_value"),
                                                   reinterpret_cast<PCRE2_UCHAR*>(key.data()), &size);
    expect(copied == 0 && size == key.size(), "a key is as long as a token");
    return key;
  }

 private:
  std::unique_ptr<pcre2_code, decltype(&pcre2_code_free)> code_{nullptr, &pcre2_code_free};
  std::unique_ptr<pcre2_match_data, decltype(&pcre2_match_data_free)> match_{nullptr, &pcre2_match_data_free};
};

// nginx's $http_cookie of several headers.
std::string join(const std::vector<std::string>& headers) {
  std::string joined = headers.front();
  for (std::size_t i = 1; i < headers.size(); ++i) joined += "; " + headers[i];
  return joined;
}

// A header as browsers send it: the cookie's name once, at a cookie's beginning, and nothing after its value.
bool is_plain(const std::string& http_cookie) {
  static const std::string name = std::string(forms::session_cookie) + "=";
  const auto at = http_cookie.find(name);
  if (at == std::string::npos || http_cookie.find(name, at + 1) != std::string::npos) return false;
  const auto end = at + name.size() + crypto::SecretToken::random_characters;
  return (at == 0 || http_cookie.substr(at - std::min<std::size_t>(at, 2), 2) == "; ") &&
         (end == http_cookie.size() || http_cookie[end] == ';');
}

}  // namespace

void check_input(std::string_view input) {
  static KeyMap map;
  // nginx refuses a request with these in a header.
  if (input.find('\0') != std::string_view::npos || input.find('\r') != std::string_view::npos) return;
  const auto headers = split(input, '\n');
  const std::string key = map.find_key(join(headers));
  const auto session = forms::find_session_cookie(make_cookie_request(headers));
  if (!key.empty()) {
    expect(session.has_value(), "where nginx has a key, the handler has a session");
    expect(session->bytes() == crypto::sha256(key), "the key is the session that the handler looks at");
  }
  if (session && is_plain(join(headers))) expect(!key.empty(), "what a browser sends has a key");
}

}  // namespace latchkey::fuzz
