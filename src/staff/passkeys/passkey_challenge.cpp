#include "staff/passkeys/passkey_challenge.hpp"

namespace latchkey::staff {

crypto::SecretToken make_passkey_challenge(db::Connection& db, const crypto::SecretToken& holder) {
  crypto::SecretToken challenge = crypto::SecretToken::make();
  db.execute(
      R"sql(
      INSERT INTO passkey_challenges (holder_hash, challenge_hash, expires_at)
      VALUES (?, ?, UTC_TIMESTAMP(6) + INTERVAL 5 MINUTE)
      ON DUPLICATE KEY UPDATE challenge_hash = VALUES(challenge_hash), expires_at = VALUES(expires_at))sql",
      {holder.hash().bytes(), challenge.hash().bytes()});
  return challenge;
}

bool spend_passkey_challenge(db::Connection& db, const crypto::SecretToken& holder,
                             const crypto::SecretToken& challenge) {
  return db.execute(
             R"sql(
             DELETE FROM passkey_challenges
             WHERE holder_hash = ? AND challenge_hash = ? AND expires_at > UTC_TIMESTAMP(6))sql",
             {holder.hash().bytes(), challenge.hash().bytes()}) == 1;
}

}  // namespace latchkey::staff
