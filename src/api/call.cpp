#include "api/call.hpp"

#include "base/json_reader.hpp"
#include "base/utf8.hpp"
#include "http/problem.hpp"

namespace latchkey::api {
namespace {

using nlohmann::json;

// `application/json`, with no parameter but charset=utf-8.
bool is_json_type(std::string_view content_type) {
  const auto semicolon = content_type.find(';');
  if (lower_ascii(trim(content_type.substr(0, semicolon))) != "application/json") return false;
  if (semicolon == std::string_view::npos) return true;
  const std::string parameter = lower_ascii(trim(content_type.substr(semicolon + 1)));
  return parameter.empty() || parameter == "charset=utf-8" || parameter == "charset=\"utf-8\"";
}

}  // namespace

http::Response with_body(const Call& call, const std::function<http::Response(const Body&)>& work) {
  const auto& request = call.request;
  if (!is_json_type(request.content_type)) {
    return http::make_problem(request, 415, "unsupported_media_type", "Send JSON with Content-Type: application/json.");
  }
  if (request.body_state == http::BodyState::too_large) {
    return http::make_problem(request, 413, "body_too_large", "A body has at most 64 KiB.");
  }
  if (request.body_state == http::BodyState::cut_off) {
    return http::make_problem(request, 400, "malformed_json", "The body ended before its announced length.");
  }
  const auto read = read_json_object(request.body);
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

}  // namespace latchkey::api
