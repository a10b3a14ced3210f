// Idempotency-Key: the same request sent twice is carried out once, and both get the same answer.
#pragma once
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <variant>

#include "api/keys/api_key.hpp"
#include "base/uuid.hpp"
#include "db/connection.hpp"
#include "db/coordination/named_lock.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

namespace latchkey::api {

// A successful answer as it is kept for 24 h: without the password, without a login token.
struct KeptAnswer {
  int status = 0;
  std::optional<std::string> location;
  nlohmann::json body;
  std::optional<Uuid> login_token_id;
};

// erased: the person whom the first call has made was erased since.
enum class IdempotencyProblem { invalid_key, mismatch, in_progress, erased };

// 400, 422, 409 or 410.
[[nodiscard]] http::Response make_idempotency_problem(const http::Request& request, IdempotencyProblem problem);

// One request's claim on its Idempotency-Key. While it lives, others with the same key are told that it is in progress:
// it holds a named lock on this connection, which the server frees even when the process dies. What decides in the end,
// on every node of a cluster, is the row that remember() inserts in the request's own transaction.
class IdempotencyClaim {
 public:
  // A request without the header gets a claim that does nothing. A request that was answered before gets the kept
  // answer. `body` is the parsed request body: two bodies are the same when their content is, whatever their spacing.
  // The connection must outlive the claim.
  [[nodiscard]] static std::variant<IdempotencyClaim, KeptAnswer, IdempotencyProblem> make(db::Connection& db,
                                                                                           const http::Request& request,
                                                                                           const ApiKey& key,
                                                                                           const nlohmann::json& body);

  // What make() would say that ends the request, without claiming anything; nothing when it would get its claim.
  [[nodiscard]] static std::optional<std::variant<KeptAnswer, IdempotencyProblem>> look(db::Connection& db,
                                                                                        const http::Request& request,
                                                                                        const ApiKey& key,
                                                                                        const nlohmann::json& body);

  // Keeps the answer, inside the caller's transaction. `duplicate`: another machine was faster.
  [[nodiscard]] db::InsertOutcome remember(const KeptAnswer& answer) const;

  // To be asked by a request that finds its work done already, before it says so: what another machine has answered to
  // the same key meanwhile. Nothing without a key, and when nobody has answered it.
  [[nodiscard]] std::optional<std::variant<KeptAnswer, IdempotencyProblem>> look_again() const;

 private:
  struct Held {
    Uuid api_key_id;
    std::string key_hash;
    std::string request_hash;
    std::unique_ptr<db::NamedLock> lock;
  };
  // What the request's header says: nothing without one.
  static std::variant<std::monostate, Held, IdempotencyProblem> read_header(const http::Request& request,
                                                                            const ApiKey& key,
                                                                            const nlohmann::json& body);
  static std::optional<std::variant<KeptAnswer, IdempotencyProblem>> find_kept(db::Connection& db, const Held& held);
  IdempotencyClaim(db::Connection& db, std::optional<Held> held) : db_(&db), held_(std::move(held)) {}

  db::Connection* db_;
  std::optional<Held> held_;
};

}  // namespace latchkey::api
