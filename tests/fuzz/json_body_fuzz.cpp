// The body of an API call: the JSON reader, then the bodies of POST /customers, /leads and /login-tokens as far as they
// can be told right or wrong without the database.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "api/bodies/customer_body.hpp"
#include "api/bodies/login_body.hpp"
#include "base/json_reader.hpp"
#include "base/utf8.hpp"
#include "customers/intake/lead_body.hpp"
#include "customers/intake/marketing_body.hpp"
#include "customers/intake/person_body.hpp"
#include "email/email.hpp"
#include "fuzz/expect.hpp"
#include "http/problem.hpp"
#include "links/return_target.hpp"

namespace latchkey::fuzz {
namespace {

using customers::Findings;
using customers::PersonRule;
using nlohmann::json;

std::size_t depth_of(const json& value) {
  std::size_t deepest = 0;
  for (const auto& element : value) {
    if (element.is_structured()) deepest = std::max(deepest, depth_of(element));
  }
  return deepest + 1;
}

bool has_oversized_number(const json& value) {
  if (!value.is_structured()) return is_oversized_number(value);
  return std::ranges::any_of(value, has_oversized_number);
}

// The strict reader beside the library's own.
void check_reading(std::string_view text, const json& body) {
  expect(body.is_object(), "a body is an object");
  expect(is_valid_utf8(text), "a body is UTF-8");
  expect(depth_of(body) <= json_depth_limit, "a body is not nested deeper than the limit");
  const json plain = json::parse(text, nullptr, false);
  expect(!plain.is_discarded(), "the strict reader takes nothing that the library refuses");
  if (has_oversized_number(body)) return;
  expect(plain == body, "both read the same");
  const auto again = read_json_object(body.dump());
  expect(std::holds_alternative<json>(again) && std::get<json>(again) == body, "a body written anew reads the same");
}

bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

void check_errors(const Findings& findings) {
  for (const auto& error : findings.errors()) {
    expect(error.pointer.starts_with('/'), "an error points to a member");
    expect(is_printable(error.code) && is_printable(error.message), "an error's words are ours");
  }
  const auto answer = http::make_validation_problem(http::Request{}, findings.errors());
  expect(json::accept(answer.body()), "the answer about the errors is JSON");
}

void check_name(const std::optional<std::string>& name) {
  if (!name) return;
  expect(!name->empty() && count_characters(*name) <= 100, "a name has 1 to 100 characters");
  expect(trim(*name) == *name && !has_control_characters(*name), "a name is trimmed and has no control characters");
}

void check_country(const std::optional<std::string>& code) {
  expect(!code || (code->size() == 2 && upper_ascii(*code) == *code), "a country is two capital letters");
}

bool is_same(const customers::Person& a, const customers::Person& b) {
  return a.email == b.email && a.first_name == b.first_name && a.last_name == b.last_name && a.phone == b.phone &&
         a.phone_country_code == b.phone_country_code && a.nationality_country_code == b.nationality_country_code &&
         a.language == b.language;
}

json write_person(const customers::Person& person) {
  json body{{"email", person.email}};
  const auto add = [&](const char* name, const std::optional<std::string>& value) {
    if (value) body[name] = *value;
  };
  add("firstName", person.first_name);
  add("lastName", person.last_name);
  add("phone", person.phone);
  add("phoneCountryCode", person.phone_country_code);
  add("nationalityCountryCode", person.nationality_country_code);
  add("language", person.language);
  return body;
}

void check_person(const customers::Person& person, PersonRule rule) {
  check_name(person.first_name);
  check_name(person.last_name);
  check_country(person.phone_country_code);
  check_country(person.nationality_country_code);
  expect(email::parse_email(person.email) == person.email, "an e-mail address is in its canonical form");
  expect(rule == PersonRule::lead || (person.first_name && person.last_name && person.phone &&
                                      person.phone_country_code && person.nationality_country_code),
         "a customer has every field");
  Findings none;
  expect(is_same(customers::parse_person(write_person(person), rule, none), person) && !none.has_errors(),
         "a person written anew reads the same");
}

void check_marketing(const customers::Marketing& marketing) {
  expect(marketing.utm_details.size() <= 40 && marketing.metadata.size() <= 50, "there are not too many keys");
  for (const auto& value : marketing.utm_details) expect(value.is_string(), "marketing parameters are strings");
  for (const auto& value : marketing.metadata) {
    expect(value.is_string() || value.is_number() || value.is_boolean(), "dynamic parameters are scalars");
  }
  Findings none;
  const auto again =
      customers::parse_marketing({{"utmDetails", marketing.utm_details}, {"metadata", marketing.metadata}}, none);
  expect(!none.has_errors() && again.utm_details == marketing.utm_details && again.metadata == marketing.metadata,
         "parameters written anew read the same");
}

void check_token(const links::LoginTokenRequest& request) {
  expect(!request.return_url || links::parse_return_url(*request.return_url), "a returnUrl stays on the site");
  expect(request.lifetime >= std::chrono::seconds{10} && request.lifetime <= std::chrono::hours{7 * 24},
         "a token lives from ten seconds to a week");
}

void check_customer(const json& body) {
  Findings findings;
  const auto customer = api::parse_customer_body(body, Config{}, findings);
  check_errors(findings);
  if (findings.has_errors()) return;
  check_person(customer.person, PersonRule::customer);
  check_marketing(customer.marketing);
  if (customer.login) check_token(*customer.login);
  const auto characters = count_characters(customer.password);
  expect(characters >= 7 && characters <= 128, "a password has 7 to 128 characters");
}

void check_lead(const json& body) {
  Findings findings;
  const auto lead = customers::parse_lead_body(body, findings);
  check_errors(findings);
  if (findings.has_errors()) return;
  check_person(lead.person, PersonRule::lead);
  check_marketing(lead.marketing);
}

void check_login_token(const json& body) {
  Findings findings;
  const auto request = api::parse_login_token_body(body, Config{}, findings);
  check_errors(findings);
  if (!findings.has_errors()) check_token(request);
}

}  // namespace

void check_input(std::string_view input) {
  const auto read = read_json_object(input);
  if (const auto* problem = std::get_if<JsonProblem>(&read)) {
    expect(!problem->detail.empty() && problem->detail.size() <= 60 && is_printable(problem->detail),
           "a problem is told in our words");
    return;
  }
  const json& body = std::get<json>(read);
  check_reading(input, body);
  check_customer(body);
  check_lead(body);
  check_login_token(body);
}

}  // namespace latchkey::fuzz
