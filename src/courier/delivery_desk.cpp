#include "courier/delivery_desk.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "endpoints/secret.hpp"
#include "outbox/noted.hpp"

namespace latchkey::courier {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t largest_batch = 256;  // of results written in one transaction
constexpr std::size_t most_idle_exchanges = 64;
constexpr std::chrono::seconds rest_of_unusable{60};
constexpr std::chrono::seconds quick{1};  // a portion that is sent within this time was not too large

milliseconds until(std::chrono::steady_clock::time_point moment) {
  const auto left = std::chrono::ceil<milliseconds>(moment - std::chrono::steady_clock::now());
  return std::max(left, milliseconds(0));
}

}  // namespace

DeliveryDesk::DeliveryDesk(const DeliveryTools& tools, DeliveryPace pace, AtStep at_step)
    : tools_(tools), pace_(std::move(pace)), at_step_(std::move(at_step)) {}

DeliveryDesk::~DeliveryDesk() = default;

bool DeliveryDesk::open_secrets(Held& held) {
  held.secrets.clear();
  if (held.endpoint.kind == endpoints::Kind::postback) return true;
  try {
    held.secrets.push_back(tools_.keeper.open(held.endpoint.secret.value_or(SealedSecret())));
  } catch (const std::exception& error) {
    log(LogLevel::error, "webhook_unusable", {{"webhook", held.endpoint.id.text()}, {"why", error.what()}});
    mark_failing(tools_.db, held.endpoint.id, std::string("its secret cannot be opened: ") + error.what());
    return false;
  }
  if (!held.endpoint.former_secret) return true;
  try {
    held.secrets.push_back(tools_.keeper.open(*held.endpoint.former_secret));
  } catch (const std::exception& error) {
    log(LogLevel::warning, "former_secret_unusable", {{"webhook", held.endpoint.id.text()}, {"why", error.what()}});
  }
  return true;
}

// Makes sure that the lease outlasts a try that begins now.
bool DeliveryDesk::keep_held(Held& held) {
  const auto now = Clock::now();
  if (held.held_at != Clock::time_point() && now - held.held_at < pace_.renewal) return true;
  if (!hold_endpoint(tools_.db, held.endpoint.id, holder_, pace_.lease)) return false;
  held.held_at = now;
  return true;
}

bool DeliveryDesk::take(const DueEndpoint& endpoint) {
  if (const auto rest = rests_.find(endpoint.id); rest != rests_.end()) {
    if (Clock::now() < rest->second) return false;
    rests_.erase(rest);
  }
  auto& held = held_[endpoint.id];
  const auto are_same = [](const std::optional<SealedSecret>& a, const std::optional<SealedSecret>& b) {
    return a.has_value() == b.has_value() && (!a || (a->bytes == b->bytes && a->key_id == b->key_id));
  };
  const bool is_known = held.is_ready && are_same(held.endpoint.secret, endpoint.secret) &&
                        are_same(held.endpoint.former_secret, endpoint.former_secret);
  held.endpoint = endpoint;
  if (!keep_held(held)) return false;
  held.is_ready = is_known || open_secrets(held);
  if (!held.is_ready) rests_[endpoint.id] = Clock::now() + rest_of_unusable;
  return held.is_ready;
}

// What was read and not begun within a second is read again: it may have been given up, or erased. The deliveries that
// are in hand are still due by their rows, so as many more are asked for.
void DeliveryDesk::fill_queue(Held& held) {
  const auto now = Clock::now();
  if (now - held.read_at >= quick) {
    forget_queue(held);
  } else if (held.queue.size() > held.portion / 2) {
    return;
  }
  if (held.has_more) {
    held.portion = now - held.read_at < quick && held.queue.empty() ? std::min(held.portion * 2, largest_portion)
                                                                    : std::max(held.portion / 2, first_portion);
  }
  held.read_at = now;
  const std::size_t most = held.in_hand.size() + held.portion;
  auto due = list_due_deliveries(tools_.db, held.endpoint.id, most);
  held.has_more = due.size() == most;
  for (auto& delivery : due) {
    delivery.read_at = now;
    if (held.in_hand.insert(delivery.id).second) held.queue.push_back(std::move(delivery));
  }
  at_step_(DeliveryStep::read);
}

void DeliveryDesk::forget_queue(Held& held) {
  for (const auto& delivery : held.queue) held.in_hand.erase(delivery.id);
  held.queue.clear();
}

// What was read and not begun is left to whoever may tell the endpoint.
void DeliveryDesk::look_for_due() {
  std::set<Uuid> told;
  for (const auto& endpoint : list_due_endpoints(tools_.db, holder_)) {
    if (!endpoint.is_due && !held_.contains(endpoint.id)) continue;
    if (!take(endpoint)) continue;
    told.insert(endpoint.id);
    auto& held = held_.at(endpoint.id);
    held.has_more = held.has_more && endpoint.is_due;
    if (endpoint.is_due) fill_queue(held);
  }
  for (auto& [id, held] : held_) {
    if (told.contains(id)) continue;
    forget_queue(held);
    held.has_more = false;
  }
  forget_idle();
}

void DeliveryDesk::forget_idle() {
  std::erase_if(held_, [](const auto& entry) { return entry.second.in_hand.empty(); });
  if (held_.empty()) idle_exchanges_.clear();
}

std::unique_ptr<Exchange> DeliveryDesk::take_exchange() {
  if (idle_exchanges_.empty()) return std::make_unique<Exchange>(tools_.config);
  auto exchange = std::move(idle_exchanges_.back());
  idle_exchanges_.pop_back();
  return exchange;
}

ExchangeRequest DeliveryDesk::make_request(const Held& held, const DueDelivery& delivery) const {
  ExchangeRequest request{.url = delivery.payload, .body = std::nullopt, .headers = {}};
  request.longest = pace_.schedule.longest_try;
  if (held.endpoint.kind == endpoints::Kind::postback) return request;
  const std::string id = "msg_" + delivery.id.text();
  const auto waited = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - delivery.read_at).count();
  const std::int64_t timestamp = delivery.unix_seconds + waited;
  std::string signatures;
  for (const auto& secret : held.secrets) {
    if (!signatures.empty()) signatures += ' ';
    signatures += endpoints::sign(secret, {id, timestamp, delivery.payload});
  }
  request.url = held.endpoint.url;
  request.body = delivery.payload;
  request.headers = {"Content-Type: application/json", "webhook-id: " + id,
                     "webhook-timestamp: " + std::to_string(timestamp), "webhook-signature: " + signatures};
  return request;
}

void DeliveryDesk::start(Held& held, const DueDelivery& delivery) {
  auto exchange = take_exchange();
  Result result{.delivery_id = delivery.id,
                .endpoint_id = held.endpoint.id,
                .tries = delivery.tries,
                .answer = {},
                .wait = std::nullopt};
  exchange->start(tools_.transfers, make_request(held, delivery), [this, result](Answer answer) mutable {
    result.answer = std::move(answer);
    note(result);
  });
  exchanges_.emplace(delivery.id, std::move(exchange));
  ++held.under_way;
  ++under_way_;
  at_step_(DeliveryStep::sending);
}

void DeliveryDesk::start_queued(Held& held) {
  while (!held.queue.empty() && held.under_way < pace_.most_of_endpoint && under_way_ < pace_.most_of_all) {
    // Whoever has been kept from the database for too long may have lost the endpoint to another courier.
    if (Clock::now() - held.held_at > pace_.lease - pace_.schedule.longest_try) return;
    const auto delivery = std::move(held.queue.front());
    held.queue.pop_front();
    try {
      start(held, delivery);
    } catch (const std::exception& error) {  // of this delivery alone: an unreadable secret, an unusable URL
      log(LogLevel::error, "delivery_not_begun", {{"delivery", delivery.id.text()}, {"why", error.what()}});
      Answer answer;
      answer.begun_at = answer.ended_at = Clock::now();
      answer.error = error.what();
      ++held.under_way;
      ++under_way_;
      note({delivery.id, held.endpoint.id, delivery.tries, std::move(answer), std::nullopt});
    }
  }
}

void DeliveryDesk::note(const Result& result) {
  auto& held = held_.at(result.endpoint_id);
  --held.under_way;
  --under_way_;
  if (const auto found = exchanges_.find(result.delivery_id); found != exchanges_.end()) {
    if (idle_exchanges_.size() < most_idle_exchanges) idle_exchanges_.push_back(std::move(found->second));
    exchanges_.erase(found);
  }
  if (results_.empty()) first_result_at_ = Clock::now();
  has_postback_result_ = has_postback_result_ || held.endpoint.kind == endpoints::Kind::postback;
  results_.push_back(result);
  auto& answer = results_.back().answer;
  if (!answer.is_success() && answer.status != 410) {
    results_.back().wait = find_wait(pace_.schedule, result.tries + 1, answer.retry_after);
  }
  at_step_(DeliveryStep::answered);
}

// That a postback has succeeded is written down at once: until then a courier that dies leaves it to be sent again.
bool DeliveryDesk::must_write_now() const {
  return has_postback_result_ || results_.size() >= largest_batch || Clock::now() - first_result_at_ >= pace_.gather;
}

void DeliveryDesk::write_down() {
  if (results_.empty()) return;
  write_results(tools_.db, results_);
  for (const auto& result : results_) held_.at(result.endpoint_id).in_hand.erase(result.delivery_id);
  results_.clear();
  has_postback_result_ = false;
  at_step_(DeliveryStep::written);
}

void DeliveryDesk::keep_alive() {
  if (!results_.empty() && must_write_now()) write_down();
  for (auto& [id, held] : held_) {
    if (held.under_way > 0) static_cast<void>(keep_held(held));
  }
}

milliseconds DeliveryDesk::start_due() {
  const bool runs_dry = std::ranges::any_of(held_, [](const auto& entry) {
    const auto& held = entry.second;
    return held.has_more && held.queue.size() <= held.portion / 4;
  });
  if (runs_dry || Clock::now() >= next_look_) {
    next_look_ = Clock::now() + pace_.idle;
    static_cast<void>(outbox::tell_noted(tools_.db));
    look_for_due();
  }
  for (auto& [id, held] : held_) start_queued(held);
  const auto wait = until(next_look_);
  return results_.empty() ? wait : std::min(wait, until(first_result_at_ + pace_.gather));
}

void DeliveryDesk::leave() {
  write_down();
  release_endpoints(tools_.db, holder_);
}

}  // namespace latchkey::courier
