// Calls of the API from several nodes at once.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "api/calls/call_log.hpp"
#include "api/service.hpp"
#include "cluster/support/race.hpp"
#include "http/service.hpp"

namespace latchkey::test {

// A process of latchkey-customers on one node.
class ApiMachine {
 public:
  explicit ApiMachine(std::size_t node);

  // The answer, also where it is the one that the program's outermost catch gives when the database is away.
  [[nodiscard]] http::Response send(const http::Request& request);
  [[nodiscard]] db::Connection& db() { return *db_; }

 private:
  Config config_;
  std::unique_ptr<db::Connection> db_;
  api::CallLog calls_;
  std::unique_ptr<http::Service> service_;
};

struct ApiCaller {
  Uuid id = Uuid::make();  // of the key
  std::string key;
};

// A new key that may create customers and leads.
[[nodiscard]] ApiCaller make_caller(db::Connection& db);

[[nodiscard]] http::Request request_of(const ApiCaller& caller, const std::string& path, const nlohmann::json& body);
// A new customer with a login token.
[[nodiscard]] http::Request creation_of(const ApiCaller& caller, const std::string& email);

// `201`, or `409 customer_exists`.
[[nodiscard]] std::string name_of(const http::Response& response);

using Tally = std::map<std::string, int>;
[[nodiscard]] std::string text_of(const Tally& tally);
[[nodiscard]] int total(const Tally& tally);

// What a client does in one round; the name of what came of it.
using ApiDeed = std::function<std::string(ApiMachine& machine, std::size_t client, int round)>;

// So many clients, spread over the nodes, do the deed so many times, each round at the same moment.
[[nodiscard]] Tally storm(std::size_t clients, int rounds, const ApiDeed& deed);

}  // namespace latchkey::test
