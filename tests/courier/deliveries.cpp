#include "courier/deliveries.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <csignal>

#include "endpoints/secret.hpp"

namespace latchkey::test {
namespace {

using courier::Courier;
using courier::DeliveryDesk;
using courier::DeliveryStep;
using courier::Transfers;

std::atomic<bool> must_stop{false};

void stop(int) { must_stop = true; }

}  // namespace

Deliveries::Deliveries() : db(SharedDatabase::connect()), config(receiver().config()) {
  for (const char* table : {"delivery_tries", "deliveries", "endpoints"})
    db->execute("DELETE FROM " + std::string(table));
  crypto::add_secret_key(folder.path() / "secrets.key");
  box = std::make_unique<crypto::SecretBox>(folder.path() / "secrets.key");
  for (auto& wait : pace.schedule.waits) wait = std::chrono::milliseconds(60);
  pace.idle = std::chrono::milliseconds(20);
}

Deliveries::~Deliveries() = default;

Receiver& Deliveries::receiver() {
  static Receiver receiver;
  return receiver;
}

Uuid Deliveries::add_webhook(const std::string& path, const std::optional<Uuid>& user_id) const {
  const Uuid id = Uuid::make();
  const auto sealed = box->seal(endpoints::make_secret());
  db->execute(
      R"sql(
      INSERT INTO endpoints (id, kind, user_id, url, events, state, secret, secret_key_id, created_at, updated_at)
      VALUES (?, 'webhook', ?, ?, 'lead.created', 'enabled', ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)))sql",
      {id, user_id, receiver().url(path), sealed.bytes, sealed.key_id});
  return id;
}

Uuid Deliveries::add_postback() const {
  const Uuid id = Uuid::make();
  db->execute(
      R"sql(
      INSERT INTO endpoints (id, kind, user_id, url, events, state, created_at, updated_at)
      VALUES (?, 'postback', ?, '', 'lead', 'enabled', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)))sql",
      {id, add_user()});
  return id;
}

Uuid Deliveries::add_user() const {
  const Uuid id = Uuid::make();
  db->execute(
      "INSERT INTO users (id, email, first_name, last_name, created_at) VALUES (?, ?, 'A', 'B', UTC_TIMESTAMP(6))",
      {id, id.text() + "@example.com"});
  return id;
}

Uuid Deliveries::add_delivery(const Uuid& endpoint, const std::string& payload) const {
  const Uuid id = Uuid::make();
  db->execute(
      R"sql(
      INSERT INTO deliveries (id, endpoint_id, event, cause, payload, state, next_at, created_at)
      VALUES (?, ?, 'lead.created', ?, ?, 'waiting', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)))sql",
      {id, endpoint, id.text(), payload});
  return id;
}

std::string Deliveries::secret_of(const Uuid& endpoint) const {
  const auto row = db->query("SELECT secret, secret_key_id FROM endpoints WHERE id = ?", {endpoint}).at(0);
  return box->open({row.text("secret"), row.text("secret_key_id")});
}

std::string Deliveries::rotate(const Uuid& endpoint, const std::string& time) const {
  const auto secret = endpoints::make_secret();
  const auto sealed = box->seal(secret);
  db->execute(
      "UPDATE endpoints SET former_secret = secret, former_secret_key_id = secret_key_id, "
      "former_secret_until = UTC_TIMESTAMP(6) + INTERVAL " +
          time + ", secret = ?, secret_key_id = ? WHERE id = ?",
      {sealed.bytes, sealed.key_id, endpoint});
  return secret;
}

std::string Deliveries::state_of(const Uuid& delivery) const {
  return db->query("SELECT state FROM deliveries WHERE id = ?", {delivery}).at(0).text("state");
}

std::string Deliveries::endpoint_state(const Uuid& endpoint) const {
  return db->query("SELECT state FROM endpoints WHERE id = ?", {endpoint}).at(0).text("state");
}

db::Rows Deliveries::tries_of(const Uuid& delivery) const {
  return db->query(
      "SELECT number, status, answer, error, duration_ms FROM delivery_tries WHERE delivery_id = ? ORDER BY number",
      {delivery});
}

std::int64_t Deliveries::count_waiting(const Uuid& endpoint) const {
  return db->query("SELECT COUNT(*) AS n FROM deliveries WHERE endpoint_id = ? AND state = 'waiting'", {endpoint})
      .at(0)
      .integer("n");
}

void Deliveries::run_until(const std::function<bool()>& condition) const {
  const auto own = SharedDatabase::connect();
  Transfers transfers;
  Courier courier(*own, transfers);
  courier.add(std::make_unique<DeliveryDesk>(courier::DeliveryTools{*own, transfers, *box, config}, pace));
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!condition() && std::chrono::steady_clock::now() < deadline) courier.run_step();
  BOOST_TEST(condition());
  std::atomic<bool> is_over{true};
  courier.run(is_over);
}

void Deliveries::run_for(std::chrono::milliseconds time) const {
  const auto end = std::chrono::steady_clock::now() + time;
  run_until([&] { return std::chrono::steady_clock::now() >= end; });
}

int Deliveries::start_courier(const DeliveryDesk::AtStep& at_step) const {
  const int process = ::fork();
  if (process != 0) return process;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  must_stop = false;
  struct sigaction action {};
  action.sa_handler = stop;
  sigaction(SIGTERM, &action, nullptr);
  try {
    const auto own = SharedDatabase::connect();
    Transfers transfers;
    Courier daemon(*own, transfers);
    daemon.add(std::make_unique<DeliveryDesk>(courier::DeliveryTools{*own, transfers, *box, config}, pace, at_step));
    daemon.run(must_stop);
  } catch (const std::exception&) {
    ::_exit(1);
  }
  ::_exit(0);
}

int Deliveries::start_courier() const {
  return start_courier([](DeliveryStep) {});
}

int Deliveries::wait_for_end(int courier) {
  int status = 0;
  ::waitpid(courier, &status, 0);
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

void Deliveries::end_courier(int courier, int signal) {
  ::kill(courier, signal);
  static_cast<void>(wait_for_end(courier));
}

}  // namespace latchkey::test
