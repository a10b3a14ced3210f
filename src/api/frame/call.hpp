// What the API's handlers share: the checked caller and the parsed body.
#pragma once
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>

#include "api/calls/call_log.hpp"
#include "api/keys/api_key.hpp"
#include "base/files/long_work.hpp"
#include "config/config.hpp"
#include "customers/intake/findings.hpp"
#include "customers/leads/lead_store.hpp"
#include "db/connection.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "links/login_token.hpp"

namespace latchkey::api {

// One authenticated call. The references live as long as the request.
struct Call {
  const http::Request& request;
  const ApiKey& key;
  const Config& config;
  db::Connection& db;
  LongWork& long_work;
  CallLog& calls;
  std::optional<CallSubject>& subject;  // set by routes that know it; of others the answer is read for it
};

using Body = nlohmann::json;

// Runs `work` with the caller's body when it is JSON within the limits, else answers 415, 413 or 400.
[[nodiscard]] http::Response with_body(const Call& call, const std::function<http::Response(const Body&)>& work);

// 403 right_missing unless the key has the right.
[[nodiscard]] std::optional<http::Response> refuse_without_right(const Call& call, Right right);

// Members of answers. A source is {"userId", "name"}, or null when there is none; its id is null when the user is gone.
[[nodiscard]] nlohmann::json source_json(const std::optional<customers::Source>& source);
[[nodiscard]] nlohmann::json lead_json(const customers::TouchedLead& lead);

// `warnings` of an answer: those about the body, and what became of its metadata.
[[nodiscard]] nlohmann::json warnings_json(const customers::Findings& findings, const customers::TouchedLead& lead);
[[nodiscard]] nlohmann::json login_json(const links::LoginToken& token);

}  // namespace latchkey::api
