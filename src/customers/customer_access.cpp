#include "customers/customer_care.hpp"

#include "base/clock_text.hpp"
#include "base/utf8.hpp"
#include "customers/email.hpp"

namespace latchkey::customers {
namespace {

using nlohmann::json;

std::string normalized_email(const std::string& text) { return parse_email(text).value_or(lower_ascii(trim(text))); }

json or_null(const std::optional<std::string>& text) { return text ? json(*text) : json(nullptr); }

constexpr auto touch_columns =
    "SELECT id, touched_at, api_key_name, source_name, utm_details, metadata FROM touches WHERE ";

json touch_of(const db::Row& row) {
  return {{"id", row.uuid(0).text()},
          {"at", iso8601_from_database(row.text(1))},
          {"apiKey", row.text(2)},
          {"source", or_null(row.optional_text(3))},
          {"utmDetails", json::parse(row.text(4))},
          {"metadata", json::parse(row.text(5))}};
}

json find_touch(db::Connection& db, const Uuid& id) {
  static const std::string sql = std::string(touch_columns) + "id = ?";
  const auto rows = db.query(sql, {id});
  return rows.empty() ? json(nullptr) : touch_of(rows.front());
}

// Inside the caller's transaction.
void end_all_access(db::Connection& db, const Uuid& customer_id) {
  db.execute("UPDATE sessions SET ended_at = UTC_TIMESTAMP(6) WHERE customer_id = ? AND ended_at IS NULL",
             {customer_id});
  db.execute(
      R"sql(
      UPDATE login_tokens
      SET revoked_at = UTC_TIMESTAMP(6)
      WHERE customer_id = ? AND used_at IS NULL AND revoked_at IS NULL)sql",
      {customer_id});
}

}  // namespace

std::optional<Customer> find_customer_by_name(db::Connection& db, const std::string& email_or_id) {
  if (const auto id = Uuid::parse(email_or_id)) return find_customer(db, *id);
  return find_customer_by_email(db, normalized_email(email_or_id));
}

void for_each_customer(db::Connection& db, const std::function<void(const Customer&)>& use) {
  std::string last_id(Uuid::size, '\0');
  for (;;) {
    const auto rows = db.query("SELECT id FROM customers WHERE id > ? ORDER BY id LIMIT 500", {last_id});
    if (rows.empty()) return;
    for (const auto& row : rows) {
      if (const auto customer = find_customer(db, row.uuid(0))) use(*customer);
    }
    last_id = rows.back().text(0);
  }
}

void block_customer(db::Connection& db, const audit::Actor& actor, const Customer& customer,
                    const std::string& reason) {
  db.in_transaction([&](db::Transaction&) {
    // The customer's row first: a sign-in at the same time waits here, and then finds the block.
    db.execute(
        "UPDATE customers SET blocked_at = COALESCE(blocked_at, UTC_TIMESTAMP(6)), block_reason = ? WHERE id = ?",
        {reason, customer.id});
    end_all_access(db, customer.id);
    audit::record_change(db, actor,
                         {"customer.block",
                          "customer",
                          customer.id,
                          {{"blocked", customer.is_blocked}},
                          {{"blocked", true}, {"reason", reason}}});
  });
}

void unblock_customer(db::Connection& db, const audit::Actor& actor, const Customer& customer) {
  db.in_transaction([&](db::Transaction&) {
    db.execute("UPDATE customers SET blocked_at = NULL, block_reason = NULL WHERE id = ?", {customer.id});
    audit::record_change(
        db, actor,
        {"customer.unblock", "customer", customer.id, {{"blocked", customer.is_blocked}}, {{"blocked", false}}});
  });
}

void end_sessions(db::Connection& db, const audit::Actor& actor, const Customer& customer) {
  db.in_transaction([&](db::Transaction&) {
    end_all_access(db, customer.id);
    audit::record_change(db, actor, {"customer.end_sessions", "customer", customer.id, nullptr, {{"ended", true}}});
  });
}

links::LoginToken make_login_link(db::Connection& db, const Config& config, const audit::Actor& actor,
                                  const Customer& customer, const links::LoginTokenRequest& request) {
  return db.in_transaction([&](db::Transaction&) {
    auto made = links::mint_login_token(db, config, customer.id, std::nullopt, request);
    audit::record_change(
        db, actor,
        {"customer.login_link", "customer", customer.id, nullptr, {{"kind", std::string(kind_name(request.kind))}}});
    return made;
  });
}

void set_password(db::Connection& db, const audit::Actor& actor, const Customer& customer,
                  const std::string& password_hash) {
  db.in_transaction([&](db::Transaction&) {
    db.execute("UPDATE customers SET password_hash = ? WHERE id = ?", {password_hash, customer.id});
    end_all_access(db, customer.id);
    audit::record_change(db, actor, {"customer.set_password", "customer", customer.id, nullptr, {{"changed", true}}});
  });
}

std::optional<json> describe_lead(db::Connection& db, const std::string& email_or_id) {
  const auto rows = db.query(
      R"sql(
      SELECT l.id, l.email, l.first_name, l.last_name, l.source_name, l.metadata, l.first_touch_id, c.id
      FROM leads l
      LEFT JOIN customers c ON c.email = l.email
      WHERE l.email = ? OR l.id = ?)sql",
      {normalized_email(email_or_id), Uuid::parse(email_or_id)});
  if (rows.empty()) return std::nullopt;
  const auto& row = rows.front();
  const auto customer_id = row.optional_uuid(7);
  return json{{"id", row.uuid(0).text()},
              {"email", row.text(1)},
              {"firstName", or_null(row.optional_text(2))},
              {"lastName", or_null(row.optional_text(3))},
              {"source", or_null(row.optional_text(4))},
              {"metadata", json::parse(row.text(5))},
              {"firstTouch", find_touch(db, row.uuid(6))},
              {"customerId", customer_id ? json(customer_id->text()) : json(nullptr)}};
}

TouchPage list_touches(db::Connection& db, const Uuid& lead, const std::optional<Uuid>& after, std::size_t page) {
  static const std::string sql =
      std::string(touch_columns) +
      "lead_id = ? AND touched_at <= ? AND (touched_at < ? OR id < ?) ORDER BY touched_at DESC, id DESC LIMIT ?";
  const auto place = after ? db.query("SELECT touched_at FROM touches WHERE id = ?", {*after}) : db::Rows();
  const std::string time = place.empty() ? "9999-12-31" : place.front().text(0);
  TouchPage found;
  for (const auto& row : db.query(sql, {lead, time, time, after.value_or(Uuid()), page + 1})) {
    found.has_more = found.touches.size() == page;
    if (!found.has_more) found.touches.push_back(touch_of(row));
  }
  return found;
}

}  // namespace latchkey::customers
