// Delivers what waits for webhooks and postbacks.
//
// An endpoint is told by one courier at a time, which holds its row by a lease. What is due is read in advance into a
// queue of the endpoint, of which 4 are under way at a time; nothing is written before a try. So a courier that dies
// leaves its deliveries as they were, and the next one begins with them when the lease has run out.
#pragma once
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/secret_keeper.hpp"
#include "base/uuid.hpp"
#include "config/courier_config.hpp"
#include "courier/delivery_store.hpp"
#include "courier/desk.hpp"
#include "courier/exchange.hpp"
#include "courier/schedule.hpp"
#include "courier/transfers.hpp"
#include "db/connection.hpp"

namespace latchkey::courier {

// The moments of a delivery. Tests end the process there.
enum class DeliveryStep {
  read,      // it was read, and is not sent yet
  sending,   // the request was handed to libcurl
  answered,  // the answer came, and nothing of it was written yet
  written,   // what came of it was committed
};

// How the desk works; the defaults are for real endpoints.
struct DeliveryPace {
  Schedule schedule;
  // Longer than a try and the time until a lease is renewed, so that no try is under way when the lease ends.
  std::chrono::milliseconds lease{30000};
  std::chrono::milliseconds renewal{5000};
  std::chrono::milliseconds idle{250};    // between two looks for what is due
  std::chrono::milliseconds gather{100};  // how long results of webhooks wait for one another
  std::size_t most_of_endpoint = 4;       // under way at a time
  std::size_t most_of_all = 1000;
};

// All must outlive the desk.
struct DeliveryTools {
  db::Connection& db;
  Transfers& transfers;
  const SecretKeeper& keeper;
  const CourierConfig& config;
};

class DeliveryDesk : public Desk {
 public:
  using AtStep = std::function<void(DeliveryStep)>;

  explicit DeliveryDesk(
      const DeliveryTools& tools, DeliveryPace pace = {}, AtStep at_step = [](DeliveryStep) {});
  ~DeliveryDesk() override;
  DeliveryDesk(const DeliveryDesk&) = delete;
  DeliveryDesk& operator=(const DeliveryDesk&) = delete;
  DeliveryDesk(DeliveryDesk&&) = delete;
  DeliveryDesk& operator=(DeliveryDesk&&) = delete;

  [[nodiscard]] const char* name() const override { return "deliveries"; }
  std::chrono::milliseconds start_due() override;
  void keep_alive() override;
  void leave() override;

 private:
  using Clock = std::chrono::steady_clock;

  struct Held {
    DueEndpoint endpoint;
    std::vector<std::string> secrets;  // open; that of now first
    bool is_ready = false;             // the secrets are open
    Clock::time_point held_at;
    Clock::time_point read_at;  // when the queue was last filled
    std::deque<DueDelivery> queue;
    std::set<Uuid> in_hand;  // in the queue, under way, or not written down yet
    std::size_t under_way = 0;
    std::size_t portion = first_portion;  // how many are read at once: as many as go out within a short time
    bool has_more = false;
  };
  static constexpr std::size_t first_portion = 8;
  static constexpr std::size_t largest_portion = 256;

  void look_for_due();
  bool take(const DueEndpoint& endpoint);
  [[nodiscard]] bool open_secrets(Held& held);
  void fill_queue(Held& held);
  static void forget_queue(Held& held);
  bool keep_held(Held& held);
  void forget_idle();
  void start_queued(Held& held);
  void start(Held& held, const DueDelivery& delivery);
  [[nodiscard]] ExchangeRequest make_request(const Held& held, const DueDelivery& delivery) const;
  void note(const Result& result);
  void write_down();
  [[nodiscard]] bool must_write_now() const;
  std::unique_ptr<Exchange> take_exchange();

  DeliveryTools tools_;
  DeliveryPace pace_;
  AtStep at_step_;
  Uuid holder_ = Uuid::make();  // this process, as endpoints.holder names it
  std::map<Uuid, Held> held_;
  std::map<Uuid, Clock::time_point> rests_;  // until when an endpoint is left alone whose secret cannot be opened
  std::size_t under_way_ = 0;
  std::map<Uuid, std::unique_ptr<Exchange>> exchanges_;  // under way, by the delivery
  std::vector<std::unique_ptr<Exchange>> idle_exchanges_;
  std::vector<Result> results_;  // not written down yet
  bool has_postback_result_ = false;
  Clock::time_point first_result_at_;
  Clock::time_point next_look_;
};

}  // namespace latchkey::courier
