#include <boost/test/unit_test.hpp>

#include "cli/doctor/expected_grants.hpp"

using namespace latchkey::cli;

namespace {

struct Row {
  Grants wanted;
  Grants actual;
  std::string missing;
  std::string widened;
  std::string extra;
  std::string everywhere;
};

std::string joined(const std::vector<std::string>& texts) {
  std::string text;
  for (const auto& part : texts) text += (text.empty() ? "" : "; ") + part;
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(comparing_grants)

BOOST_AUTO_TEST_CASE(columns_tables_and_schemas_are_told_apart) {
  const std::pair<std::string, std::string> read{"SELECT", "t"};
  const std::pair<std::string, std::string> read_all{"SELECT", "*"};
  for (const Row& row :
       {Row{{{read, {}}}, {{read, {}}}, "", "", "", ""}, Row{{{read, {"a"}}}, {{read, {"a"}}}, "", "", "", ""},
        Row{{{read, {}}}, {}, "SELECT t", "", "", ""}, Row{{{read, {"a", "b"}}}, {}, "SELECT t (a, b)", "", "", ""},
        Row{{{read, {"a", "b"}}}, {{read, {"a", "c"}}}, "SELECT t (b)", "", "SELECT t (c)", ""},
        Row{{{read, {"a"}}}, {{read, {}}}, "", "SELECT t", "", ""},
        Row{{{read, {}}}, {{read, {"a"}}}, "SELECT t", "", "", ""},
        Row{{}, {{read, {"a"}}}, "", "", "SELECT t (a)", ""},
        Row{{{read, {"a"}}}, {{read_all, {}}}, "", "", "", "SELECT"},
        Row{{{read, {"a"}}}, {{{"DELETE", "*"}, {}}}, "SELECT t (a)", "", "", "DELETE"}}) {
    const auto found = compare_grants(row.wanted, row.actual);
    BOOST_TEST(joined(found.missing) == row.missing);
    BOOST_TEST(joined(found.widened) == row.widened);
    BOOST_TEST(joined(found.extra) == row.extra);
    BOOST_TEST(joined(found.everywhere) == row.everywhere);
  }
}

BOOST_AUTO_TEST_CASE(the_shipped_file_is_read_with_its_columns) {
  const auto session = expected_grants("session");
  BOOST_TEST((session.at({"UPDATE", "sessions"}) == Columns{"last_seen_at"}));
  BOOST_TEST(session.at({"SELECT", "sessions"}).empty());
  BOOST_TEST(session.at({"SELECT", "customers"}).contains("email"));
  BOOST_TEST((session.at({"SELECT", "api_keys"}) == Columns{"prefix", "expires_at", "revoked_at"}));
  BOOST_TEST(session.size() == 14U);
}

BOOST_AUTO_TEST_SUITE_END()
