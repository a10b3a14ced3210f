#include "cluster/support/visitors.hpp"

#include <algorithm>
#include <numeric>
#include <sstream>

#include "base/uuid.hpp"
#include "crypto/secret_token.hpp"
#include "support/stack.hpp"

namespace latchkey::test {
namespace {

using namespace std::chrono_literals;

Headers session_headers(const std::string& cookie) {
  return {{"Cookie", "__Host-member=" + cookie}, {"Sec-Fetch-Site", "same-origin"}};
}

bool is_stored(db::Connection& db, const std::string& sql, const std::string& value) {
  return db.query(sql, {value}).at(0).integer("count") == 1;
}

std::string hash_of(const std::string& cookie) { return crypto::SecretToken::parse(cookie).value().hash().bytes(); }

}  // namespace

int Ledger::requests() const {
  return std::accumulate(statuses.begin(), statuses.end(), 0,
                         [](int sum, const auto& entry) { return sum + entry.second; });
}

double Ledger::percent_unavailable() const {
  const auto found = statuses.find(503);
  return found == statuses.end() ? 0 : 100.0 * found->second / std::max(1, requests());
}

Visitors::Visitors(std::vector<const WebMachine*> machines, std::string api_key, int count)
    : machines_(std::move(machines)), api_key_(std::move(api_key)) {
  threads_.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    threads_.emplace_back([this, i] { live(static_cast<unsigned>(i)); });
  }
}

void Visitors::stop() {
  is_over_ = true;
  threads_.clear();
}

std::size_t Visitors::count_surprises() {
  const std::scoped_lock lock(ledger_.mutex);
  return ledger_.surprises.size();
}

void Visitors::live(unsigned number) {
  for (unsigned turn = number; !is_over_;) visit(turn);
}

Answer Visitors::send(unsigned& turn, const FastCgiRequest& request) {
  const WebMachine& machine = *machines_.at(turn++ % machines_.size());
  const auto begun = std::chrono::steady_clock::now();
  Answer answer = machine.send(request);
  const auto waited = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
  const std::scoped_lock lock(ledger_.mutex);
  ++ledger_.statuses[answer.status];
  ledger_.longest_wait = std::max(ledger_.longest_wait, waited);
  return answer;
}

Answer Visitors::insist(unsigned& turn, const FastCgiRequest& request, int expected) {
  const auto end = std::chrono::steady_clock::now() + 10s;
  for (;;) {
    Answer answer = send(turn, request);
    if (answer.status == expected) return answer;
    if (answer.status != 503 || std::chrono::steady_clock::now() > end) {
      const std::scoped_lock lock(ledger_.mutex);
      ledger_.surprises.push_back(request.method + " " + request.path + ": " + std::to_string(answer.status) + " " +
                                  answer.body.substr(0, 200));
      return answer;
    }
    std::this_thread::sleep_for(200ms);
  }
}

void Visitors::visit(unsigned& turn) {
  const nlohmann::json person = new_customer();
  const Answer created = insist(turn,
                                {.method = "POST",
                                 .path = "/api/v1/customers",
                                 .headers = {{"X-Api-Key", api_key_},
                                             {"Content-Type", "application/json"},
                                             {"Idempotency-Key", Uuid::make().text()}},
                                 .body = person.dump()},
                                201);
  if (created.status != 201) return;
  const std::string token = created.json()["login"]["token"];
  {
    const std::scoped_lock lock(ledger_.mutex);
    ledger_.created.push_back(person["email"]);
  }
  const Answer signed_in = insist(turn, {.path = "/auth/login", .query = "token=" + token}, 303);
  const std::string cookie = signed_in.cookie("__Host-member");
  if (cookie.empty()) return;
  {
    const std::scoped_lock lock(ledger_.mutex);
    ledger_.signed_in.push_back(cookie);
  }
  for (int i = 0; i < 3; ++i) {
    static_cast<void>(insist(turn, {.path = "/auth/verify", .headers = session_headers(cookie)}, 204));
  }
  const Answer signed_out =
      insist(turn, {.method = "POST", .path = "/auth/logout", .headers = session_headers(cookie)}, 303);
  if (signed_out.status != 303) return;
  const std::scoped_lock lock(ledger_.mutex);
  ledger_.signed_out.push_back(cookie);
}

Losses count_losses(db::Connection& db, const Ledger& ledger) {
  Losses losses;
  for (const auto& email : ledger.created) {
    losses.creations += is_stored(db, "SELECT COUNT(*) AS count FROM customers WHERE email = ?", email) ? 0 : 1;
  }
  for (const auto& cookie : ledger.signed_in) {
    losses.sign_ins +=
        is_stored(db, "SELECT COUNT(*) AS count FROM sessions WHERE session_hash = ?", hash_of(cookie)) ? 0 : 1;
  }
  for (const auto& cookie : ledger.signed_out) {
    const bool has_ended = is_stored(
        db, "SELECT COUNT(*) AS count FROM sessions WHERE session_hash = ? AND ended_at IS NOT NULL", hash_of(cookie));
    losses.sign_outs += has_ended ? 0 : 1;
  }
  return losses;
}

std::string describe(const std::string& what, const Ledger& ledger, const Losses& losses) {
  std::ostringstream text;
  text << what << ": " << ledger.requests() << " requests, " << ledger.percent_unavailable() << " % 503, longest wait "
       << ledger.longest_wait.count() << " ms; acknowledged and lost: " << ledger.created.size() << " creations, "
       << losses.creations << "; " << ledger.signed_in.size() << " sign-ins, " << losses.sign_ins << "; "
       << ledger.signed_out.size() << " sign-outs, " << losses.sign_outs << "; surprises " << ledger.surprises.size()
       << "; statuses";
  for (const auto& [status, times] : ledger.statuses) text << ' ' << status << " x " << times;
  return text.str();
}

}  // namespace latchkey::test
