#include "api/calls/call_facts.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace latchkey::api {
namespace {

using nlohmann::json;

bool is_field_name(std::string_view name) {
  static constexpr std::size_t longest = 30;
  if (name.empty() || name.size() > longest) return false;
  if (name.front() >= '0' && name.front() <= '9') return false;
  return std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

// The id of a member that is an object of the answer.
std::optional<Uuid> id_in(const json& body, const char* member) {
  const auto found = body.find(member);
  if (found == body.end() || !found->is_object()) return std::nullopt;
  const auto id = found->find("id");
  return id != found->end() && id->is_string() ? Uuid::parse(id->get_ref<const std::string&>()) : std::nullopt;
}

std::vector<std::string> pointers_in(const json& body) {
  std::vector<std::string> pointers;
  const auto errors = body.find("errors");
  if (errors == body.end()) return pointers;
  for (const auto& error : *errors) {
    const auto parameter = error.find("parameter");  // one of the address is kept like a member of a body
    pointers.push_back(parameter == error.end() ? keepable_pointer(error.value("pointer", ""))
                                                : keepable_pointer("/" + parameter->get<std::string>()));
  }
  std::ranges::sort(pointers);
  pointers.erase(std::unique(pointers.begin(), pointers.end()), pointers.end());
  return pointers;
}

void read_answer(const json& body, CallFacts& facts) {
  if (!body.is_object()) return;
  if (facts.status < 400) {
    facts.subject = subject_of(body);
    return;
  }
  facts.code = body.value("code", "");
  facts.pointers = pointers_in(body);
  if (const auto id = body.find("customerId"); id != body.end())
    facts.subject.customer_id = Uuid::parse(id->get<std::string>());
}

}  // namespace

CallSubject subject_of(const json& answer) {
  return {.lead_id = id_in(answer, "lead"), .customer_id = id_in(answer, "customer")};
}

std::string keepable_pointer(std::string_view pointer) {
  std::string kept;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);  // the slash
    const auto end = std::min(pointer.find('/'), pointer.size());
    const auto name = pointer.substr(0, end);
    kept += "/" + std::string(is_field_name(name) ? name : "*");
    pointer.remove_prefix(end);
  }
  return kept;
}

CallFacts facts_of(const EndedCall& call) {
  const auto now = std::chrono::steady_clock::now();
  CallFacts facts{.request_id = call.request.id,
                  .api_key_id = call.api_key_id,
                  .route = call.route,
                  .status = call.response.status(),
                  .code = {},
                  .pointers = {},
                  .taken = std::chrono::duration_cast<std::chrono::milliseconds>(now - call.begun_at),
                  .address = call.request.remote_address,
                  .subject = {},
                  .ended_at = now};
  // A report may be long, and is about no lead in particular.
  const bool is_report = call.route.starts_with("/api/v1/reports/") && facts.status < 400;
  if (call.subject && facts.status < 400) {
    facts.subject = *call.subject;
  } else if (!is_report) {
    read_answer(json::parse(call.response.body(), nullptr, false), facts);
  }
  if (facts.status >= 400) return facts;
  if (call.route.starts_with("/api/v1/customers/")) facts.subject.customer_id = Uuid::parse(call.path_id);
  if (call.route.starts_with("/api/v1/leads/")) facts.subject.lead_id = Uuid::parse(call.path_id);
  return facts;
}

}  // namespace latchkey::api
