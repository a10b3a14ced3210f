// The limit of redeem and create: the statements that Latchkey sends, in its order, from plain libmariadb clients
// without HTTP, JSON, checks or hashing (limit_redemption.cpp, limit_creation.cpp). Keep them the same as what
// src/members/sign_in/redeem.cpp and src/api/creation/create_customer.cpp send. Usage: bench-limit redeem|create SOCKET
// USER PASSWORD CLIENTS SECONDS FIRST_TOKEN TOKENS API_KEY; prints one line of JSON. Ends before its time when the
// tokens are spent.
#include <sodium.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "limit_client.hpp"
#include "limit_statements.hpp"

namespace latchkey::bench {
namespace {

using Clock = std::chrono::steady_clock;

struct Order {
  bool is_redeem;
  std::string socket, user, password;
  int clients;
  double seconds;
  long first_token, tokens;
  std::string api_key;
  std::string run;  // no other run of today has this name
};

// One client until the time is up; its latencies in milliseconds.
std::vector<double> work(const Order& order, int client, Clock::time_point end) {
  LimitClient db(order.socket, order.user, order.password);
  if (order.is_redeem) db.send("SET autocommit = 0");
  Creations creations(db);
  std::vector<double> latencies;
  const long token_end = order.first_token + order.tokens;
  for (long token = order.first_token + client; Clock::now() < end; token += order.clients) {
    if (order.is_redeem && token >= token_end) break;
    const auto begin = Clock::now();
    if (order.is_redeem) {
      redeem(db, token);
    } else {
      creations.create(order.api_key, {order.run, std::to_string(client), std::to_string(latencies.size())});
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
                        std::atof(argv[6]), std::atol(argv[7]), std::atol(argv[8]), argv[9],
                        std::to_string(latchkey::bench::Clock::now().time_since_epoch().count() / 1'000'000)});
  return 0;
}
