#include <array>

#include "admin/people/customer_mails.hpp"
#include "admin/people/customer_page.hpp"
#include "admin/people/people_pages.hpp"
#include "customers/customer_access.hpp"
#include "links/return_target.hpp"

namespace latchkey::admin {
namespace {

using customers::Customer;
using http::Response;
using staff::Area;
using staff::Level;

struct Lifetime {
  std::chrono::seconds seconds;
  std::string_view label;
};

// What a link can live for beside what the configuration says.
constexpr std::array<Lifetime, 5> lifetimes{{{std::chrono::minutes{15}, "15 minutes"},
                                             {std::chrono::hours{1}, "1 hour"},
                                             {std::chrono::hours{24}, "24 hours"},
                                             {std::chrono::hours{72}, "3 days"},
                                             {std::chrono::hours{168}, "7 days"}}};

std::string label_of(std::chrono::seconds lifetime) {
  for (const auto& known : lifetimes) {
    if (known.seconds == lifetime) return std::string(known.label);
  }
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(lifetime);
  return minutes == lifetime ? std::to_string(minutes.count()) + " minutes" : std::to_string(lifetime.count()) + " s";
}

// The usual one first.
std::vector<Choice> lifetime_choices(const Visit& visit) {
  const auto usual = links::default_lifetime(links::TokenKind::link, visit.config);
  std::vector<Choice> choices{{"", label_of(usual), visit.typed("lives").empty()}};
  for (const auto& [seconds, label] : lifetimes) {
    const std::string value = std::to_string(seconds.count());
    if (seconds != usual) choices.push_back({value, std::string(label), visit.typed("lives") == value});
  }
  return choices;
}

std::vector<Choice> target_choices(const Visit& visit) {
  std::vector<Choice> choices{{"", "The dashboard"}};
  for (const auto& target : links::list_targets(visit.db)) {
    if (!target.is_home) choices.push_back({target.path, target.label + " (" + target.path + ")"});
  }
  for (auto& choice : choices) choice.is_chosen = choice.value == visit.typed("returnUrl");
  return choices;
}

void add_link_form(const Visit& visit, const std::string& path, Page& page, const Errors& errors) {
  Form form{.title = "Login link", .action = path + "/login-link", .submit = "Make a login link"};
  form.text =
      "Works once. Whoever opens it and presses its button is signed in as this customer: hand it to the "
      "customer alone.";
  form.fields = {{.name = "returnUrl",
                  .label = "Leads to",
                  .kind = Field::Kind::select,
                  .choices = target_choices(visit),
                  .need = Field::Need::required},
                 {.name = "lives",
                  .label = "Good for",
                  .kind = Field::Kind::select,
                  .choices = lifetime_choices(visit),
                  .need = Field::Need::required}};
  tell(form.fields, errors);
  page.add(form);
}

// What the form asks for; what is wrong with it goes into `errors`.
links::LoginTokenRequest read_request(const Visit& visit, Errors& errors) {
  const auto kind = links::TokenKind::link;
  links::LoginTokenRequest request{kind, links::default_lifetime(kind, visit.config), std::nullopt, true};
  if (const std::string url = visit.typed("returnUrl"); !url.empty()) request.return_url = url;
  if (request.return_url && links::find_target(visit.db, request.return_url).problem) {
    errors["returnUrl"] = "This is not the path of an enabled entry of Settings > Menus.";
  }
  const std::string lives = visit.typed("lives");
  if (lives.empty()) return request;
  const auto seconds = parse_number(lives);
  const auto* const found = std::find_if(lifetimes.begin(), lifetimes.end(), [&](const Lifetime& lifetime) {
    return seconds && lifetime.seconds.count() == *seconds;
  });
  if (found == lifetimes.end()) {
    errors["lives"] = "Choose one of the list.";
  } else {
    request.lifetime = found->seconds;
  }
  return request;
}

Response block_form(const Visit& visit, const Customer& customer, const Errors& errors) {
  Form form{.action = "/customers/" + visit.id + "/block", .submit = "Block", .tone = Tone::bad};
  form.text = customer.email + " can no longer sign in; sessions end at once and open login links stop working.";
  form.fields = {{.name = "reason",
                  .label = "Reason",
                  .kind = Field::Kind::text,
                  .value = visit.typed("reason"),
                  .hint = "For staff only; the customer does not see it.",
                  .need = Field::Need::required}};
  tell(form.fields, errors);
  form.cancel = "/admin/customers/" + visit.id;
  Page page(visit, "Block " + customer.first_name + " " + customer.last_name);
  return page.below("Customers", "/admin/customers").add(form).render(errors.empty() ? 200 : 422);
}

}  // namespace

void add_customer_links(const Visit& visit, const Customer& customer, Page& page) {
  const std::string path = "/admin/customers/" + customer.id.text();
  const bool may_edit = visit.may(Area::customers, Level::edit);
  if (may_edit) page.link_to("Edit", path + "/edit");
  if (visit.may(Area::login_activity, Level::view)) {
    page.link_to("Login activity", "/admin/login-activity?customer=" + percent_encode(customer.email), Weight::quiet);
  }
  if (visit.may(Area::privacy, Level::edit)) page.link_to("Personal data", path + "/personal-data", Weight::quiet);
  if (may_edit && !customer.is_blocked) page.link_to("Block", path + "/block", Weight::dangerous);
}

void add_customer_deeds(const Visit& visit, const Customer& customer, Page& page, const Errors& errors) {
  const std::string path = "/customers/" + customer.id.text();
  const bool may_edit = visit.may(Area::customers, Level::edit);
  if (customer.is_blocked) {
    if (!may_edit) return;
    page.add(Form{.title = "Unblock",
                  .action = path + "/unblock",
                  .submit = "Unblock",
                  .text = "The customer may sign in again. Sessions that were ended stay ended."});
    return;
  }
  if (visit.may(Area::login_links, Level::edit)) add_link_form(visit, path, page, errors);
  if (visit.config.mail) add_mail_forms(visit, customer, page);
  if (!may_edit) return;
  page.add(Form{.title = "End sessions",
                .action = path + "/end-sessions",
                .submit = "End all sessions",
                .text = "The customer is signed out everywhere, and login links that are still open stop working.",
                .tone = Tone::bad});
}

Response confirm_block_customer(const Visit& visit) {
  return with_found(find_customer(visit), [&](const Customer& customer) { return block_form(visit, customer, {}); });
}

Response block_customer(const Visit& visit) {
  return with_found(find_customer(visit), [&](const Customer& customer) {
    Errors errors;
    const std::string reason = read_label(visit, "reason", errors);
    if (!errors.empty()) return block_form(visit, customer, errors);
    customers::block_customer(visit.db, visit.actor(), customer, reason);
    return go("/customers/" + visit.id, "customer_blocked");
  });
}

Response unblock_customer(const Visit& visit) {
  return with_found(find_customer(visit), [&](const Customer& customer) {
    customers::unblock_customer(visit.db, visit.actor(), customer);
    return go("/customers/" + visit.id, "customer_unblocked");
  });
}

Response end_customer_sessions(const Visit& visit) {
  return with_found(find_customer(visit), [&](const Customer& customer) {
    customers::end_sessions(visit.db, visit.actor(), customer);
    return go("/customers/" + visit.id, "sessions_ended");
  });
}

Response make_customer_link(const Visit& visit) {
  return with_found(find_customer(visit), [&](const Customer& customer) {
    if (customer.is_blocked) return refuse(visit, 409, "The customer is blocked", "A blocked customer cannot sign in.");
    Errors errors;
    const auto request = read_request(visit, errors);
    if (!errors.empty()) return show_customer_page(visit, customer, {.errors = errors});
    const auto token = customers::make_login_link(visit.db, visit.config,
                                                  {.actor = visit.actor(), .customer = customer, .request = request});
    return show_customer_page(visit, customer, {.made = &token});
  });
}

}  // namespace latchkey::admin
