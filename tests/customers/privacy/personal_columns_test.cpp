// Every column of every table is either in the map of personal columns or named here as one that is not about customers
// and leads, so that a new one cannot be forgotten.
#include "customers/privacy/personal_columns.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>
#include <set>
#include <string>

#include "support/throwaway_server.hpp"

using namespace latchkey;
using test::SharedDatabase;

namespace {

using Columns = std::set<std::string>;
using Tables = std::map<std::string, Columns>;

// Why: members of staff and what they set up; what was sent by a partner's own server, without what was in it; and what
// the programs keep for themselves.
const Tables about_others{
    {"users",
     {"id", "email", "first_name", "last_name", "password_hash", "disabled_at", "removed_at", "created_at", "revision",
      "click_id_key", "last_sign_in_at", "wants_key_mails"}},
    {"roles", {"id", "name", "requires_second_factor", "created_at", "reach", "allows_passkey_alone"}},
    {"role_permissions", {"role_id", "permission"}},
    {"user_roles", {"user_id", "role_id"}},
    {"staff_sessions",
     {"id", "session_hash", "user_id", "waits_for_code", "address", "created_at", "last_seen_at", "expires_at",
      "ended_at"}},
    {"second_factors", {"user_id", "secret", "secret_key_id", "last_step", "created_at"}},
    {"recovery_codes", {"user_id", "code_hash", "used_at"}},
    {"passkeys",
     {"id", "user_id", "credential_hash", "credential_id", "public_key", "sign_count", "name", "created_at",
      "last_used_at"}},
    {"passkey_challenges", {"holder_hash", "challenge_hash", "expires_at"}},
    {"api_keys",
     {"id", "name", "prefix", "key_hash", "user_id", "rights", "allow_list", "expires_at", "revoked_at", "last_used_at",
      "last_address", "last_refused_at", "last_refused_address", "created_at", "limits", "first_key_id"}},
    {"api_key_counts", {"api_key_id", "kind", "window_start", "country", "used", "counted_to"}},
    // The address is that of the partner's server, and the pointers name fields; ids alone tell whom it was about.
    {"api_calls",
     {"id", "request_id", "called_at", "api_key_id", "route", "status", "code", "pointers", "milliseconds", "address",
      "lead_id", "customer_id"}},
    {"endpoints",
     {"id", "kind", "user_id", "url", "events", "state", "state_reason", "secret", "former_secret",
      "former_secret_until", "secret_key_id", "former_secret_key_id", "created_at", "updated_at", "holder",
      "held_until"}},
    {"happenings", {"id", "event", "cause", "lead_id", "changes", "happened_at"}},
    {"lead_statuses", {"id", "name", "group_name", "position", "is_enabled", "revision", "created_at"}},
    {"menus", {"id", "label", "path", "is_enabled", "home_marker", "position", "created_at"}},
    {"trading_platforms",
     {"id", "name", "server_name", "kind", "is_demo", "host", "port", "ca_file", "pinned_fingerprint", "manager_login",
      "secret", "secret_key_id", "agent", "code_page", "connect_timeout_ms", "request_timeout_ms", "is_enabled",
      "default_marker", "created_at"}},
    {"platform_groups",
     {"id", "platform_id", "account_type", "currency", "group_name", "leverages", "default_leverage", "default_marker",
      "created_at", "revision"}},
    {"platform_circuits",
     {"platform_id", "holder", "held_until", "failures", "opened_at", "open_until", "needs_attention", "reason",
      "detail", "revision"}},
    {"partner_days", {"day", "source_user_id", "leads", "customers", "first_deposits"}},
    {"partner_day_marks", {"kind", "counted_to"}},
    {"turns", {"rule", "taken"}},
    {"epochs", {"id", "is_restore"}},
    {"session_end_digests", {"seq", "session_hashes", "look_after"}},
    {"server_clocks", {"server", "told_at"}},
    {"search_fill", {"marker", "last_lead_id", "finished_at"}},
};

// The tables that migrations and commands keep about themselves.
bool is_housekeeping(const std::string& table) {
  return table == "schema_migrations" || table == "migration_progress" || table == "leases";
}

Tables read_schema() {
  Tables tables;
  const auto db = SharedDatabase::connect();
  for (const auto& row : db->query(
           R"sql(
           SELECT c.table_name AS table_name, c.column_name AS column_name
           FROM information_schema.columns c
           WHERE c.table_schema = DATABASE())sql")) {
    if (!is_housekeeping(row.text("table_name"))) tables[row.text("table_name")].insert(row.text("column_name"));
  }
  return tables;
}

Tables read_map() {
  Tables tables = about_others;
  for (const auto& table : customers::personal_tables()) {
    auto& columns = tables[std::string(table.name)];
    for (const auto& column : table.columns) columns.insert(std::string(column.name));
  }
  return tables;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(personal_columns)

BOOST_AUTO_TEST_CASE(every_column_of_the_schema_is_either_in_the_map_or_about_others) {
  const auto schema = read_schema();
  const auto known = read_map();
  for (const auto& [table, columns] : schema) {
    BOOST_TEST_CONTEXT(table) {
      BOOST_REQUIRE_MESSAGE(known.contains(table), "nobody has said whether the table is about people");
      BOOST_TEST(known.at(table) == columns, boost::test_tools::per_element());
    }
  }
  for (const auto& [table, columns] : known) BOOST_TEST(schema.contains(table), table << " is not in the schema");
}

BOOST_AUTO_TEST_CASE(a_table_is_either_personal_or_about_others) {
  for (const auto& table : customers::personal_tables()) {
    BOOST_TEST(!about_others.contains(std::string(table.name)), table.name);
    BOOST_TEST(!table.ways.empty(), table.name);
  }
}

BOOST_AUTO_TEST_SUITE_END()
