// Endpoints, and leads of which they are told.
#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "outbox/outbox.hpp"
#include "support/people.hpp"
#include "support/throwaway_server.hpp"

namespace latchkey::test {

struct NewEndpoint {
  std::string kind = "webhook";
  std::string events;
  std::optional<Uuid> user_id = {};
  std::string url = "https://hooks.example.com/";
};

struct Outbox {
  Outbox() : db(SharedDatabase::connect()) { db->execute("DELETE FROM endpoints"); }
  explicit Outbox(std::unique_ptr<db::Connection> connection) : db(std::move(connection)) {}

  Uuid add(const NewEndpoint& endpoint) const {
    const Uuid id = Uuid::make();
    db->execute(
        R"sql(
        INSERT INTO endpoints (id, kind, user_id, url, events, state, created_at, updated_at)
        VALUES (?, ?, ?, ?, ?, 'enabled', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)))sql",
        {id, endpoint.kind, endpoint.user_id, endpoint.url, endpoint.events});
    return id;
  }

  customers::TouchedLead touch(const api::ApiKey& key, const std::string& email,
                               const nlohmann::json& metadata = nlohmann::json::object(),
                               const nlohmann::json& utm = nlohmann::json::object()) const {
    return db->in_transaction([&](db::Transaction&) {
      auto lead = customers::touch_lead(*db, make_person(email), {utm, metadata}, api::make_touch_origin(key));
      outbox::tell(*db, lead.id, {happening_of(lead)});
      return lead;
    });
  }

  std::vector<std::string> payloads(const Uuid& endpoint) const {
    std::vector<std::string> texts;
    for (const auto& row : db->query("SELECT payload FROM deliveries WHERE endpoint_id = ? ORDER BY id", {endpoint})) {
      texts.push_back(row.text("payload"));
    }
    return texts;
  }
  std::int64_t count(const Uuid& endpoint) const {
    return db->query("SELECT COUNT(*) AS n FROM deliveries WHERE endpoint_id = ?", {endpoint}).at(0).integer("n");
  }

  std::unique_ptr<db::Connection> db;
};

}  // namespace latchkey::test
