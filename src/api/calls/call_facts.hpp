// What is kept of a call of the API: what was asked and answered, never what was sent.
#pragma once
#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/uuid.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

namespace latchkey::api {

// Whom a call was about.
struct CallSubject {
  std::optional<Uuid> lead_id;
  std::optional<Uuid> customer_id;
};

// As a successful answer's `lead` and `customer` say it.
[[nodiscard]] CallSubject subject_of(const nlohmann::json& answer);

struct CallFacts {
  std::string request_id;
  Uuid api_key_id;
  std::string_view route;  // the path's template
  int status = 0;
  std::optional<std::string> code;    // of an error
  std::vector<std::string> pointers;  // of wrong fields; a name that the caller has made up may be a `*`
  std::chrono::milliseconds taken{0};
  std::string address;
  CallSubject subject;
  std::chrono::steady_clock::time_point ended_at;
};

struct EndedCall {
  const http::Request& request;
  const http::Response& response;
  const Uuid& api_key_id;
  std::string_view route;
  std::string_view path_id;  // the id in the path, if there is one
  // When the route has noted it, a successful answer is not read again for it.
  const std::optional<CallSubject>& subject;
  std::chrono::steady_clock::time_point begun_at;
};

[[nodiscard]] CallFacts facts_of(const EndedCall& call);

// The pointer with `*` in the place of each name that is not one as fields have: a value that was sent as a name is not
// kept.
[[nodiscard]] std::string keepable_pointer(std::string_view pointer);

}  // namespace latchkey::api
