// Endpoints, deliveries and couriers for the tests of the courier.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "courier/courier.hpp"
#include "courier/delivery_desk.hpp"
#include "courier/receiver.hpp"
#include "crypto/secret_box.hpp"
#include "support/throwaway_server.hpp"

namespace latchkey::test {

// The deliveries of the test before are gone, and the waits between tries are short.
struct Deliveries {
  Deliveries();
  ~Deliveries();
  Deliveries(const Deliveries&) = delete;
  Deliveries& operator=(const Deliveries&) = delete;
  Deliveries(Deliveries&&) = delete;
  Deliveries& operator=(Deliveries&&) = delete;

  [[nodiscard]] static Receiver& receiver();

  // `path` is of the receiver.
  Uuid add_webhook(const std::string& path, const std::optional<Uuid>& user_id = std::nullopt) const;
  Uuid add_postback() const;
  Uuid add_user() const;
  Uuid add_delivery(const Uuid& endpoint, const std::string& payload) const;

  [[nodiscard]] std::string secret_of(const Uuid& endpoint) const;
  // Gives the webhook a new secret, which is returned; the one before signs for `time` as well.
  std::string rotate(const Uuid& endpoint, const std::string& time) const;
  [[nodiscard]] std::string state_of(const Uuid& delivery) const;
  [[nodiscard]] std::string endpoint_state(const Uuid& endpoint) const;
  [[nodiscard]] db::Rows tries_of(const Uuid& delivery) const;
  [[nodiscard]] std::int64_t count_waiting(const Uuid& endpoint) const;

  // A courier works in this process until the condition holds; the test fails when it does not within 20 s.
  void run_until(const std::function<bool()>& condition) const;
  void run_for(std::chrono::milliseconds time) const;

  // A courier works in a process of its own. Its number is returned.
  [[nodiscard]] int start_courier(const courier::DeliveryDesk::AtStep& at_step) const;
  [[nodiscard]] int start_courier() const;
  // Returns the signal that has ended it, or 0.
  static int wait_for_end(int courier);
  static void end_courier(int courier, int signal);

  TemporaryFolder folder;
  std::unique_ptr<db::Connection> db;
  std::unique_ptr<crypto::SecretBox> box;
  CourierConfig config;
  courier::DeliveryPace pace;
};

}  // namespace latchkey::test
