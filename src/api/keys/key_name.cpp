#include "api/keys/key_name.hpp"

namespace latchkey::api {

bool is_key_name_taken(db::Connection& db, const Uuid& id, const std::string& name) {
  return !db.query(
                R"sql(
                SELECT id
                FROM api_keys
                WHERE name = ?
                  AND id <> ?
                  AND revoked_at IS NULL
                  AND COALESCE(expires_at > UTC_TIMESTAMP(6), TRUE)
                FOR UPDATE)sql",
                {name, id})
              .empty();
}

}  // namespace latchkey::api
