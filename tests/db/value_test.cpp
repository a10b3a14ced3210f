#include "db/value.hpp"

#include <boost/test/unit_test.hpp>

#include "db/things.hpp"

using namespace latchkey;

BOOST_FIXTURE_TEST_SUITE(values, test::Things)

BOOST_AUTO_TEST_CASE(values_go_round) {
  std::string bytes;
  for (int i = 0; i < 32; ++i) bytes += static_cast<char>(i * 9);
  db->execute("INSERT INTO things VALUES (?, ?, ?, ?)", {1, "\xf0\x9f\x98\x80' OR 1=1", 18446744073709551615U, bytes});
  db->execute("INSERT INTO things VALUES (?, ?, ?, ?)", {2, nullptr, std::optional<std::uint64_t>(), nullptr});
  const auto rows = db->query("SELECT text, big, bytes FROM things ORDER BY id");
  BOOST_TEST(rows.at(0).text("text") == "\xf0\x9f\x98\x80' OR 1=1");
  BOOST_TEST(rows.at(0).text("big") == "18446744073709551615");
  BOOST_TEST(rows.at(0).text("bytes") == bytes);
  BOOST_TEST(rows.at(1).is_null("text"));
  BOOST_CHECK_THROW(static_cast<void>(rows.at(1).text("text")), std::logic_error);
  BOOST_CHECK_THROW(static_cast<void>(rows.at(0).integer("text")), std::logic_error);
}

BOOST_AUTO_TEST_CASE(a_column_is_read_by_the_name_that_the_select_gives_it) {
  const auto row = db->query("SELECT 1 AS one, 'x' AS word, NULL AS nothing, 3 + 4").at(0);
  BOOST_TEST(row.integer("one") == 1);
  BOOST_TEST(row.text("word") == "x");
  BOOST_TEST(row.is_null("nothing"));
  BOOST_TEST(!row.optional_text("nothing").has_value());
  BOOST_TEST(row.text_or("nothing", "else") == "else");
  BOOST_TEST(row.text_or("word", "else") == "x");
  BOOST_TEST(row.integer("3 + 4") == 7);
}

BOOST_AUTO_TEST_CASE(a_name_that_the_select_does_not_have_is_a_fault_of_the_program) {
  const auto row = db->query("SELECT id, text FROM things RIGHT JOIN (SELECT 1) one ON FALSE").at(0);
  BOOST_CHECK_NO_THROW(static_cast<void>(row.is_null("id")));
  for (const char* name : {"", "ID", "Text", "big", "things.id", "id "}) {
    BOOST_TEST_CONTEXT(name) {
      BOOST_CHECK_THROW(static_cast<void>(row.is_null(name)), std::logic_error);
      BOOST_CHECK_THROW(static_cast<void>(row.optional_text(name)), std::logic_error);
      BOOST_CHECK_THROW(static_cast<void>(row.text_or(name, "")), std::logic_error);
      BOOST_CHECK_THROW(static_cast<void>(row.optional_uuid(name)), std::logic_error);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_value_of_another_type_is_refused) {
  const auto row = db->query(R"sql(
      SELECT 'x' AS word, '' AS blank, 12 AS number, 1.5 AS fraction, ' 7' AS padded, '9223372036854775808' AS large,
          REPEAT('a', 15) AS short, REPEAT('a', 17) AS long_text, NULL AS nothing)sql")
                       .at(0);
  for (const char* name : {"word", "blank", "fraction", "padded", "large", "nothing"}) {
    BOOST_TEST_CONTEXT(name) { BOOST_CHECK_THROW(static_cast<void>(row.integer(name)), std::logic_error); }
  }
  for (const char* name : {"blank", "short", "long_text", "nothing"}) {
    BOOST_TEST_CONTEXT(name) { BOOST_CHECK_THROW(static_cast<void>(row.uuid(name)), std::logic_error); }
  }
  BOOST_CHECK_THROW(static_cast<void>(row.optional_uuid("short")), std::logic_error);
  BOOST_TEST(!row.optional_uuid("nothing").has_value());
  BOOST_TEST(row.integer("number") == 12);
}

BOOST_AUTO_TEST_CASE(a_flag_is_0_or_1) {
  const auto row = db->query("SELECT 1 = 1 AS yes, 1 = 2 AS no, 2 AS two, -1 AS minus_one, NULL AS nothing").at(0);
  BOOST_TEST(row.flag("yes"));
  BOOST_TEST(!row.flag("no"));
  for (const char* name : {"two", "minus_one", "nothing"}) {
    BOOST_TEST_CONTEXT(name) { BOOST_CHECK_THROW(static_cast<void>(row.flag(name)), std::logic_error); }
  }
}

BOOST_AUTO_TEST_CASE(the_only_value_needs_no_name_and_no_neighbour) {
  BOOST_TEST(db->query("SELECT 3 + 4").at(0).only_value().value() == "7");
  BOOST_TEST(!db->query("SELECT NULL").at(0).only_value().has_value());
  BOOST_CHECK_THROW(static_cast<void>(db->query("SELECT 1, 2").at(0).only_value()), std::logic_error);
}

BOOST_AUTO_TEST_CASE(an_id_goes_round) {
  const Uuid id = Uuid::make();
  const auto row = db->query("SELECT ? AS id", {id}).at(0);
  BOOST_TEST((row.uuid("id") == id));
  BOOST_TEST((row.optional_uuid("id") == id));
}

BOOST_AUTO_TEST_SUITE_END()
