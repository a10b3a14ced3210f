#include "cli/mails/mail_commands.hpp"

#include <iostream>

#include "base/clock_text.hpp"
#include "base/utf8.hpp"
#include "email/email.hpp"
#include "mails/letters/letter_writer.hpp"
#include "mails/smtp/sending.hpp"

namespace latchkey::cli {
namespace {

using nlohmann::json;

constexpr std::chrono::seconds longest_test{30};

const MailConfig& require_mail(Context& context) {
  if (!context.config().mail) throw Refusal("no mails are sent: " + context.config().file + " has no [mail]");
  return *context.config().mail;
}

// Not from the queue: what the server says is told here and now.
void test(Context& context, const std::string& wanted) {
  const MailConfig& mail = require_mail(context);
  const auto address = email::parse_email(wanted);
  if (!address) throw CLI::ValidationError("address", wanted + " is not a valid e-mail address");
  const std::string& site = context.config().site_name;
  const std::string text = "This mail was sent by `latchkey mail test` of " + site + ". Mails work.\n";
  mails::Sending sending(mail);
  const auto sent =
      sending.send({.message_id = Uuid::make().text() + "@" + mail.from.substr(mail.from.rfind('@') + 1),
                    .recipient = *address,
                    .language = "en",
                    .subject = "Test mail of " + mails::one_line(site),
                    .text = text,
                    .html = "<p>This mail was sent by <code>latchkey mail test</code>. Mails work.</p>\n"},
                   mail.from_name.empty() ? site : mail.from_name, longest_test);
  const std::string server = mail.host + ":" + std::to_string(mail.port);
  if (sent.verdict != mails::Sent::Verdict::taken) throw Refusal(server + " has not taken the mail: " + sent.words);
  std::cerr << "note: " << server << " has taken the mail to " << *address << '\n';
}

json mail_json(const db::Row& row) {
  const auto or_null = [&](std::string_view column) { return row.is_null(column) ? json() : json(row.text(column)); };
  return {{"id", row.uuid("id").text()},
          {"kind", row.text("kind")},
          {"recipient", row.text("recipient")},
          {"state", row.text("state")},
          {"reason", or_null("reason")},
          {"tries", row.integer("tries")},
          {"createdAt", iso8601_from_database(row.text("created_at"))},
          {"endedAt", row.is_null("ended_at") ? json() : json(iso8601_from_database(row.text("ended_at")))}};
}

struct ListOptions {
  Output output = Output::table;
  std::string recipient;
  std::string state;
};

void list(Context& context, const ListOptions& options) {
  Listing listing{{{"CREATED", "createdAt"},
                   {"KIND", "kind"},
                   {"TO", "recipient"},
                   {"STATE", "state"},
                   {"TRIES", "tries"},
                   {"REASON", "reason"},
                   {"ID", "id"}},
                  json::array()};
  for (const auto& row : context.db().query(
           R"sql(
           SELECT id, kind, recipient, state, reason, tries, created_at, ended_at
           FROM mails
           WHERE (? = '' OR recipient = ?) AND (? = '' OR state = ?)
           ORDER BY created_at DESC, id DESC
           LIMIT 1000)sql",
           {options.recipient, options.recipient, options.state, options.state})) {
    listing.rows.push_back(mail_json(row));
  }
  print(listing, options.output);
}

void add_list_command(CLI::App& group, Context& context) {
  CLI::App* command = group.add_subcommand("list", "List the last thousand mails and what has become of them");
  const auto options = std::make_shared<ListOptions>();
  command->add_flag_callback(
      "--json", [options] { options->output = Output::json; }, "Print JSON");
  command->add_option("--to", options->recipient, "Only those to this address");
  command->add_option("--state", options->state, "Only those that are waiting, sent, failed or dropped")
      ->check(CLI::IsMember({"waiting", "sent", "failed", "dropped"}));
  command->callback([&context, options] {
    ListOptions wanted = *options;
    wanted.recipient = email::normalize_email(wanted.recipient);
    list(context, wanted);
  });
}

}  // namespace

void add_mail_commands(CLI::App& app, Context& context) {
  CLI::App* group = app.add_subcommand("mail", "Mails to customers and staff")->require_subcommand(1);
  add_list_command(*group, context);
  CLI::App* test_command =
      group->add_subcommand("test", "Send a test mail now; what the server says against it is told");
  const auto address = std::make_shared<std::string>();
  test_command->add_option("address", *address, "Whom to send it to")->required();
  test_command->callback([&context, address] { test(context, *address); });
}

}  // namespace latchkey::cli
