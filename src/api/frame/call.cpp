#include "api/frame/call.hpp"

#include <algorithm>

#include "base/json_reader.hpp"
#include "base/utf8.hpp"
#include "http/problem.hpp"

namespace latchkey::api {
namespace {

using customers::Findings;
using nlohmann::json;

// What is wrong with the headers of the body; nothing when it is JSON in UTF-8, as it is.
std::optional<std::string> find_type_problem(const http::Request& request) {
  const auto* encoding = request.find_header("content-encoding");
  if (encoding != nullptr && lower_ascii(trim(*encoding)) != "identity") {
    return "Send the body as it is, without Content-Encoding.";
  }
  const std::string_view type = request.content_type;
  const auto semicolon = std::min(type.find(';'), type.size());
  if (lower_ascii(trim(type.substr(0, semicolon))) != "application/json") {
    return "Send JSON with Content-Type: application/json.";
  }
  const std::string parameter = lower_ascii(trim(type.substr(std::min(semicolon + 1, type.size()))));
  for (const std::string_view known : {"", "charset=utf-8", "charset=\"utf-8\"", "charset=utf8", "charset=\"utf8\""}) {
    if (parameter == known) return std::nullopt;
  }
  return "Send JSON in UTF-8: the only parameter of Content-Type is charset=utf-8.";
}

// PHP writes an empty map as []. No field of the API takes an array, so an empty one is an empty object everywhere.
void take_empty_arrays_as_objects(json& value) {
  if (value.is_array() && value.empty()) value = json::object();
  if (!value.is_structured()) return;
  for (auto& part : value) take_empty_arrays_as_objects(part);
}

std::variant<json, JsonProblem> read_body(std::string_view text) {
  const auto content = trim(text);
  if (content.empty()) return JsonProblem{"it is empty"};
  if (content == "[]") return json::object();
  auto read = read_json_object(text);
  if (auto* body = std::get_if<json>(&read)) take_empty_arrays_as_objects(*body);
  return read;
}

}  // namespace

http::Response with_body(const Call& call, const std::function<http::Response(const Body&)>& work) {
  const auto& request = call.request;
  if (const auto problem = find_type_problem(request)) {
    return http::make_problem(request, 415, "unsupported_media_type", *problem);
  }
  if (request.body_state == http::BodyState::too_large) {
    return http::make_problem(request, 413, "body_too_large", "A body has at most 64 KiB.");
  }
  if (request.body_state == http::BodyState::cut_off) {
    return http::make_problem(request, 400, "malformed_json", "The body ended before its announced length.");
  }
  const auto read = read_body(request.body);
  if (const auto* problem = std::get_if<JsonProblem>(&read)) {
    return http::make_problem(request, 400, "malformed_json", "The body is not taken: " + problem->detail + ".");
  }
  return work(std::get<json>(read));
}

std::optional<http::Response> refuse_without_right(const Call& call, Right right) {
  if (call.key.rights.contains(right)) return std::nullopt;
  return http::make_problem(call.request, 403, "right_missing",
                            "This API key does not have the right " + std::string(right_name(right)) + ".");
}

json source_json(const std::optional<customers::Source>& source) {
  if (!source) return nullptr;
  return {{"userId", source->user_id ? json(source->user_id->text()) : json(nullptr)}, {"name", source->name}};
}

json lead_json(const customers::TouchedLead& lead) {
  return {{"id", lead.id.text()},
          {"outcome", lead.outcome == customers::LeadOutcome::created ? "created" : "matched"},
          {"source", source_json(lead.source)}};
}

json login_json(const links::LoginToken& token) {
  return {{"id", token.id.text()},
          {"kind", links::kind_name(token.kind)},
          {"token", token.token.reveal()},
          {"url", token.url},
          {"expiresAt", token.expires_at}};
}

json warnings_json(const Findings& findings, const customers::TouchedLead& lead) {
  auto warnings = findings.warnings();
  if (lead.is_metadata_full) {
    warnings.push_back({"/metadata", "metadata_full",
                        "The lead has 200,000 bytes of metadata, so these values are kept with this touch alone."});
  }
  return http::json_of(warnings);
}

}  // namespace latchkey::api
