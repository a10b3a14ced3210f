// Back-fills in batches, and what is told of migrations before they are carried out.
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "cli/schema/apply_step.hpp"
#include "cli/schema/migration_plan.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "db/coordination/id_ranges.hpp"
#include "support/dialect.hpp"
#include "support/throwaway_server.hpp"

using namespace latchkey;
using test::SharedDatabase;

namespace {

const auto quiet = [](const std::string&) {};

// A table with 12,000 rows, whose ids are 1 to 12,000 in 16 bytes.
struct ManyRows {
  ManyRows() {
    SharedDatabase::server().make_schema("batches");
    db = std::make_unique<db::Connection>(SharedDatabase::server().config("batches"));
    db->execute_text("CREATE TABLE things (id BINARY(16) NOT NULL PRIMARY KEY, old INT NOT NULL, fresh INT NULL)");
    db->execute_text("INSERT INTO things (id, old) SELECT UNHEX(LPAD(HEX(seq), 32, '0')), seq FROM " +
                     test::numbers_to(12000));
  }
  std::int64_t count_filled() const {
    return db->query("SELECT COUNT(*) AS count FROM things WHERE fresh = old + 1").at(0).integer("count");
  }
  std::unique_ptr<db::Connection> db;
  cli::MigrationStep step{.statement = "UPDATE things t SET t.fresh = t.old + 1 WHERE t.fresh IS NULL",
                          .batch = cli::Batch{"things", "t"},
                          .plan = std::nullopt,
                          .exemption = {}};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(batches, ManyRows)

BOOST_AUTO_TEST_CASE(every_row_is_filled_in_transactions_of_a_few_thousand) {
  cli::apply_step(*db, {99, 0}, step, {quiet});
  BOOST_TEST(count_filled() == 12000);
  cli::apply_step(*db, {99, 0}, step, {quiet});
  const auto progress = db->query("SELECT HEX(last_id) AS last FROM migration_progress WHERE version = 99").at(0);
  BOOST_TEST(progress.text("last").ends_with("2EE0"));  // 12,000
}

BOOST_AUTO_TEST_CASE(a_back_fill_that_was_cut_off_goes_on_where_it_stopped) {
  // It stops in its third range, whose first two are stored.
  db->execute_text("UPDATE things SET old = 2147483647 WHERE old = 11000");
  BOOST_CHECK_THROW(cli::apply_step(*db, {99, 0}, step, {quiet}), db::StatementError);
  BOOST_TEST(count_filled() == 10000);
  db->execute_text("UPDATE things SET old = 11000 WHERE old = 2147483647");
  db->execute_text("UPDATE things SET fresh = NULL WHERE old = 1");  // shows that the first range is not gone through
  cli::apply_step(*db, {99, 0}, step, {quiet});
  BOOST_TEST(count_filled() == 11999);
}

BOOST_AUTO_TEST_CASE(rows_that_come_meanwhile_do_not_keep_it_going) {
  std::vector<std::string> ends;
  db::for_each_id_range(*db, {.table = "things", .rows = 5000}, [&](const db::IdRange& range) {
    ends.push_back(crypto::hex(range.last).substr(24));
    db->execute("INSERT INTO things (id, old) VALUES (?, 1)", {Uuid::make()});
  });
  const std::vector<std::string> expected{"00001388", "00002710", "00002ee0"};
  BOOST_TEST(ends == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(migrations_that_got_batches_later_are_the_ones_that_installations_have) {
  for (const auto& migration : cli::list_migrations()) {
    const std::string hash = crypto::hex(crypto::sha256(cli::applied_text(migration.text)));
    if (migration.version == 6) BOOST_TEST(hash == "970b3df88489edf3f54fa32d824f382976a22cde0267f631501a4f5f85ec931b");
    if (migration.version == 9) BOOST_TEST(hash == "856d949cbfe7c6c2143700dfe822b14017a89335a97c21a6eaff117a3336db24");
  }
}

BOOST_AUTO_TEST_CASE(the_plan_tells_every_step_that_is_missing_and_changes_nothing) {
  const auto planned = cli::plan_migrations(*db);
  BOOST_TEST(planned.size() > 40U);
  const auto update = std::ranges::find_if(planned, [](const cli::PlannedStep& planned_step) {
    return planned_step.migration.starts_with("0006") && planned_step.statement.starts_with("UPDATE sign_in_attempts");
  });
  BOOST_REQUIRE((update != planned.end()));
  BOOST_TEST(update->locks.find("rows") != std::string::npos, update->locks);
  BOOST_TEST(cli::find_schema_version(*db) == 0);
  SharedDatabase::server().make_schema("migrated");
  db::Connection migrated(SharedDatabase::server().config("migrated"));
  cli::migrate(migrated, quiet);
  BOOST_TEST(cli::plan_migrations(migrated).empty());
}

BOOST_AUTO_TEST_SUITE_END()
