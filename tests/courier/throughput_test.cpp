// How fast the courier is, and what one endpoint may cost the others. Prints what it measures.
#include <boost/test/unit_test.hpp>
#include <csignal>
#include <sstream>

#include "courier/deliveries.hpp"
#include "courier/delivery_store.hpp"
#include "support/dialect.hpp"

using namespace latchkey;
using namespace std::chrono_literals;
using test::Deliveries;

namespace {

struct Measured : Deliveries {
  // Rows of one endpoint, all of them due `later` from now.
  void add_many(const Uuid& endpoint, std::int64_t count, const std::string& later = "0 SECOND") const {
    constexpr std::int64_t at_once = 2000;
    for (std::int64_t done = 0; done < count; done += at_once) {
      db->execute(
          "INSERT INTO deliveries (id, endpoint_id, event, cause, payload, state, next_at, created_at) "
          "SELECT CONCAT(SUBSTR(?, 9), UNHEX(LPAD(HEX(? + seq), 16, '0'))), ?, 'lead.created', CONCAT('c', ? + seq), "
          "REPEAT('x', 400), 'waiting', UTC_TIMESTAMP(6) + INTERVAL " +
              later + ", UTC_TIMESTAMP(6) FROM " + test::numbers_to(static_cast<int>(std::min(at_once, count - done))),
          {endpoint, done, endpoint, done});
    }
  }

  // From the row to its request, in milliseconds, for `count` deliveries that come one after the other.
  std::vector<double> measure_delays(const std::string& name, int count) const {
    const auto endpoint = add_webhook("/status/204?" + name);
    std::vector<double> delays;
    for (int i = 0; i < count; ++i) {
      const auto delivery = add_delivery(endpoint, "{}");
      BOOST_TEST(test::holds_within(20s, [&] { return state_of(delivery) == "delivered"; }));
      const auto row = db->query(
          R"sql(
          SELECT TIMESTAMPDIFF(MICROSECOND, d.created_at, t.tried_at) AS delay
          FROM deliveries d JOIN delivery_tries t ON t.delivery_id = d.id
          WHERE d.id = ?)sql",
          {delivery});
      delays.push_back(static_cast<double>(row.at(0).integer("delay")) / 1000);
    }
    std::ranges::sort(delays);
    return delays;
  }
};

std::string sum_up(const std::vector<double>& sorted) {
  std::ostringstream text;
  text << "median " << sorted[sorted.size() / 2] << " ms, worst " << sorted.back() << " ms";
  return text.str();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(courier_speed, Measured)

BOOST_AUTO_TEST_CASE(deliveries_a_second) {
  for (const int endpoints : {1, 8}) {
    constexpr std::int64_t count = 16000;
    std::vector<Uuid> ids;
    for (int i = 0; i < endpoints; ++i) {
      ids.push_back(add_webhook("/fast"));
      add_many(ids.back(), count / endpoints);
    }
    const auto waiting = [&] {
      return db->query("SELECT COUNT(*) AS n FROM deliveries WHERE state = 'waiting'").at(0).integer("n");
    };
    const auto begun = std::chrono::steady_clock::now();
    const auto courier = start_courier();
    BOOST_TEST(test::holds_within(200s, [&] { return waiting() == 0; }));
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begun;
    end_courier(courier, SIGTERM);
    BOOST_TEST_MESSAGE(endpoints << " endpoints: " << static_cast<double>(count) / taken.count()
                                 << " deliveries a second");
    BOOST_TEST(static_cast<double>(count) / taken.count() > 500);
  }
  BOOST_TEST(receiver().count_fast() == 32000);
}

// A receiver that never answers has much waiting; another one is told as fast as without it.
BOOST_AUTO_TEST_CASE(one_that_hangs_delays_no_other) {
  pace.idle = 250ms;
  const auto courier = start_courier();
  const auto alone = measure_delays("alone", 40);
  const auto hanging = add_webhook("/hang");
  add_many(hanging, 10000);
  std::this_thread::sleep_for(1s);
  const auto beside = measure_delays("beside", 40);
  end_courier(courier, SIGKILL);
  BOOST_TEST_MESSAGE("alone: " << sum_up(alone) << "; beside one that hangs: " << sum_up(beside));
  BOOST_TEST(beside[beside.size() / 2] < alone[alone.size() / 2] + 50);
}

BOOST_AUTO_TEST_CASE(a_million_that_wait_slow_nothing_down) {
  const auto crowded = add_webhook("/status/204?crowded");
  for (int i = 0; i < 10; ++i) add_many(add_webhook("/status/204?other"), 50000, "1 HOUR");
  add_many(crowded, 500000, "1 HOUR");
  const auto plan = test::explain(*db,
                                  R"sql(
                                  SELECT id, payload, tries
                                  FROM deliveries
                                  WHERE endpoint_id = ? AND state = 'waiting' AND next_at <= UTC_TIMESTAMP(6)
                                  ORDER BY next_at
                                  LIMIT 16)sql",
                                  {crowded});
  BOOST_TEST_MESSAGE("plan of what is due: " << plan.text("type") << ", key " << plan.text_or("key", "none")
                                             << ", rows " << plan.text("rows") << ", " << plan.text_or("Extra", ""));
  BOOST_TEST(plan.text_or("key", "") == "deliveries_due");
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < 100; ++i) static_cast<void>(courier::list_due_endpoints(*db, Uuid::make()));
  const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - begun;
  BOOST_TEST_MESSAGE("a look for what is due, 11 endpoints and a million rows: " << taken.count() / 100 << " ms");
  BOOST_TEST(taken.count() / 100 < 10);
  const auto courier = start_courier();
  const auto delays = measure_delays("new", 20);
  end_courier(courier, SIGTERM);
  BOOST_TEST_MESSAGE("beside a million: " << sum_up(delays));
  BOOST_TEST(delays[delays.size() / 2] < 300);
}

BOOST_AUTO_TEST_SUITE_END()
