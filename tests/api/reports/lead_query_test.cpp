#include "api/reports/lead_query.hpp"

#include <boost/test/unit_test.hpp>

#include "api/reports/page_cursor.hpp"
#include "support/people.hpp"
#include "support/throwaway_server.hpp"

using namespace latchkey;
using namespace latchkey::api;
using test::SharedDatabase;

namespace {

struct Queries {
  Queries() : db(SharedDatabase::connect()), key(test::make_key(*db)) {}

  std::variant<LeadQuery, std::vector<ParameterError>> parse(const std::string& query) const {
    return parse_lead_query(*db, key, query);
  }
  LeadQuery taken(const std::string& query) const { return std::get<LeadQuery>(parse(query)); }
  // "PARAMETER CODE", joined by blanks.
  std::string errors(const std::string& query) const {
    const auto parsed = parse(query);
    const auto* errors = std::get_if<std::vector<ParameterError>>(&parsed);
    std::string text;
    if (errors == nullptr) return text;
    for (const auto& error : *errors) {
      BOOST_TEST(!error.message.empty());
      text += (text.empty() ? "" : " ") + error.parameter + " " + error.code;
    }
    return text;
  }

  std::unique_ptr<db::Connection> db;
  ApiKey key;
};

constexpr auto first = "1970-01-01 00:00:00.000000";
constexpr auto last = "9999-12-31 23:59:59.999999";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(lead_query, Queries)

BOOST_AUTO_TEST_CASE(without_parameters_all_is_asked_for) {
  const auto query = taken("");
  BOOST_TEST(query.limit == 100U);
  BOOST_TEST(!query.after.has_value());
  BOOST_TEST(query.filter.modified.from == first);
  BOOST_TEST(query.filter.registered.to == last);
  BOOST_TEST(!query.filter.narrows());
}

BOOST_AUTO_TEST_CASE(a_day_is_whole_and_the_end_of_a_time_is_left_out) {
  struct Row {
    const char* from;
    const char* to;
    const char* first;
    const char* last;
  };
  for (const Row& row : {
           Row{"2026-11-23", "2026-11-23", "2026-11-23 00:00:00.000000", "2026-11-23 23:59:59.999999"},
           Row{"2026-11-23T10:00:00Z", "2026-11-23T10:00:01Z", "2026-11-23 10:00:00.000000",
               "2026-11-23 10:00:00.999999"},
           Row{"2026-11-23T10:00:00.5%2B02:00", "2026-11-23T10:00:00.5+02:00", "2026-11-23 08:00:00.500000",
               "2026-11-23 08:00:00.499999"},
           Row{"2026-11-22", "2026-11-23T00%3A00Z", "2026-11-22 00:00:00.000000", "2026-11-22 23:59:59.999999"},
           Row{"1970-01-01", "9999-12-31", first, last},
       }) {
    BOOST_TEST_CONTEXT(row.from << " to " << row.to) {
      const auto modified =
          taken("lastModifiedDateFrom=" + std::string(row.from) + "&lastModifiedDateTo=" + row.to).filter.modified;
      BOOST_TEST(modified.from == row.first);
      BOOST_TEST(modified.to == row.last);
      const auto registered =
          taken("registrationDateFrom=" + std::string(row.from) + "&registrationDateTo=" + row.to).filter.registered;
      BOOST_TEST(registered.from == row.first);
      BOOST_TEST(registered.to == row.last);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_other_parameters_are_taken) {
  const auto query = taken("status=In+progress&statusGroup=inProgress&limit=500&");
  BOOST_TEST(query.filter.status == "In progress");
  BOOST_TEST(query.filter.status_group == "inProgress");
  BOOST_TEST(query.limit == 500U);
  BOOST_TEST(taken("status=In%20progress&limit=1").limit == 1U);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_told_all_at_once) {
  struct Row {
    std::string query;
    const char* errors;
  };
  const std::string no_cursor(96, '0');
  for (const Row& row : {
           Row{"limit=0", "limit number_out_of_range"},
           Row{"limit=501", "limit number_out_of_range"},
           Row{"limit=99999999999999999999999", "limit number_out_of_range"},
           Row{"limit=", "limit invalid"},
           Row{"limit=-1", "limit invalid"},
           Row{"limit=1.5", "limit invalid"},
           Row{"limit=%2B5", "limit invalid"},
           Row{"limit=ten", "limit invalid"},
           Row{"limit", "limit invalid"},
           Row{"limit=5&limit=5", "limit repeated"},
           Row{"status=New&status=Invalid&status=New", "status repeated"},
           Row{"status=Almost", "status unknown_status"},
           Row{"status=new", "status unknown_status"},
           Row{"status=", "status unknown_status"},
           Row{"status=" + std::string(5000, 'x'), "status unknown_status"},
           Row{"status=%00", "status invalid"},
           Row{"status=%ff", "status invalid"},
           Row{"status=%4", "status invalid"},
           Row{"statusGroup=fresh", "statusGroup invalid"},
           Row{"statusGroup=", "statusGroup invalid"},
           Row{"registrationDateFrom=2026-02-30", "registrationDateFrom invalid"},
           Row{"registrationDateTo=23.11.2026", "registrationDateTo invalid"},
           Row{"lastModifiedDateFrom=", "lastModifiedDateFrom invalid"},
           Row{"lastModifiedDateTo=2026-11-23T10:00:00", "lastModifiedDateTo invalid"},
           Row{"lastModifiedDateTo=2026-11-23T25:00:00Z", "lastModifiedDateTo invalid"},
           Row{"lastModifiedDateTo=9999-12-31T23:00:00-14:00", "lastModifiedDateTo invalid"},
           Row{"lastModifiedDateFrom=2026-11-24&lastModifiedDateTo=2026-11-23", "lastModifiedDateTo invalid"},
           Row{"registrationDateFrom=2026-11-24T00:00:00Z&registrationDateTo=2026-11-23T00:00:00Z",
               "registrationDateTo invalid"},
           Row{"registrationDateFrom[]=2026-11-24", "registrationDateFrom[] unknown_parameter"},
           Row{"Status=New", "Status unknown_parameter"},
           Row{"page=2&page=3", "page unknown_parameter"},
           Row{"=5", " unknown_parameter"},
           Row{"%zz=5", " invalid"},
           Row{"cursor=", "cursor wrong_cursor"},
           Row{"cursor=" + no_cursor, "cursor wrong_cursor"},
           Row{"cursor=" + no_cursor + "0", "cursor wrong_cursor"},
           Row{"cursor=%27%20OR%201=1", "cursor wrong_cursor"},
           Row{"limit=x&offset=7&statusGroup=y&registrationDateTo=z",
               "offset unknown_parameter registrationDateTo invalid statusGroup invalid limit invalid"},
       }) {
    BOOST_TEST_CONTEXT(row.query) { BOOST_TEST(errors(row.query) == row.errors); }
  }
  const auto near = std::get<1>(parse("lastModifiedFrom=2026-11-23")).at(0).message;
  BOOST_TEST(near.find("lastModifiedDateFrom?") != std::string::npos);
  const auto listed = std::get<1>(parse("status=Almost")).at(0).message;
  BOOST_TEST(listed.find("New, In progress, Converted, Rejected, Invalid") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_range_from_a_time_to_the_same_time_is_empty_but_not_wrong) {
  BOOST_TEST(errors("lastModifiedDateFrom=2026-11-23T10:00:00Z&lastModifiedDateTo=2026-11-23T10:00:00Z").empty());
}

BOOST_AUTO_TEST_CASE(a_cursor_is_of_use_to_its_key_with_its_filters_alone) {
  const ChangePosition position{"2026-11-23 10:00:00.000001", Uuid::make()};
  const std::string filters = "status=New&lastModifiedDateFrom=2026-11-01";
  const auto cursor = make_cursor(key, taken(filters).filter, position);
  const auto after = taken(filters + "&limit=7&cursor=" + cursor).after.value();
  BOOST_TEST(after.modified_at == position.modified_at);
  BOOST_TEST((after.lead_id == position.lead_id));

  BOOST_TEST(errors("cursor=" + cursor) == "cursor wrong_cursor");
  BOOST_TEST(errors("status=Invalid&lastModifiedDateFrom=2026-11-01&cursor=" + cursor) == "cursor wrong_cursor");
  for (std::size_t i = 0; i < cursor.size(); ++i) {
    std::string changed = cursor;
    changed[i] = changed[i] == '0' ? '1' : '0';
    BOOST_TEST(errors(filters + "&cursor=" + changed) == "cursor wrong_cursor");
  }
  BOOST_TEST(errors(filters + "&cursor=" + cursor.substr(1)) == "cursor wrong_cursor");
  BOOST_TEST(errors(filters + "&cursor=%20" + cursor) == "cursor wrong_cursor");
  key.value = crypto::SecretToken::make(api_key_prefix);
  BOOST_TEST(errors(filters + "&cursor=" + cursor) == "cursor wrong_cursor");
}

BOOST_AUTO_TEST_SUITE_END()
