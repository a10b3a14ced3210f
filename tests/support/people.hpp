// Rows that other rows of a database test depend on.
#pragma once
#include "api/keys/api_key.hpp"
#include "config/config.hpp"
#include "customers/customer_store.hpp"
#include "customers/leads/lead_store.hpp"
#include "db/connection.hpp"
#include "links/login_token.hpp"

namespace latchkey::test {

inline Config test_config() {
  Config config;
  config.base_url = "https://members.example.com";
  return config;
}

// An API key in the database, tied to a user of this name if one is given.
inline api::ApiKey make_key(db::Connection& db, const std::string& source = "") {
  api::ApiKey key{.id = Uuid::make(),
                  .value = crypto::SecretToken::make(api::api_key_prefix),
                  .name = "Key",
                  .rights = {},
                  .allow_list = {},
                  .source = std::nullopt,
                  .expires_at = std::nullopt};
  if (!source.empty()) {
    const Uuid user_id = Uuid::make();
    key.source = customers::Source{user_id, source + " One"};
    db.execute(
        "INSERT INTO users (id, email, first_name, last_name, created_at) VALUES (?, ?, ?, 'One', UTC_TIMESTAMP(6))",
        {user_id, user_id.text(), source});
  }
  return key;
}

inline customers::Person make_person(const std::string& email) {
  return {email, "Maria", "Rossi", "+35799123456", "CY", "IT"};
}

inline Uuid make_customer(db::Connection& db, const std::string& email, const std::string& password_hash = "x") {
  const auto key = make_key(db);
  const auto person = make_person(email);
  const Uuid id = Uuid::make();
  const auto lead = customers::touch_lead(db, person, {}, api::make_touch_origin(key));
  static_cast<void>(customers::insert_customer(db, {id, person, password_hash, lead.id, key.id}));
  return id;
}

// An address in a network of its own, since failures are counted by network.
inline std::string new_address() {
  const std::string random = Uuid::make().text().substr(28);
  return "2001:db8:" + random.substr(0, 4) + ":" + random.substr(4) + "::1";
}

inline std::string new_email() { return Uuid::make().text() + "@example.com"; }

}  // namespace latchkey::test
