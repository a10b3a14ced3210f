// The returnUrl of a link or a form: what is accepted never leaves the site.
#include <curl/curl.h>

#include <algorithm>
#include <memory>
#include <string>

#include "base/percent.hpp"
#include "base/utf8.hpp"
#include "fuzz/expect.hpp"
#include "links/return_target.hpp"

namespace latchkey::fuzz {
namespace {

using Url = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

std::string part_of(const Url& url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url.get(), part, &text, 0) != CURLUE_OK) return {};
  const std::unique_ptr<char, decltype(&curl_free)> owned(text, &curl_free);
  return text;
}

// The Location header as somebody else's parser resolves it.
void check_location(const std::string& location, const std::string& path) {
  const Url url(curl_url(), &curl_url_cleanup);
  curl_url_set(url.get(), CURLUPART_URL, "https://members.example/auth/login?token=x", 0);
  expect(curl_url_set(url.get(), CURLUPART_URL, location.c_str(), 0) == CURLUE_OK, "the location is a URL");
  expect(part_of(url, CURLUPART_SCHEME) == "https", "the scheme stays");
  expect(part_of(url, CURLUPART_HOST) == "members.example", "the host stays");
  expect(part_of(url, CURLUPART_USER).empty() && part_of(url, CURLUPART_PORT).empty(), "so do user and port");
  expect(part_of(url, CURLUPART_PATH) == path, "the path is the one that is compared with the menus");
  expect(part_of(url, CURLUPART_FRAGMENT).empty(), "there is no fragment");
}

}  // namespace

void check_input(std::string_view input) {
  const auto url = links::parse_return_url(input);
  if (!url) return;
  const std::string location = url->path + (url->query.empty() ? "" : "?" + url->query);
  expect(location.starts_with('/') && url->path.find("//") == std::string::npos, "a path from the root");
  expect(std::ranges::all_of(location, [](char c) { return c > ' ' && c < '\x7f'; }), "it may stand in a header");
  expect(location.find_first_of("\\#\"<>") == std::string::npos, "no browser reads a host or a fragment into it");
  expect(url->path.find_first_of("%?") == std::string::npos, "the path hides nothing");
  expect((url->path + '/').find("/./") == std::string::npos && (url->path + '/').find("/../") == std::string::npos,
         "the path has no dot segments");
  expect(location.size() <= 3 * links::return_url_limit_bytes, "an escape triples a byte at most");
  const auto query = percent_decode(url->query);
  expect(query && query == percent_decode(input.substr(std::min(url->path.size() + 1, input.size()))),
         "the query says what was sent");
  expect(is_valid_utf8(*query) && !has_control_characters(*query), "no escape hides a control character");
  check_location(location, url->path);
  if (location.size() > links::return_url_limit_bytes) return;
  const auto again = links::parse_return_url(location);
  expect(again && again->path == url->path && again->query == url->query, "a location is its own canonical form");
}

}  // namespace latchkey::fuzz
