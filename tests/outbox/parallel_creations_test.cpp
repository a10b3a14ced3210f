// Many creations at once, each told exactly once.
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "outbox/outbox_fixture.hpp"

using namespace latchkey;
using namespace latchkey::test;

BOOST_FIXTURE_TEST_SUITE(parallel_creations, Outbox)

// Every tenth is first written, told and rolled back.
BOOST_AUTO_TEST_CASE(ten_thousand_creations_are_told_exactly_once_each) {
  constexpr int creations = 10000;
  const auto endpoint = add({.events = "lead.created,lead.matched"});
  constexpr int workers = 8;
  std::atomic<int> refused{0};
  std::vector<std::jthread> threads;
  for (int worker = 0; worker < workers; ++worker) {
    threads.emplace_back([&, worker] {
      const Outbox own(SharedDatabase::connect());
      const auto key = make_key(*own.db);
      for (int i = worker; i < creations; i += workers) {
        if (i % 10 == 0) {
          own.db->in_transaction([&](db::Transaction& transaction) {
            const auto lead = customers::touch_lead(*own.db, make_person(new_email()), {}, api::make_touch_origin(key));
            latchkey::outbox::tell(*own.db, lead.id, {happening_of(lead)});
            transaction.roll_back();
            ++refused;
          });
        }
        own.touch(key, new_email());
      }
    });
  }
  threads.clear();
  BOOST_TEST(refused >= creations / 10);
  BOOST_TEST(count(endpoint) == creations);
}

BOOST_AUTO_TEST_SUITE_END()
