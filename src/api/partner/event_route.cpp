#include <algorithm>
#include <array>

#include "api/frame/narrow_list.hpp"
#include "api/partner/partner_routes.hpp"
#include "base/clock_text.hpp"
#include "customers/customer_store.hpp"
#include "customers/deposits/amount.hpp"
#include "customers/deposits/deposit_store.hpp"
#include "http/problem.hpp"

namespace latchkey::api {
namespace {

using customers::find_member;
using customers::Findings;
using http::Response;
using nlohmann::json;

constexpr std::array<std::string_view, 5> known_members{"type", "amount", "currency", "occurredAt", "reference"};

bool all_within(std::string_view text, char first, char last) {
  return std::ranges::all_of(text, [&](char c) { return c >= first && c <= last; });
}

// Reads the mandatory members of an event. What is wrong goes to `findings`; the value is then empty.
class EventReader {
 public:
  EventReader(const json& body, Findings& findings) : body_(body), findings_(findings) {}

  void type() {
    const auto* text = mandatory_text("type");
    if (text != nullptr && *text != "deposit") refuse("type", "invalid", R"(This must be "deposit".)");
  }

  std::string amount() {
    const auto* text = mandatory_text("amount");
    if (text == nullptr) return {};
    const auto amount = customers::parse_amount(*text);
    if (!amount) {
      return refuse(
          "amount", "invalid",
          R"(Write a decimal number as a string, such as "250.00", with at most 14 digits before and 8 behind )"
          "the point.");
    }
    if (customers::is_zero(*amount)) return refuse("amount", "number_out_of_range", "This must be more than 0.");
    return *amount;
  }

  std::string currency() {
    const auto* text = mandatory_text("currency");
    if (text == nullptr) return {};
    const bool is_valid = text->size() >= 3 && text->size() <= 5 && all_within(*text, 'A', 'Z');
    if (!is_valid) return refuse("currency", "invalid", "Write 3 to 5 capital letters, such as EUR or USDT.");
    return *text;
  }

  std::string occurred_at(db::Connection& db) {
    const auto* text = mandatory_text("occurredAt");
    if (text == nullptr) return {};
    static constexpr std::size_t date_length = 10;
    const auto time = text->size() > date_length ? parse_expiry(*text) : std::nullopt;
    if (!time) {
      return refuse("occurredAt", "invalid", "Write an ISO 8601 time with Z or an offset: 2026-11-23T10:00:00Z.");
    }
    const auto rows = db.query("SELECT ? > UTC_TIMESTAMP(6) + INTERVAL 5 MINUTE AS is_ahead", {*time});
    if (rows.at(0).flag("is_ahead")) {
      return refuse("occurredAt", "in_the_future", "This may be at most 5 minutes ahead of our clock.");
    }
    return *time;
  }

  std::string reference() {
    static constexpr std::size_t longest = 100;
    const auto* text = mandatory_text("reference");
    if (text == nullptr) return {};
    if (text->empty()) return refuse("reference", "too_short", "This must not be empty.");
    if (text->size() > longest) return refuse("reference", "too_long", "At most 100 characters.");
    if (!all_within(*text, '!', '~'))
      return refuse("reference", "invalid", "Only visible ASCII characters, no blanks.");
    return *text;
  }

 private:
  const std::string* mandatory_text(const std::string& field) {
    if (find_member(body_, field) == nullptr) {
      refuse(field, "required", "This field is mandatory.");
      return nullptr;
    }
    return read_text(body_, "", field, findings_);
  }

  std::string refuse(const std::string& field, std::string_view code, std::string message) {
    findings_.refuse("/" + field, code, std::move(message));
    return {};
  }

  const json& body_;
  Findings& findings_;
};

customers::NewDeposit read_deposit(const Call& call, const Body& body, const customers::Customer& customer,
                                   Findings& findings) {
  refuse_unknown_members(body, "", known_members, findings);
  EventReader reader(body, findings);
  reader.type();
  return {.api_key_id = call.key.first_id(),
          .customer_id = customer.id,
          .lead_id = customer.lead_id,
          .amount = reader.amount(),
          .currency = reader.currency(),
          .occurred_at = reader.occurred_at(call.db),
          .reference = reader.reference()};
}

Response make_answer(const customers::Customer& customer, const customers::RecordedDeposit& recorded) {
  const auto& deposit = recorded.deposit;
  const bool is_new = recorded.outcome == customers::DepositOutcome::recorded;
  Response response = http::make_json(is_new ? 201 : 200, {{"event",
                                                            {{"id", deposit.id.text()},
                                                             {"type", "deposit"},
                                                             {"amount", deposit.amount},
                                                             {"currency", deposit.currency},
                                                             {"occurredAt", deposit.occurred_at},
                                                             {"reference", deposit.reference},
                                                             {"isFirst", deposit.is_first}}}});
  response.add_header("Location", "/api/v1/customers/" + customer.id.text() + "/events/" + deposit.id.text());
  return response;
}

Response create(const Call& call, const Body& body, const customers::Customer& customer) {
  Findings findings;
  const auto deposit = read_deposit(call, body, customer, findings);
  if (findings.has_errors()) return http::make_validation_problem(call.request, findings.errors());
  const auto outcome = customers::record_deposit(call.db, deposit);
  if (const auto* recorded = std::get_if<customers::RecordedDeposit>(&outcome)) return make_answer(customer, *recorded);
  return http::make_problem(call.request, 409, "reference_taken",
                            "You have told of another event by this reference. Nothing was written; use a new one.");
}

}  // namespace

Response create_event(const Call& call, std::string_view customer_id) {
  if (auto refusal = refuse_without_right(call, Right::create_events)) return std::move(*refusal);
  if (auto refusal = refuse_without_narrow_list(call, "Telling of deposits")) return std::move(*refusal);
  return with_body(call, [&](const Body& body) {
    const auto id = Uuid::parse(customer_id);
    const auto customer = id ? customers::find_customer(call.db, *id) : std::nullopt;
    if (!customer) return http::make_problem(call.request, 404, "not_found", "There is no customer of this id.");
    return create(call, body, *customer);
  });
}

}  // namespace latchkey::api
