#include "cli/upkeep/prune.hpp"

#include <boost/test/unit_test.hpp>
#include <set>

#include "support/throwaway_server.hpp"

using namespace latchkey;
using namespace std::chrono_literals;

namespace {

struct Told {
  Told() {
    for (const char* table : {"delivery_tries", "deliveries", "endpoints"}) {
      db->execute("DELETE FROM " + std::string(table));
    }
    add_endpoint(enabled, "enabled");
    add_endpoint(disabled, "disabled");
  }

  void add_endpoint(const Uuid& id, const std::string& state) const {
    db->execute(
        R"sql(
        INSERT INTO endpoints (id, kind, url, events, state, created_at, updated_at)
        VALUES (?, 'postback', 'https://t.example/', 'lead', ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)))sql",
        {id, state});
  }

  void add(const std::string& cause, const std::string& state, int days_ago, const Uuid& endpoint) const {
    db->execute(
        R"sql(
        INSERT INTO deliveries (id, endpoint_id, event, cause, payload, state, next_at, created_at)
        VALUES (?, ?, 'lead', ?, 'https://t.example/', ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) - INTERVAL ? DAY))sql",
        {Uuid::make(), endpoint, cause, state, days_ago});
  }

  // The causes and states that are left.
  [[nodiscard]] std::set<std::string> prune() const {
    const cli::PruneAges ages{.general = 24h * 90, .calls = 24h, .sign_in_attempts = 24h, .deliveries = 24h * 90};
    cli::prune(*db, ages, [](std::string_view, std::uint64_t) {});
    std::set<std::string> left;
    for (const auto& row : db->query("SELECT cause, state FROM deliveries")) {
      left.insert(row.text("cause") + " " + row.text("state"));
    }
    return left;
  }

  std::unique_ptr<db::Connection> db = test::SharedDatabase::connect();
  Uuid enabled = Uuid::make();
  Uuid disabled = Uuid::make();
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(prune, Told)

// A tracker pays for a lead once, however late its e-mail comes again.
BOOST_AUTO_TEST_CASE(that_a_tracker_was_told_of_a_lead_is_kept) {
  add("lead:1", "delivered", 100, enabled);
  add("lead:2", "failed", 100, enabled);
  add("deposit:1", "delivered", 100, enabled);
  add("deposit:2", "delivered", 10, enabled);
  BOOST_TEST((prune() == std::set<std::string>{"lead:1 delivered", "deposit:2 delivered"}));
}

BOOST_AUTO_TEST_CASE(nothing_waits_for_an_endpoint_that_is_told_nothing) {
  add("lead:1", "waiting", 1, enabled);
  add("lead:2", "waiting", 1, disabled);
  BOOST_TEST((prune() == std::set<std::string>{"lead:1 waiting", "lead:2 failed"}));
}

// An hour, however long other things are kept.
BOOST_AUTO_TEST_CASE(a_file_of_leads_goes_after_an_hour_with_all_of_its_parts) {
  for (const int minutes : {59, 61}) {
    const Uuid id = Uuid::make();
    db->execute(
        R"sql(
        INSERT INTO lead_files (id, user_id, name, bytes, is_whole, wishes, created_at)
        VALUES (?, ?, 'leads.csv', 1, TRUE, '[]', UTC_TIMESTAMP(6) - INTERVAL ? MINUTE))sql",
        {id, Uuid::make(), minutes});
    db->execute("INSERT INTO lead_file_parts (file_id, number, content) VALUES (?, 0, 'x')", {id});
    static_cast<void>(prune());
    BOOST_TEST(db->query("SELECT 1 FROM lead_files WHERE id = ?", {id}).empty() == (minutes > 60));
    BOOST_TEST(db->query("SELECT 1 FROM lead_file_parts WHERE file_id = ?", {id}).empty() == (minutes > 60));
  }
}

BOOST_AUTO_TEST_SUITE_END()
