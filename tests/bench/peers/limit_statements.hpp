// What Latchkey sends to the database for a redemption and for a creation, as statements alone.
#pragma once
#include <string>

#include "limit_client.hpp"

namespace latchkey::bench {

// Spends the token lt_NUMBER. `db` is in autocommit = 0, where a transaction begins by itself.
void redeem(LimitClient& db, long token_number);

// What makes an e-mail that is new, in the form of those that wrk/create.lua sends.
struct Serial {
  std::string run, client, count;
};

void create(LimitClient& db, const std::string& api_key, const Serial& serial);

}  // namespace latchkey::bench
