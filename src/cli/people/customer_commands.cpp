#include <functional>
#include <iostream>

#include "base/utf8.hpp"
#include "cli/context.hpp"
#include "cli/people/privacy_commands.hpp"
#include "customers/customer_access.hpp"
#include "customers/customer_json.hpp"
#include "customers/directory/directory.hpp"
#include "customers/fields/password_rules.hpp"
#include "links/login_token.hpp"
#include "links/return_target.hpp"

namespace latchkey::cli {
namespace {

using customers::Customer;
using customers::customer_json;

Customer require_customer(Context& context, const std::string& wanted) {
  const auto customer = customers::find_customer_by_id_or_email(context.db(), wanted);
  if (!customer) throw Refusal("there is no customer " + wanted + "; see latchkey customer list");
  return *customer;
}

using UseCustomer = std::function<void(const Customer&)>;

// Calls `use` with every customer that the search finds, the best matches first; with all of them, the oldest first,
// when the text is empty.
void for_each_found(Context& context, const std::string& text, const UseCustomer& use) {
  if (trim(text).empty()) {
    customers::for_each_customer(context.db(), use);
    return;
  }
  std::string after;
  for (bool has_more = true; has_more;) {
    const auto found = customers::search_directory(
        context.db(), {.directory = customers::Directory::customers, .text = text, .after = after});
    if (found.problem == customers::Found::Problem::nothing_to_look_for) {
      throw Refusal("there is no letter and no digit to look for");
    }
    if (found.problem == customers::Found::Problem::too_many_terms) throw Refusal("at most 32 words can be looked for");
    if (found.has_too_many_ids && after.empty()) std::cerr << "more ids or logins begin like this than are listed\n";
    for (const auto& entry : found.entries) {
      if (const auto customer = customers::find_customer(context.db(), entry.id)) use(*customer);
    }
    has_more = found.has_more;
    after = found.next;
  }
}

// JSON is printed while the customers are read, so that five million need no more memory than five. A table needs all
// of them first, for the widths of its columns.
void list(Context& context, const std::string& search, Output output) {
  if (output == Output::json) {
    std::cout << '[';
    const char* separator = "\n  ";
    for_each_found(context, search, [&](const Customer& customer) {
      std::cout << separator << customer_json(customer).dump();
      separator = ",\n  ";
    });
    std::cout << "\n]\n";
    return;
  }
  Listing listing{{{"EMAIL", "email"},
                   {"FIRST NAME", "firstName"},
                   {"LAST NAME", "lastName"},
                   {"PHONE", "phone"},
                   {"STATUS", "status"},
                   {"CREATED", "createdAt"},
                   {"ID", "id"}},
                  nlohmann::json::array()};
  for_each_found(context, search, [&](const Customer& customer) { listing.rows.push_back(customer_json(customer)); });
  print(listing, output);
}

struct LinkOptions {
  std::string customer;
  std::string kind = "link";
  std::string return_url;
  bool hides_status_popup = false;
};

void print_login_link(Context& context, const LinkOptions& options) {
  const auto kind = links::parse_kind(options.kind);
  if (!kind) throw CLI::ValidationError("--kind", "must be redirect or link");
  const Customer customer = require_customer(context, options.customer);
  if (customer.is_blocked) throw Refusal(customer.email + " is blocked and cannot sign in");
  links::LoginTokenRequest request{*kind, links::default_lifetime(*kind, context.config()), std::nullopt,
                                   !options.hides_status_popup};
  if (!options.return_url.empty()) {
    request.return_url = options.return_url;
    if (links::find_target(context.db(), request.return_url).problem) {
      throw Refusal(options.return_url + " is not the path of an enabled menu entry; see latchkey menu list");
    }
  }
  static_cast<void>(
      customers::make_login_link(context.db(), context.config(),
                                 {.actor = Context::actor(),
                                  .customer = customer,
                                  .request = request,
                                  .hand_over = [](const links::LoginToken& made) { hand_over(made.url); }}));
}

void set_password(Context& context, const std::string& wanted) {
  const Customer customer = require_customer(context, wanted);
  const std::string password = read_secret_line("password");
  if (const auto problem = customers::find_password_problem(password)) {
    throw Refusal("the password is not taken: " + *problem);
  }
  customers::set_password(context.db(), Context::actor(), customer,
                          crypto::hash_password(password, context.password_cost()),
                          context.config().mail ? customers::Notice::by_mail : customers::Notice::none);
}

void add_block_commands(CLI::App& group, Context& context) {
  CLI::App* block = group.add_subcommand("block", "Block a customer, end all sessions, revoke open login tokens");
  const auto wanted = std::make_shared<std::string>();
  const auto reason = std::make_shared<std::string>();
  block->add_option("customer", *wanted, "E-mail or id")->required();
  block->add_option("--reason", *reason, "Kept for the record");
  block->callback([&context, wanted, reason] {
    customers::block_customer(context.db(), Context::actor(), require_customer(context, *wanted), *reason);
  });

  CLI::App* unblock = group.add_subcommand("unblock", "Let a customer sign in again");
  unblock->add_option("customer", *wanted, "E-mail or id")->required();
  unblock->callback([&context, wanted] {
    customers::unblock_customer(context.db(), Context::actor(), require_customer(context, *wanted));
  });
}

}  // namespace

void add_customer_commands(CLI::App& app, Context& context) {
  CLI::App* group = app.add_subcommand("customer", "Customers")->require_subcommand(1);

  CLI::App* list_command = group->add_subcommand("list", "List the customers");
  const auto output = std::make_shared<Output>(Output::table);
  add_json_flag(*list_command, output);
  const auto search = std::make_shared<std::string>();
  list_command->add_option("--search", *search,
                           "Only those with words that begin so: names, e-mail, phone, trading login or id");
  list_command->callback([&context, search, output] { list(context, *search, *output); });

  add_block_commands(*group, context);
  add_privacy_commands(*group, context, customers::Whom::customer);

  CLI::App* link_command = group->add_subcommand("login-link", "Make a login link and print its URL");
  const auto options = std::make_shared<LinkOptions>();
  link_command->add_option("customer", options->customer, "E-mail or id")->required();
  link_command->add_option("--kind", options->kind,
                           "link (a page with a button; the default) or redirect (signs in at once)");
  link_command->add_option("--return-url", options->return_url, "Where the customer lands: a menu entry's path");
  link_command->add_flag("--no-status-popup", options->hides_status_popup, "Keep the status pop-up closed");
  link_command->callback([&context, options] { print_login_link(context, *options); });

  CLI::App* password_command =
      group->add_subcommand("set-password", "Read a new password from standard input; ends all sessions");
  const auto wanted = std::make_shared<std::string>();
  password_command->add_option("customer", *wanted, "E-mail or id")->required();
  password_command->callback([&context, wanted] { set_password(context, *wanted); });
}

}  // namespace latchkey::cli
