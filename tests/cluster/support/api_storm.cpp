#include "cluster/support/api_storm.hpp"

#include <barrier>
#include <future>
#include <mutex>

#include "api/keys/api_key_store.hpp"
#include "support/people.hpp"

namespace latchkey::test {
namespace {

Config api_config() {
  Config config = test_config();
  config.password_cost = {8, 1};
  config.sockets_folder = "";
  return config;
}

}  // namespace

ApiMachine::ApiMachine(std::size_t node)
    : config_(api_config()),
      db_(shared_cluster().connect(node)),
      calls_(*db_),
      service_(api::make_service(config_, *db_, calls_)) {}

http::Response ApiMachine::send(const http::Request& request) {
  try {
    return service_->handle(request);
  } catch (const Unavailable&) {
    return service_->describe_failure(request, http::Failure::unavailable);
  }
}

ApiCaller make_caller(db::Connection& db) {
  ApiCaller caller;
  const api::NewApiKey wanted{.id = caller.id,
                              .name = "key " + caller.id.text(),
                              .expires_at = std::nullopt,
                              .user_id = std::nullopt,
                              .rights = {api::Right::create_customers, api::Right::create_leads},
                              .allow_list = {}};
  caller.key = std::get<crypto::SecretToken>(api::create_api_key(db, {"test", {}}, wanted)).reveal();
  return caller;
}

http::Request request_of(const ApiCaller& caller, const std::string& path, const nlohmann::json& body) {
  http::Request request;
  request.method = "POST";
  request.path = path;
  request.content_type = "application/json";
  request.body = body.dump();
  request.remote_address = "192.0.2.1";
  request.id = Uuid::make().text();
  request.headers = {{"x-api-key", caller.key}};
  return request;
}

http::Request creation_of(const ApiCaller& caller, const std::string& email) {
  return request_of(caller, "/api/v1/customers",
                    {{"email", email},
                     {"password", "sunny day 77"},
                     {"firstName", "Maria"},
                     {"lastName", "Rossi"},
                     {"phone", "+35799123456"},
                     {"phoneCountryCode", "CY"},
                     {"nationalityCountryCode", "IT"}});
}

std::string name_of(const http::Response& response) {
  const auto body = nlohmann::json::parse(response.body(), nullptr, false);
  const bool has_code = body.is_object() && body.contains("code");
  return std::to_string(response.status()) + (has_code ? " " + body["code"].get<std::string>() : "");
}

std::string text_of(const Tally& tally) {
  std::string text;
  for (const auto& [name, count] : tally) text += (text.empty() ? "" : ", ") + std::to_string(count) + " x " + name;
  return text;
}

int total(const Tally& tally) {
  int sum = 0;
  for (const auto& [name, count] : tally) sum += count;
  return sum;
}

Tally storm(std::size_t clients, int rounds, const ApiDeed& deed) {
  Tally tally;
  std::mutex mutex;
  std::barrier start(static_cast<std::ptrdiff_t>(clients));
  std::vector<std::future<void>> running;
  running.reserve(clients);
  for (std::size_t client = 0; client < clients; ++client) {
    running.push_back(std::async(std::launch::async, [&, client] {
      ApiMachine machine(client % GaleraCluster::size);
      for (int round = 0; round < rounds; ++round) {
        start.arrive_and_wait();
        const std::string name = deed(machine, client, round);
        const std::lock_guard lock(mutex);
        ++tally[name];
      }
    }));
  }
  for (auto& one : running) one.get();
  return tally;
}

}  // namespace latchkey::test
