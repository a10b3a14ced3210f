// What Latchkey sends to the database for a redemption and for a creation, as statements alone.
#pragma once
#include <string>

#include "limit_client.hpp"

namespace latchkey::bench {

// Spends the token lt_NUMBER. `db` is in autocommit = 0, where a transaction begins by itself.
void redeem(LimitClient& db, long token_number);

// What makes an e-mail and a telephone number that are new, in the form of those that wrk/create.lua sends.
struct Serial {
  std::string run, client, count;
};

// One handler's creations: it writes its calls two hundred at a time.
class Creations {
 public:
  explicit Creations(LimitClient& db) : db_(db) {}
  void create(const std::string& api_key, const Serial& serial);

 private:
  void note_call(const std::string& key, const std::string& lead, const std::string& customer);

  LimitClient& db_;
  std::string calls_;  // rows as JSON
  int noted_ = 0;
};

}  // namespace latchkey::bench
