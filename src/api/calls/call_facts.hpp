// What is kept of a call of the API: what was asked and answered, never what was sent.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/uuid.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

namespace latchkey::api {

struct CallFacts {
  std::string request_id;
  Uuid api_key_id;
  std::string_view route;  // the path's template
  int status = 0;
  std::optional<std::string> code;    // of an error
  std::vector<std::string> pointers;  // of wrong fields; a name that the caller has made up may be a `*`
  std::chrono::milliseconds taken{0};
  std::string address;
  std::optional<Uuid> lead_id;
  std::optional<Uuid> customer_id;
  std::chrono::steady_clock::time_point ended_at;
};

struct EndedCall {
  const http::Request& request;
  const http::Response& response;
  const Uuid& api_key_id;
  std::string_view route;
  std::string_view path_id;  // the id in the path, if there is one
  std::chrono::steady_clock::time_point begun_at;
};

[[nodiscard]] CallFacts facts_of(const EndedCall& call);

// The pointer with `*` in the place of each name that is not one as fields have: a value that was sent as a name is not
// kept.
[[nodiscard]] std::string keepable_pointer(std::string_view pointer);

}  // namespace latchkey::api
