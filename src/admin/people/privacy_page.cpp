#include "admin/frame/page.hpp"
#include "admin/people/people_pages.hpp"
#include "base/log.hpp"
#include "customers/customer_store.hpp"
#include "customers/leads/lead_record.hpp"
#include "customers/privacy/erase_person.hpp"
#include "customers/privacy/erased_file.hpp"
#include "customers/privacy/export_person.hpp"

namespace latchkey::admin {
namespace {

using customers::DataSubject;
using customers::EraseOutcome;
using customers::Whom;
using http::Response;

// The words in which the two kinds of people differ.
struct Kind {
  Whom whom;
  std::string name;
  std::string list;  // below /admin
  std::string title;
};

const Kind& kind_of(Whom whom) {
  static const Kind customer{Whom::customer, "customer", "/customers", "Customers"};
  static const Kind lead{Whom::lead, "lead", "/leads", "Leads"};
  return whom == Whom::customer ? customer : lead;
}

std::optional<Uuid> find_lead_id(const Visit& visit, Whom whom) {
  const auto id = Uuid::parse(visit.id);
  if (!id) return std::nullopt;
  if (whom == Whom::customer) {
    const auto customer = customers::find_customer(visit.db, *id);
    return customer ? std::optional(customer->lead_id) : std::nullopt;
  }
  const auto lead = customers::find_lead_by_id_or_email(visit.db, visit.id);
  return lead ? std::optional(lead->id) : std::nullopt;
}

Found<DataSubject> find_subject(const Visit& visit, const Kind& kind) {
  const auto lead_id = find_lead_id(visit, kind.whom);
  auto subject = lead_id ? customers::find_data_subject(visit.db, *lead_id) : std::nullopt;
  if (!subject) return refuse(visit, 404, "Not found", "There is no " + kind.name + " at this address.");
  if (kind.whom == Whom::lead && subject->customer_id) {
    return refuse(visit, 409, "The lead is a customer", "What is stored about a customer is on the customer's page.");
  }
  return *std::move(subject);
}

Table preview_of(const Visit& visit, const DataSubject& subject) {
  Table table{.title = "What would be erased", .empty = "Nothing.", .columns = {"What", "Rows"}};
  for (const auto& [stored, rows] : customers::preview_erasing(visit.db, subject)) {
    table.rows.push_back({plain(stored.holds), plain(std::to_string(rows))});
  }
  return table;
}

Form erase_form(const Visit& visit, const Kind& kind) {
  Form form{.title = "Erase",
            .action = kind.list + "/" + visit.id + "/erase",
            .submit = "Erase for good",
            .text =
                "Nobody can bring it back. Ids, dates, the source, amounts and trading logins stay, so that reports "
                "go on counting. Sessions and login links end at once, and the e-mail may be used again.",
            .cancel = "/admin" + kind.list + "/" + visit.id,
            .tone = Tone::bad};
  if (kind.whom == Whom::customer) {
    form.fields = {{.name = "keep",
                    .label = "Trading accounts",
                    .kind = Field::Kind::choices,
                    .hint = "Their platform keeps what it was told when they were opened.",
                    .choices = {{"accounts", "Erase although trading accounts are open"}}}};
  }
  return form;
}

Response show(const Visit& visit, const Kind& kind, const DataSubject& subject) {
  Page page(visit, "Personal data of " + subject.email);
  page.below(kind.title, "/admin" + kind.list);
  page.add(Form{.title = "Export",
                .action = kind.list + "/" + visit.id + "/personal-data",
                .submit = "Download as JSON",
                .text =
                    "Everything that is stored about this person, to be handed over to them. It holds no password and "
                    "no secret."});
  return page.add(preview_of(visit, subject)).add(erase_form(visit, kind)).render();
}

Response send_everything(const Visit& visit, const DataSubject& subject) {
  const auto everything = customers::export_person(visit.db, visit.actor(), subject);
  Response response(200, everything.dump(2) + "\n", "application/json");
  response.add_header("Content-Disposition",
                      "attachment; filename=\"personal-data-" + subject.lead_id.text() + ".json\"");
  return dress(std::move(response));
}

Response refuse_to_erase(const Visit& visit, EraseOutcome outcome) {
  switch (outcome) {
    case EraseOutcome::has_open_accounts:
      return refuse(visit, 409, "A trading account is open",
                    "Nothing was erased. Close the account at its platform, or tick that it may stay.");
    case EraseOutcome::has_accounts_coming:
      return refuse(visit, 409, "A trading account is being opened",
                    "Nothing was erased. Wait for the account, or settle it under Trading Platforms.");
    default:
      return refuse(visit, 409, "The person was changed",
                    "Nothing was erased, for somebody changed the same. Look again.");
  }
}

Response erase(const Visit& visit, const Kind& kind, const DataSubject& subject) {
  const bool keeps_accounts = is_ticked(visit, "keep", "accounts");
  try {
    const auto outcome = customers::erase_person(
        visit.db, {.actor = visit.actor(),
                   .lead_id = subject.lead_id,
                   .whom = kind.whom,
                   .accounts = keeps_accounts ? customers::OpenAccounts::stay : customers::OpenAccounts::hinder,
                   .note = [&](const Uuid& id) { customers::append_to_erased_file(visit.config.erased_file, id); }});
    if (outcome != EraseOutcome::erased) return refuse_to_erase(visit, outcome);
  } catch (const customers::ErasedFileError& error) {
    log(LogLevel::error, "erasing_failed", {{"request", visit.request.id}, {"why", error.what()}});
    return refuse(visit, 503, "Nothing was erased", error.what());
  }
  return go(kind.list, "person_erased");
}

template <class Act>
Response with_subject(const Visit& visit, Whom whom, Act act) {
  const Kind& kind = kind_of(whom);
  return with_found(find_subject(visit, kind), [&](const DataSubject& subject) { return act(kind, subject); });
}

Response show_privacy(const Visit& visit, Whom whom) {
  return with_subject(visit, whom,
                      [&](const Kind& kind, const DataSubject& subject) { return show(visit, kind, subject); });
}

Response export_data(const Visit& visit, Whom whom) {
  return with_subject(visit, whom,
                      [&](const Kind&, const DataSubject& subject) { return send_everything(visit, subject); });
}

Response erase_somebody(const Visit& visit, Whom whom) {
  return with_subject(visit, whom,
                      [&](const Kind& kind, const DataSubject& subject) { return erase(visit, kind, subject); });
}

}  // namespace

Response show_customer_privacy(const Visit& visit) { return show_privacy(visit, Whom::customer); }
Response export_customer_data(const Visit& visit) { return export_data(visit, Whom::customer); }
Response erase_customer(const Visit& visit) { return erase_somebody(visit, Whom::customer); }
Response show_lead_privacy(const Visit& visit) { return show_privacy(visit, Whom::lead); }
Response export_lead_data(const Visit& visit) { return export_data(visit, Whom::lead); }
Response erase_lead(const Visit& visit) { return erase_somebody(visit, Whom::lead); }

}  // namespace latchkey::admin
