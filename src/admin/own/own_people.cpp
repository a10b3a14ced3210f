#include "admin/own/own_people.hpp"

#include "base/clock_text.hpp"
#include "customers/fields/erased_mark.hpp"

namespace latchkey::admin {
namespace {

constexpr std::string_view select_people =
    R"sql(
    SELECT l.id AS lead_id, c.id AS customer_id, l.email, l.first_name, l.last_name, l.phone, l.phone_country_code,
        l.language, c.blocked_at IS NOT NULL AS is_blocked, l.first_deposit_at, l.created_at,
        c.created_at AS converted_at
    FROM leads l
    LEFT JOIN customers c ON c.lead_id = l.id
    WHERE l.source_user_id = ?
    )sql";

std::optional<std::string> time_in(const db::Row& row, std::string_view column) {
  return row.is_null(column) ? std::nullopt : std::optional(iso8601_from_database(row.text(column)));
}

OwnPerson person_of(const db::Row& row) {
  return {.lead_id = row.uuid("lead_id"),
          .customer_id = row.optional_uuid("customer_id"),
          .email = customers::is_erased_email(row.text("email")) ? "erased" : row.text("email"),
          .first_name = row.text_or("first_name", ""),
          .last_name = row.text_or("last_name", ""),
          .phone = row.text_or("phone", ""),
          .country = row.text_or("phone_country_code", ""),
          .language = row.text_or("language", ""),
          .is_blocked = row.flag("is_blocked"),
          .first_deposit_at = time_in(row, "first_deposit_at"),
          .created_at = iso8601_from_database(row.text("created_at")),
          .converted_at = time_in(row, "converted_at")};
}

std::optional<OwnPerson> first_person(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return person_of(rows.front());
}

}  // namespace

std::vector<OwnPerson> list_own_people(db::Connection& db, const OwnPage& page) {
  static const std::string leads = std::string(select_people) + "AND l.id < ? ORDER BY l.id DESC LIMIT ?";
  static const std::string customers =
      std::string(select_people) + "AND l.id < ? AND c.id IS NOT NULL ORDER BY l.id DESC LIMIT ?";
  const std::string greatest_id(Uuid::size, '\xff');
  std::vector<OwnPerson> people;
  for (const auto& row : db.query(page.list == OwnList::leads ? leads : customers,
                                  {page.source, page.after ? page.after->bytes() : greatest_id, page.limit})) {
    people.push_back(person_of(row));
  }
  return people;
}

std::optional<OwnPerson> find_own_lead(db::Connection& db, const Uuid& source, const Uuid& lead_id) {
  static const std::string sql = std::string(select_people) + "AND l.id = ?";
  return first_person(db.query(sql, {source, lead_id}));
}

std::optional<OwnPerson> find_own_customer(db::Connection& db, const Uuid& source, const Uuid& customer_id) {
  static const std::string sql = std::string(select_people) + "AND c.id = ?";
  return first_person(db.query(sql, {source, customer_id}));
}

std::vector<OwnTouch> list_own_touches(db::Connection& db, const Uuid& source, const Uuid& lead_id) {
  std::vector<OwnTouch> touches;
  for (const auto& row : db.query(
           R"sql(
           SELECT touched_at, api_key_name, utm_details, metadata
           FROM touches
           WHERE lead_id = ? AND source_user_id = ?
           ORDER BY touched_at DESC, id DESC
           LIMIT 50)sql",
           {lead_id, source})) {
    touches.push_back({iso8601_from_database(row.text("touched_at")), row.text("api_key_name"),
                       nlohmann::json::parse(row.text("utm_details")), nlohmann::json::parse(row.text("metadata"))});
  }
  return touches;
}

std::vector<OwnDeposit> list_own_deposits(db::Connection& db, const Uuid& source, const Uuid& customer_id) {
  std::vector<OwnDeposit> deposits;
  for (const auto& row : db.query(
           R"sql(
           SELECT d.occurred_at, d.amount, d.currency, d.reference
           FROM deposits d
           JOIN api_keys k ON k.id = d.api_key_id
           WHERE d.customer_id = ? AND k.user_id = ?
           ORDER BY d.occurred_at DESC, d.id DESC
           LIMIT 50)sql",
           {customer_id, source})) {
    deposits.push_back({iso8601_from_database(row.text("occurred_at")), row.text("amount"), row.text("currency"),
                        row.text("reference")});
  }
  return deposits;
}

}  // namespace latchkey::admin
