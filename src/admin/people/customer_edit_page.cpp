#include "admin/frame/edit_form.hpp"
#include "admin/people/country_cell.hpp"
#include "admin/people/customer_page.hpp"
#include "admin/people/people_pages.hpp"
#include "base/utf8.hpp"
#include "customers/care/customer_change.hpp"
#include "customers/fields/country.hpp"
#include "customers/fields/language.hpp"
#include "customers/fields/phone.hpp"

namespace latchkey::admin {
namespace {

using customers::Customer;
using customers::PhoneProblem;
using http::Response;

Version version_of(const Customer& customer) {
  return {customer.id, fingerprint_of({customer.first_name, customer.last_name, customer.phone,
                                       customer.phone_country_code, customer.language.value_or("")})};
}

std::string_view problem_text(PhoneProblem problem) {
  switch (problem) {
    case PhoneProblem::not_international:
      return "Write the number with its country's code, like +35799123456.";
    case PhoneProblem::has_extension:
      return "Write the number without an extension.";
    case PhoneProblem::unknown_calling_code:
      return "No country has this calling code.";
    case PhoneProblem::wrong_length:
      return "The number is too short or too long.";
    case PhoneProblem::calling_code_mismatch:
      break;
  }
  return "This number belongs to another country than the one below.";
}

// A number that stays as it is is not judged again.
void read_phone(const Visit& visit, const Customer& before, Customer& customer, Errors& errors) {
  customer.phone = trim(visit.typed("phone"));
  const auto country = customers::parse_country_code(visit.typed("phoneCountryCode"));
  if (!country) {
    errors["phoneCountryCode"] = "Choose a country of the list.";
    return;
  }
  customer.phone_country_code = *country;
  if (customer.phone == before.phone && *country == before.phone_country_code) return;
  const auto parsed = customers::parse_phone(customer.phone, country);
  if (const auto* problem = std::get_if<PhoneProblem>(&parsed)) {
    errors["phone"] = problem_text(*problem);
  } else {
    customer.phone = std::get<customers::Phone>(parsed).e164;
  }
}

Customer read_customer(const Visit& visit, const Customer& before, Edit& edit) {
  Customer customer = before;
  customer.first_name = read_label(visit, "firstName", edit.errors);
  customer.last_name = read_label(visit, "lastName", edit.errors);
  read_phone(visit, before, customer, edit.errors);
  const std::string language(trim(visit.typed("language")));
  customer.language = customers::parse_language(language);
  if (!customer.language && !language.empty()) {
    edit.errors["language"] = "This is no language tag. Write it like de, pt-BR or zh-Hans.";
  }
  return customer;
}

SaveOutcome change(const Visit& visit, const Customer& before, const Customer& after) {
  if (customers::change_customer(visit.db, visit.actor(), before, after) ==
      customers::CustomerChange::changed_meanwhile) {
    return ChangedMeanwhile();
  }
  return Saved{"/customers/" + before.id.text(), "customer_saved"};
}

Response show_form(const Visit& visit, const Customer& customer, const Edit& edit) {
  const std::string path = "/customers/" + customer.id.text();
  Form form{.action = path + "/edit", .submit = "Save", .cancel = "/admin" + path};
  form.fields = {
      {.name = "firstName", .label = "First name", .value = customer.first_name, .need = Field::Need::required},
      {.name = "lastName", .label = "Last name", .value = customer.last_name, .need = Field::Need::required},
      {.name = "phone",
       .label = "Phone",
       .value = customer.phone,
       .hint = "In international form, like +35799123456.",
       .need = Field::Need::required},
      {.name = "phoneCountryCode",
       .label = "Country of the phone",
       .kind = Field::Kind::select,
       .choices = country_choices(customer.phone_country_code),
       .need = Field::Need::required},
      {.name = "language",
       .label = "Language",
       .value = customer.language.value_or(""),
       .hint = "Of the customer's pages and mails: a tag like en, de or pt-BR."}};
  Page page(visit, "Edit " + customer.first_name + " " + customer.last_name);
  page.below("Customers", "/admin/customers").below(customer.email, "/admin" + path);
  return render_edit(visit, page, form, edit);
}

constexpr EditRules<Customer> customer_rules{.find = find_customer,
                                             .start = nullptr,  // customers come by the API
                                             .version_of = version_of,
                                             .read = read_customer,
                                             .add = nullptr,
                                             .change = change,
                                             .show = show_form};

}  // namespace

Response show_customer_form(const Visit& visit) { return show_stored(visit, customer_rules); }

Response save_customer(const Visit& visit) { return save_stored(visit, customer_rules); }

}  // namespace latchkey::admin
