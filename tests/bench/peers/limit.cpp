// The limit of redeem and create: the statements that Latchkey sends, in its order, from plain libmariadb clients
// without HTTP, JSON, checks or hashing. Keep them the same as src/auth/redeem.cpp and
// src/customers/create_customer.cpp. Usage: bench-limit redeem|create SOCKET USER PASSWORD CLIENTS SECONDS FIRST_TOKEN
// TOKENS API_KEY; prints one line of JSON. Ends before its time when the tokens are spent.
#include <sodium.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <thread>

#include "base/uuid.hpp"
#include "limit_client.hpp"

namespace latchkey::bench {
namespace {

using Clock = std::chrono::steady_clock;

std::string sha256(const std::string& text) {
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(digest.data()),
                     reinterpret_cast<const unsigned char*>(text.data()), text.size());
  return digest;
}

std::string numbered(const std::string& prefix, long number) {
  std::ostringstream text;
  text << prefix << std::setw(43) << std::setfill('0') << number;
  return text.str();
}

// In autocommit = 0, where a transaction begins by itself: see Connection::begin().
void redeem(LimitClient& db, long token_number) {
  const std::string hash = sha256(numbered("lt_", token_number));
  const auto token = db.query(
      "SELECT t.id, t.customer_id, t.kind, t.return_url, t.shows_status_popup, "
      "CASE WHEN c.blocked_at IS NOT NULL THEN 'customer_blocked' WHEN t.used_at IS NOT NULL THEN 'spent' "
      "WHEN t.revoked_at IS NOT NULL THEN 'revoked' WHEN t.expires_at <= UTC_TIMESTAMP(6) THEN 'expired' ELSE '' END "
      "AS refusal, c.email, t.api_key_id, "
      "(SELECT path FROM menus WHERE home_marker = 1 AND is_enabled = TRUE) AS home "
      "FROM login_tokens t JOIN customers c ON c.id = t.customer_id WHERE t.token_hash = ?",
      {hash});
  db.change_one(
      "UPDATE login_tokens SET used_at = UTC_TIMESTAMP(6) WHERE token_hash = ? AND used_at IS NULL "
      "AND revoked_at IS NULL AND expires_at > UTC_TIMESTAMP(6)",
      {hash});
  const Field id = token.at(0).at(0);
  const Field customer = token.at(0).at(1);
  db.change_one(
      "INSERT INTO sessions (id, session_hash, customer_id, email, login_token_id, shows_status_popup, address, "
      "created_at, last_seen_at, expires_at) "
      "SELECT ?, ?, id, email, ?, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) + INTERVAL ? SECOND "
      "FROM customers WHERE id = ? AND blocked_at IS NULL LOCK IN SHARE MODE",
      {Uuid::make().bytes(), sha256(Uuid::make().bytes()), id, "1", "127.0.0.1", "43200", customer});
  db.change_one(
      "INSERT INTO sign_in_attempts (id, attempted_at, method, outcome, address, account_hash, customer_id, "
      "login_token_id, api_key_id, return_url, return_url_reason, request_id) "
      "VALUES (?, UTC_TIMESTAMP(6), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {Uuid::make().bytes(),
       "token",
       "signed_in",
       "127.0.0.1",
       {},
       customer,
       id,
       token.at(0).at(7),
       {},
       {},
       Uuid::make().text()});
  db.send("COMMIT");
}

void create(LimitClient& db, const std::string& api_key) {
  const auto key = db.query(
      "SELECT k.id, k.name, k.rights, k.allow_list, k.expires_at, k.revoked_at IS NOT NULL AS is_revoked, "
      "COALESCE(k.expires_at <= UTC_TIMESTAMP(6), FALSE) AS is_expired, u.id, u.first_name, u.last_name, "
      "u.disabled_at IS NOT NULL OR u.removed_at IS NOT NULL AS is_user_stopped, "
      "COALESCE(k.last_used_at < UTC_TIMESTAMP(6) - INTERVAL 60 SECOND OR k.last_address <> ?, TRUE) AS is_use_due "
      "FROM api_keys k LEFT JOIN users u ON u.id = k.user_id WHERE k.key_hash = ?",
      {"127.0.0.1", sha256(api_key)});
  const Uuid customer = Uuid::make();
  const Uuid lead = Uuid::make();
  const Uuid touch = Uuid::make();
  const std::string email = customer.text() + "@bench.example";
  const std::string utm = R"({"utm_campaign":"spring","utm_source":"newsletter"})";
  const std::string metadata = R"({"plan":"gold"})";
  const Field user = key.at(0).at(7);
  const Field source = *key.at(0).at(8) + " " + *key.at(0).at(9);
  const auto outlook = db.query(
      "SELECT COUNT(*), UTC_TIMESTAMP(6) AS now, UTC_TIMESTAMP(6) + INTERVAL ? SECOND AS later "
      "FROM customers WHERE email = ?",
      {"300", email});
  db.send("START TRANSACTION");
  db.change_one(
      "INSERT INTO leads (id, email, first_name, last_name, phone, phone_country_code, "
      "nationality_country_code, source_user_id, source_name, first_touch_id, latest_touch_id, metadata, "
      "created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)) "
      "ON DUPLICATE KEY UPDATE first_name = COALESCE(first_name, VALUES(first_name)), "
      "last_name = COALESCE(last_name, VALUES(last_name)), "
      "phone_country_code = IF(phone IS NULL, VALUES(phone_country_code), phone_country_code), "
      "phone = COALESCE(phone, VALUES(phone)), "
      "nationality_country_code = COALESCE(nationality_country_code, VALUES(nationality_country_code)), "
      "source_name = IF(VALUES(source_user_id) IS NULL, source_name, VALUES(source_name)), "
      "source_user_id = COALESCE(VALUES(source_user_id), source_user_id), "
      "latest_touch_id = VALUES(latest_touch_id), "
      "metadata = IF(LENGTH(metadata) > 200000, VALUES(metadata), JSON_MERGE_PATCH(metadata, VALUES(metadata))), "
      "updated_at = VALUES(updated_at)",
      {lead.bytes(), email, "Maria", "Rossi", "+35799123456", "CY", "IT", user, source, touch.bytes(), touch.bytes(),
       metadata});
  db.change_one(
      "INSERT INTO touches (id, lead_id, touched_at, api_key_id, api_key_name, source_user_id, source_name, "
      "utm_details, metadata) VALUES (?, ?, UTC_TIMESTAMP(6), ?, ?, ?, ?, ?, ?)",
      {touch.bytes(), lead.bytes(), key.at(0).at(0), key.at(0).at(1), user, source, utm, metadata});
  db.change_one(
      "INSERT INTO customers (id, email, first_name, last_name, phone, phone_country_code, nationality_country_code, "
      "password_hash, lead_id, api_key_id, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
      "COALESCE(?, UTC_TIMESTAMP(6)))",
      {customer.bytes(), email, "Maria", "Rossi", "+35799123456", "CY", "IT",
       "$argon2id$v=19$m=8,t=1,p=1$SDFZQfqcOpj0J+QZNlUNJg$vElBLa4ZwF3l6NW4dLxYcmPF2Cs9dTqUGaHk4vEJmJM", lead.bytes(),
       key.at(0).at(0), outlook.at(0).at(1)});
  db.change_one(
      "INSERT INTO login_tokens (id, token_hash, customer_id, api_key_id, kind, return_url, shows_status_popup, "
      "created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {Uuid::make().bytes(),
       sha256(Uuid::make().bytes()),
       customer.bytes(),
       key.at(0).at(0),
       "redirect",
       {},
       "1",
       outlook.at(0).at(1),
       outlook.at(0).at(2)});
  db.send("COMMIT");
}

struct Order {
  bool is_redeem;
  std::string socket, user, password;
  int clients;
  double seconds;
  long first_token, tokens;
  std::string api_key;
};

// One client until the time is up; its latencies in milliseconds.
std::vector<double> work(const Order& order, int client, Clock::time_point end) {
  LimitClient db(order.socket, order.user, order.password);
  if (order.is_redeem) db.send("SET autocommit = 0");
  std::vector<double> latencies;
  const long token_end = order.first_token + order.tokens;
  for (long token = order.first_token + client; Clock::now() < end; token += order.clients) {
    if (order.is_redeem && token >= token_end) break;
    const auto begin = Clock::now();
    if (order.is_redeem) {
      redeem(db, token);
    } else {
      create(db, order.api_key);
    }
    latencies.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
  }
  return latencies;
}

void run(const Order& order) {
  std::vector<std::vector<double>> parts(static_cast<std::size_t>(order.clients));
  const auto begin = Clock::now();
  const auto end = begin + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(order.seconds));
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < order.clients; ++i) {
      threads.emplace_back([&, i] { parts[static_cast<std::size_t>(i)] = work(order, i, end); });
    }
  }
  const double taken = std::chrono::duration<double>(Clock::now() - begin).count();
  std::vector<double> all;
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  std::ranges::sort(all);
  const auto at = [&](std::size_t percent) { return all.empty() ? 0 : all[(all.size() - 1) * percent / 100]; };
  std::cout << "{\"rate\": " << static_cast<double>(all.size()) / taken << ", \"requests\": " << all.size()
            << ", \"p50\": " << at(50) << ", \"p99\": " << at(99) << "}\n";
}

}  // namespace
}  // namespace latchkey::bench

int main(int argc, char** argv) {
  if (argc != 10 || sodium_init() < 0 || mysql_library_init(0, nullptr, nullptr) != 0) return 2;
  latchkey::bench::run({std::string(argv[1]) == "redeem", argv[2], argv[3], argv[4], std::atoi(argv[5]),
                        std::atof(argv[6]), std::atol(argv[7]), std::atol(argv[8]), argv[9]});
  return 0;
}
