#include "customers/customer_access.hpp"

#include "access/end_access.hpp"
#include "mails/mail_queue.hpp"

namespace latchkey::customers {
void block_customer(db::Connection& db, const audit::Actor& actor, const Customer& customer,
                    const std::string& reason) {
  db.in_transaction([&](db::Transaction&) {
    // The customer's row is written first: a sign-in at the same time waits for its lock and then finds the block.
    db.execute(
        R"sql(
        UPDATE customers
        SET blocked_at = COALESCE(blocked_at, UTC_TIMESTAMP(6)),
            block_reason = ?
        WHERE id = ?)sql",
        {reason, customer.id});
    access::end_access(db, customer.id);
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
    // The first statement reads, and so a node of a cluster has caught up with every sign-in that was answered
    // elsewhere.
    static_cast<void>(db.query("SELECT id FROM customers WHERE id = ? FOR UPDATE", {customer.id}));
    access::end_access(db, customer.id);
    audit::record_change(db, actor, {"customer.end_sessions", "customer", customer.id, nullptr, {{"ended", true}}});
  });
}

void set_password(db::Connection& db, const audit::Actor& actor, const Customer& customer,
                  const std::string& password_hash, Notice notice) {
  db.in_transaction([&](db::Transaction&) {
    db.execute("UPDATE customers SET password_hash = ? WHERE id = ?", {password_hash, customer.id});
    access::end_access(db, customer.id);
    audit::record_change(db, actor, {"customer.set_password", "customer", customer.id, nullptr, {{"changed", true}}});
    if (notice == Notice::none) return;
    mails::queue_mail(db, {.kind = mails::Kind::changed, .recipient = customer.email, .customer_id = customer.id});
  });
}

links::LoginToken make_login_link(db::Connection& db, const Config& config, const LoginLinkOrder& order) {
  return db.in_transaction([&](db::Transaction&) {
    auto made = links::mint_login_token(db, config, {.customer_id = order.customer.id, .request = order.request});
    audit::record_change(db, order.actor,
                         {"customer.login_link",
                          "customer",
                          order.customer.id,
                          nullptr,
                          {{"kind", std::string(links::kind_name(order.request.kind))}}});
    if (order.hand_over) order.hand_over(made);
    return made;
  });
}

}  // namespace latchkey::customers
