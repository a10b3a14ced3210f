#include "api/limits/gate.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <functional>

#include "api/limits/limits_text.hpp"
#include "customers/leads/lead_store.hpp"
#include "support/people.hpp"
#include "support/run_together.hpp"
#include "support/throwaway_server.hpp"

using namespace latchkey;
using namespace latchkey::api;
using test::SharedDatabase;

namespace {

constexpr int callers = 64;

struct Gates {
  Gates() : db(SharedDatabase::connect()), key(test::make_key(*db)) {
    db->execute(
        "INSERT INTO api_keys (id, name, prefix, key_hash, rights, allow_list, created_at) "
        "VALUES (?, ?, 'lk_xxxxx', ?, '', '', UTC_TIMESTAMP(6))",
        {key.id, key.id.text(), key.value.hash().bytes()});
  }

  // One creation of a lead that is dated `now`.
  std::optional<LimitProblem> create(db::Connection& connection, const KeyLimits& limits, const std::string& now,
                                     const std::string& country = "CY") const {
    customers::Person person;
    person.email = test::new_email();
    person.phone_country_code = country;
    auto origin = make_touch_origin(key);
    origin.touched_at = now;
    const LimitGate gate(key.first_id(), limits, person, parse_database_time(now));
    return connection.in_transaction([&](db::Transaction& transaction) {
      static_cast<void>(customers::touch_lead(connection, person, {}, origin));
      auto problem = gate.take_places(connection);
      if (problem) transaction.roll_back();
      return problem;
    });
  }

  // As one would without the guard: a look, and then the work.
  bool create_unguarded(db::Connection& connection, const KeyLimits& limits, const std::string& now,
                        const test::Meet& meet) const {
    const customers::Person person{test::new_email(), {}, {}, {}, "CY", {}};
    auto origin = make_touch_origin(key);
    origin.touched_at = now;
    const LimitGate gate(key.first_id(), limits, person, parse_database_time(now));
    return connection.in_transaction([&](db::Transaction&) {
      if (gate.find_problem(connection)) return false;
      meet();
      static_cast<void>(customers::touch_lead(connection, person, {}, origin));
      return true;
    });
  }

  std::int64_t count_touches() const {
    return db->query("SELECT COUNT(*) AS count FROM touches WHERE api_key_id = ?", {key.id}).at(0).integer("count");
  }
  std::string problem_name(const std::optional<LimitProblem>& problem) const {
    if (!problem) return "none";
    if (const auto* reached = std::get_if<CapReached>(&*problem)) return std::string(reached->limit);
    if (std::holds_alternative<TotalUsedUp>(*problem)) return "total";
    return std::holds_alternative<OutsideHours>(*problem) ? "hours" : "country";
  }

  std::unique_ptr<db::Connection> db;
  ApiKey key;
};

// How many of the callers, each with a connection of its own, say that they created. A conflict counts as a refusal:
// the caller is told to come again.
int count_created(const std::function<bool(db::Connection&, int, const test::Meet&)>& create) {
  std::vector<std::unique_ptr<db::Connection>> connections;
  connections.reserve(callers);
  for (int i = 0; i < callers; ++i) {
    connections.push_back(SharedDatabase::connect());
    static_cast<void>(connections.back()->query("SELECT 1"));
  }
  std::atomic<int> created = 0;
  test::run_together(callers, [&](int i, const test::Meet& meet) {
    try {
      if (create(*connections[static_cast<std::size_t>(i)], i, meet)) ++created;
    } catch (const db::Conflict&) {
    }
  });
  return created;
}

KeyLimits limits_of(const LimitsText& text) {
  LimitErrors errors;
  return parse_limits(text, errors).value();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(limit_gate, Gates)

BOOST_AUTO_TEST_CASE(around_the_last_place_never_one_too_many) {
  struct Row {
    const char* what;
    LimitsText limits;
  };
  const std::string now = "2026-11-26 10:30:00.000000";
  for (const Row& row : {Row{"total", {.total = "5"}}, Row{"hour", {.per_hour = "5"}}, Row{"day", {.per_day = "5"}},
                         Row{"country", {.per_country = {"CY=5"}}},
                         Row{"all", {.per_hour = "6", .per_day = "5", .total = "7", .per_country = {"CY=8"}}}}) {
    BOOST_TEST_CONTEXT(row.what) {
      const Gates own;
      const auto limits = limits_of(row.limits);
      for (int i = 0; i < 4; ++i) BOOST_TEST(!own.create(*own.db, limits, now).has_value());
      const int created = count_created(
          [&](db::Connection& other, int, const test::Meet&) { return !own.create(other, limits, now).has_value(); });
      BOOST_TEST(created == 1);
      BOOST_TEST(own.count_touches() == 5);
    }
  }
}

BOOST_AUTO_TEST_CASE(without_the_guard_there_would_be_too_many) {
  const std::string now = "2026-11-26 10:30:00.000000";
  const auto limits = limits_of({.per_day = "5"});
  for (int i = 0; i < 4; ++i) BOOST_TEST(create_unguarded(*db, limits, now, [] {}));
  const int created = count_created(
      [&](db::Connection& own, int, const test::Meet& meet) { return create_unguarded(own, limits, now, meet); });
  BOOST_TEST(created == callers);
}

BOOST_AUTO_TEST_CASE(around_midnight_in_the_zone_each_day_has_its_own_places) {
  const auto limits = limits_of({.per_day = "5", .time_zone = "Asia/Kolkata"});
  const std::string before = "2026-11-26 18:29:59.999999";
  const std::string after = "2026-11-26 18:30:00.000000";
  std::atomic<int> created_before = 0;
  const int created = count_created([&](db::Connection& own, int i, const test::Meet&) {
    const bool is_before = i % 2 == 0;
    const bool is_created = !create(own, limits, is_before ? before : after).has_value();
    if (is_created && is_before) ++created_before;
    return is_created;
  });
  BOOST_TEST(created == 10);
  BOOST_TEST(created_before == 5);
}

BOOST_AUTO_TEST_CASE(a_creation_that_is_rolled_back_gives_its_place_back) {
  const std::string now = "2026-11-26 10:30:00.000000";
  const auto limits = limits_of({.total = "1"});
  customers::Person person{test::new_email(), {}, {}, {}, "CY", {}};
  const LimitGate gate(key.first_id(), limits, person, parse_database_time(now));
  db->in_transaction([&](db::Transaction& transaction) {
    static_cast<void>(customers::touch_lead(*db, person, {}, make_touch_origin(key)));
    BOOST_TEST(!gate.take_places(*db).has_value());
    transaction.roll_back();
  });
  BOOST_TEST(!gate.find_problem(*db).has_value());
  BOOST_TEST(!create(*db, limits, now).has_value());
  BOOST_TEST(problem_name(gate.find_problem(*db)) == "total");
}

BOOST_AUTO_TEST_CASE(a_new_limit_counts_what_was_created_before) {
  const std::string now = "2026-11-26 10:30:00.000000";
  const auto unlimited = limits_of({.time_zone = "Europe/Nicosia"});
  for (int i = 0; i < 3; ++i) BOOST_TEST(!create(*db, unlimited, now).has_value());
  BOOST_TEST(!create(*db, unlimited, "2026-11-25 10:30:00.000000").has_value());
  BOOST_TEST(problem_name(create(*db, limits_of({.total = "4"}), now)) == "total");
  BOOST_TEST(problem_name(create(*db, limits_of({.per_day = "3"}), now)) == "perDay");
  BOOST_TEST(problem_name(create(*db, limits_of({.per_hour = "4"}), now)) == "none");
  const Used used = count_used(*db, key.first_id(), "UTC", parse_database_time(now));
  BOOST_TEST(used.hour == 4U);
  BOOST_TEST(used.day == 4U);
  BOOST_TEST(used.total == 5U);
}

BOOST_AUTO_TEST_CASE(limits_are_asked_in_one_order) {
  struct Row {
    LimitsText limits;
    const char* first;
  };
  // A Thursday; everything that has a number is full after one creation.
  const std::string now = "2026-11-26 10:30:00.000000";
  for (const Row& row :
       {Row{{.per_hour = "1",
       .per_day = "1",
       .total = "1",
       .per_country = {"CY=1"},
       .deny_countries = {"CY"},
       .open = {"fri 09:00-10:00"}},
            "hours"},
        Row{{.per_hour = "1", .per_day = "1", .total = "1", .per_country = {"CY=1"}, .deny_countries = {"CY"}},
            "total"},
        Row{{.per_hour = "1", .per_day = "1", .per_country = {"CY=1"}, .deny_countries = {"CY"}}, "perHour"},
        Row{{.per_day = "1", .per_country = {"CY=1"}, .deny_countries = {"CY"}}, "perDay"},
        Row{{.per_country = {"CY=1"}, .deny_countries = {"CY"}}, "country"},
        Row{{.allow_countries = {"DE"}}, "country"}}) {
    BOOST_TEST_CONTEXT(row.first) {
      const Gates own;
      auto open = limits_of(row.limits);
      open.open.clear();
      open.deny_countries.clear();
      open.allow_countries.clear();
      static_cast<void>(own.create(*own.db, open, now));
      const customers::Person person{test::new_email(), {}, {}, {}, "CY", {}};
      const auto limits = limits_of(row.limits);
      const LimitGate gate(own.key.first_id(), limits, person, parse_database_time(now));
      BOOST_TEST(problem_name(gate.find_problem(*own.db)) == row.first);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_country_is_that_of_the_field_or_of_the_number) {
  struct Row {
    std::optional<std::string> phone;
    std::optional<std::string> country;
    LimitsText limits;
    const char* pointer;  // empty: passes
  };
  const std::string now = "2026-11-26 10:30:00.000000";
  for (const Row& row :
       {Row{"+35799123456", "CY", {.allow_countries = {"CY"}}, ""},
        Row{"+35799123456", {}, {.allow_countries = {"CY"}}, ""},
        Row{"+35799123456", {}, {.deny_countries = {"CY"}}, "/phone"},
        Row{"+35799123456", "CY", {.deny_countries = {"CY"}}, "/phoneCountryCode"},
        Row{{}, {}, {.allow_countries = {"CY"}}, "/phoneCountryCode"}, Row{{}, {}, {.deny_countries = {"CY"}}, ""},
        Row{"+447911123456", {}, {.allow_countries = {"GB", "GG"}}, ""}}) {
    BOOST_TEST_CONTEXT(row.phone.value_or("-") << " " << row.country.value_or("-")) {
      const customers::Person person{test::new_email(), {}, {}, row.phone, row.country, {}};
      const auto limits = limits_of(row.limits);
      const LimitGate gate(key.first_id(), limits, person, parse_database_time(now));
      const auto problem = gate.find_problem(*db);
      const auto* refused = problem ? std::get_if<CountryNotAllowed>(&*problem) : nullptr;
      BOOST_TEST((refused == nullptr ? "" : refused->pointer) == row.pointer);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_total_is_counted_on_from_where_it_was_counted_to) {
  const auto unlimited = limits_of({.time_zone = "Europe/Nicosia"});
  const std::string past = "2026-11-20 10:30:00.000000";
  BOOST_TEST(!create(*db, unlimited, past).has_value());
  for (int i = 0; i < 10; ++i) {
    db->execute(
        "INSERT INTO touches (id, lead_id, touched_at, api_key_id, api_key_name, utm_details, metadata) "
        "SELECT UNHEX(REPLACE(UUID(), '-', '')), t.lead_id, t.touched_at, t.api_key_id, t.api_key_name, '{}', '{}' "
        "FROM touches t WHERE t.api_key_id = ?",
        {key.id});
  }
  const auto now = parse_database_time("2026-11-26 10:30:00.000000");
  BOOST_TEST(count_used(*db, key.id, "UTC", now).total == 1024U);
  const auto kept = db->query("SELECT used FROM api_key_counts WHERE api_key_id = ? AND kind = 'past'", {key.id});
  BOOST_REQUIRE(kept.size() == 1U);
  BOOST_TEST(kept.at(0).integer("used") == 1024);
  BOOST_TEST(!create(*db, unlimited, "2026-11-26 10:29:00.000000").has_value());
  BOOST_TEST(count_used(*db, key.id, "UTC", now).total == 1025U);
}

BOOST_AUTO_TEST_SUITE_END()
