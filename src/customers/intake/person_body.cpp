#include "customers/intake/person_body.hpp"

#include "base/cidr.hpp"
#include "base/utf8.hpp"
#include "customers/fields/country.hpp"
#include "customers/fields/language.hpp"
#include "customers/fields/password_rules.hpp"
#include "customers/fields/phone.hpp"
#include "customers/phone_owner.hpp"
#include "email/disposable.hpp"
#include "email/email.hpp"

namespace latchkey::customers {
namespace {

using nlohmann::json;

constexpr std::size_t name_limit = 100;

class PersonReader {
 public:
  PersonReader(const json& body, PersonRule rule, Findings& findings) : body_(body), rule_(rule), findings_(findings) {}

  std::optional<std::string> name(const std::string& field) {
    const std::string* text = mandatory_text(field);
    if (text == nullptr) return std::nullopt;
    std::string value(trim(*text));
    if (value.empty()) return refuse(field, "too_short", "This must not be empty.");
    if (count_characters(value) > name_limit) return refuse(field, "too_long", "At most 100 characters.");
    if (has_control_characters(value))
      return refuse(field, "control_characters", "Control characters are not allowed.");
    return value;
  }

  std::string email() {
    const std::string* text = read_text(body_, "", "email", findings_);
    if (text == nullptr) {
      if (find_member(body_, "email") == nullptr) require("email");
      return {};
    }
    auto value = email::parse_email(*text);
    if (value) {
      if (email::is_disposable(*value)) {
        findings_.warn("/email", "email_disposable", "The provider gives addresses to throw away; it was kept.");
      }
      return *value;
    }
    if (trim(*text).size() > email::email_limit_bytes) {
      refuse("email", "too_long", "At most 254 bytes.");
    } else {
      refuse("email", "invalid", "This is not a valid e-mail address.");
    }
    return {};
  }

  std::optional<std::string> country(const std::string& field) {
    const std::string* text = mandatory_text(field);
    if (text == nullptr) return std::nullopt;
    auto code = parse_country_code(*text);
    if (!code) {
      return refuse(field, "unknown_country", "This is not an ISO 3166-1 alpha-2 country code such as \"CY\".");
    }
    return code;
  }

  // The original API misspells the field's name; both spellings are taken, and both at once if they agree.
  std::optional<std::string> nationality() {
    static const std::string right = "nationalityCountryCode";
    static const std::string misspelt = "natonalityCountryCode";
    if (find_member(body_, misspelt) == nullptr) return country(right);
    auto by_alias = country(misspelt);
    if (find_member(body_, right) == nullptr) return by_alias;
    auto by_name = country(right);
    if (by_name && by_alias && *by_name != *by_alias) {
      return refuse(right, "mismatch", "natonalityCountryCode says another country; send one of the two.");
    }
    return by_name;
  }

  std::optional<std::string> phone(const std::optional<std::string>& country_code) {
    const std::string* text = mandatory_text("phone");
    if (text == nullptr) return std::nullopt;
    const auto parsed = parse_phone(*text, country_code);
    if (const auto* problem = std::get_if<PhoneProblem>(&parsed)) return refuse_phone(*problem);
    const auto& phone = std::get<Phone>(parsed);
    if (!phone.is_verified) {
      findings_.warn("/phone", "phone_unverified", "The rules of its country do not know this number; it was kept.");
    }
    return phone.e164;
  }

  std::optional<std::string> language() {
    const std::string* text = read_text(body_, "", "language", findings_);
    if (text == nullptr) return std::nullopt;
    const auto tag = trim(*text);
    if (tag.size() > language_limit_bytes) return refuse("language", "too_long", "At most 35 bytes.");
    auto language = parse_language(tag);
    if (!language) {
      return refuse("language", "invalid", R"(This is not a BCP 47 language tag such as "de", "pt-BR" or "zh-Hans".)");
    }
    return language;
  }

 private:
  const std::string* mandatory_text(const std::string& field) {
    const std::string* text = read_text(body_, "", field, findings_);
    if (text == nullptr && find_member(body_, field) == nullptr && rule_ == PersonRule::customer) require(field);
    return text;
  }

  std::nullopt_t refuse_phone(PhoneProblem problem) {
    switch (problem) {
      case PhoneProblem::not_international:
        return refuse("phone", "invalid", "Write the number in international form, e.g. +35799123456.");
      case PhoneProblem::has_extension:
        return refuse("phone", "invalid", "Leave the extension out, e.g. +35799123456.");
      case PhoneProblem::unknown_calling_code:
        return refuse("phone", "invalid", "No country has this calling code; begin with one such as +357.");
      case PhoneProblem::wrong_length:
        return refuse("phone", "invalid", "A number has 8 to 15 digits, calling code included.");
      case PhoneProblem::calling_code_mismatch:
        return refuse("phoneCountryCode", "calling_code_mismatch",
                      "The calling code of this country is not the one of phone.");
    }
    return std::nullopt;
  }

  void require(const std::string& field) { refuse(field, "required", "This field is mandatory."); }

  std::nullopt_t refuse(const std::string& field, std::string_view code, std::string message) {
    findings_.refuse("/" + field, code, std::move(message));
    return std::nullopt;
  }

  const json& body_;
  PersonRule rule_;
  Findings& findings_;
};

}  // namespace

Person parse_person(const json& body, PersonRule rule, Findings& findings) {
  PersonReader reader(body, rule, findings);
  Person person;
  person.first_name = reader.name("firstName");
  person.last_name = reader.name("lastName");
  person.email = reader.email();
  person.nationality_country_code = reader.nationality();
  person.phone_country_code = reader.country("phoneCountryCode");
  person.phone = reader.phone(person.phone_country_code);
  person.language = reader.language();
  return person;
}

void resolve_person(db::Connection& db, const Person& person, Findings& findings) {
  if (is_phone_of_another(db, person)) warn_of_known_phone(findings);
}

void warn_of_known_phone(Findings& findings) {
  findings.warn("/phone", "phone_known", "Another lead or customer has this number; it was kept.");
}

std::optional<std::string> parse_ip(const json& body, Findings& findings) {
  const std::string* text = read_text(body, "", "ip", findings);
  if (text == nullptr) return std::nullopt;
  const auto address = parse_ip_address(trim(*text));
  if (!address) {
    findings.refuse("/ip", "invalid", "This must be an IPv4 or IPv6 address, without port and prefix.");
    return std::nullopt;
  }
  if (!is_public(*address)) {
    findings.refuse("/ip", "address_not_public",
                    "This must be the public address of the customer's own device. Leave ip out when it is not known.");
    return std::nullopt;
  }
  return write_ip_address(*address);
}

std::string parse_password(const json& body, Findings& findings) {
  const std::string* text = read_text(body, "", "password", findings);
  if (text == nullptr) {
    if (find_member(body, "password") == nullptr) findings.refuse("/password", "required", "This field is mandatory.");
    return {};
  }
  for (const auto& problem : find_password_problems(*text)) {
    findings.refuse("/password", problem.code, std::string(problem.message));
  }
  return *text;
}

}  // namespace latchkey::customers
