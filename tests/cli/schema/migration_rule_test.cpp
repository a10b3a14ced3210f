#include "cli/schema/migration_rule.hpp"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <string>

#include "cli/schema/migrations.hpp"
#include "support/command.hpp"
#include "support/folders.hpp"

using namespace latchkey;
using namespace std::string_literals;

namespace {

std::vector<std::string> faults_of(const std::string& text) { return test::find_faults(cli::list_steps(text)); }

}  // namespace

BOOST_AUTO_TEST_SUITE(migration_rule)

BOOST_AUTO_TEST_CASE(migrations_from_0013_on_let_the_programs_of_the_version_before_run) {
  for (const auto& migration : cli::list_migrations()) {
    if (migration.version < 13) continue;
    for (const auto& fault : test::find_faults(cli::list_steps(migration.text)))
      BOOST_ERROR(migration.name + ": " + fault);
  }
}

BOOST_AUTO_TEST_CASE(what_only_adds_is_allowed) {
  for (const char* text :
       {"CREATE TABLE IF NOT EXISTS a (\n  id INT NOT NULL\n) ENGINE = InnoDB;\n",
        "CREATE TABLE IF NOT EXISTS a (id INT NOT NULL);\nALTER TABLE a DROP COLUMN b;\nINSERT IGNORE INTO a SELECT "
        "1;\n",
        "ALTER TABLE leads ADD COLUMN x INT NULL, ALGORITHM = INSTANT;\n",
        "-- plan: nothing; 9 s\nALTER TABLE leads\n  ADD COLUMN x DECIMAL(9, 2) NOT NULL DEFAULT 0,\n  ADD INDEX i (x, "
        "id),\n"
        "  ALGORITHM = INPLACE, LOCK = NONE;\n",
        "-- plan: nothing; 9 s\nCREATE INDEX i ON leads (x) ALGORITHM = INPLACE LOCK = NONE;\n",
        "-- batch: leads l\n-- plan: 5,000 rows at a time; 60 s\nUPDATE leads l SET l.x = 1 WHERE l.x IS NULL;\n",
        "-- exempt: no program has asked for it since version 1.4\nALTER TABLE leads DROP COLUMN x, ALGORITHM = "
        "INSTANT;\n"})
    BOOST_TEST(faults_of(text).empty(), text);
}

BOOST_AUTO_TEST_CASE(what_takes_away_locks_or_is_unknown_is_a_fault) {
  for (const char* text :
       {"-- plan: nothing; 0 s\nALTER TABLE leads ADD COLUMN x INT NOT NULL, ALGORITHM = INSTANT;\n",
        "-- plan: nothing; 0 s\nALTER TABLE leads ADD COLUMN x INT NULL;\n",
        "-- plan: nothing; 0 s\nALTER TABLE leads ADD COLUMN x INT NULL, ALGORITHM = INPLACE;\n",
        "-- plan: nothing; 0 s\nALTER TABLE leads ADD COLUMN x INT NULL, ALGORITHM = COPY, LOCK = SHARED;\n",
        "CREATE INDEX i ON leads (x) ALGORITHM = INPLACE LOCK = NONE;\n",
        "-- plan: nothing; 0 s\nALTER TABLE leads DROP COLUMN x, ALGORITHM = INSTANT;\n",
        "-- plan: nothing; 0 s\nALTER TABLE leads MODIFY x BIGINT NOT NULL, ALGORITHM = INPLACE, LOCK = NONE;\n",
        "-- plan: nothing; 0 s\nALTER TABLE leads RENAME COLUMN x TO y, ALGORITHM = INSTANT;\n",
        "-- plan: nothing; 0 s\nALTER TABLE leads ADD UNIQUE INDEX i (x), ALGORITHM = INPLACE, LOCK = NONE;\n",
        "-- plan: nothing; 0 s\nCREATE UNIQUE INDEX i ON leads (x) ALGORITHM = INPLACE LOCK = NONE;\n",
        "-- plan: nothing; 0 s\nCREATE INDEX i ON leads (x);\n", "UPDATE leads SET x = 1;\n",
        "-- batch: leads l\nUPDATE leads l SET l.x = 1 WHERE l.x IS NULL;\n", "INSERT IGNORE INTO touches SELECT 1;\n",
        "DELETE FROM leads;\n", "DROP TABLE leads;\n", "RENAME TABLE leads TO people;\n", "SET @x = 1;\n",
        "-- exempt: why not\nDROP TABLE leads;\n"})
    BOOST_TEST(faults_of(text).size() == 1U, text);
}

// A column that was added would break a statement that names none.
BOOST_AUTO_TEST_CASE(the_programs_name_the_columns_that_they_read_and_write) {
  int inserts = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(test::source_folder() + "/src")) {
    if (entry.path().extension() != ".cpp") continue;
    const std::string text = test::read_file(entry.path());
    BOOST_TEST(text.find("SELECT *") == std::string::npos, entry.path());
    for (const std::string& begin : {"INSERT INTO "s, "INSERT IGNORE INTO "s, "REPLACE INTO "s}) {
      for (auto at = text.find(begin); at != std::string::npos; at = text.find(begin, at + 1)) {
        ++inserts;
        const auto behind = text.find_first_of(" \n", at + begin.size());
        BOOST_TEST(text.at(text.find_first_not_of(" \n", behind)) == '(', entry.path() << ": " << text.substr(at, 80));
      }
    }
  }
  BOOST_TEST(inserts > 20);
}

BOOST_AUTO_TEST_CASE(lines_about_statements_are_read_and_are_no_part_of_what_was_applied) {
  const std::string plain = "-- Why.\nUPDATE leads l\nSET l.x = 1\nWHERE l.x IS NULL;\nDO 0;\n";
  const std::string told = "-- Why.\n-- batch: leads l\n-- plan: some rows; 2 s\n-- exempt: for a reason\n" +
                           plain.substr(plain.find("UPDATE"));
  BOOST_TEST(cli::applied_text(told) == plain);
  BOOST_TEST(cli::applied_text(plain) == plain);
  BOOST_TEST(cli::applied_text("DO 0;") == "DO 0;");
  const auto steps = cli::list_steps(told);
  BOOST_REQUIRE(steps.size() == 2U);
  BOOST_TEST(steps[0].statement == "UPDATE leads l\nSET l.x = 1\nWHERE l.x IS NULL");
  BOOST_TEST(steps[0].batch.value().table == "leads");
  BOOST_TEST(steps[0].batch.value().alias == "l");
  BOOST_TEST(steps[0].plan.value().locks == "some rows");
  BOOST_TEST(steps[0].plan.value().time == "2 s");
  BOOST_TEST(steps[0].exemption == "for a reason");
  BOOST_TEST(!steps[1].batch.has_value());
  BOOST_CHECK_THROW(static_cast<void>(cli::list_steps("-- plan: nothing\nDO 0;\n")), std::logic_error);
}

BOOST_AUTO_TEST_SUITE_END()
