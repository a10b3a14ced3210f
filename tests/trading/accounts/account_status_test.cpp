#include "trading/accounts/account_status.hpp"

#include <boost/test/unit_test.hpp>
#include <stdexcept>
#include <string>

#include "db/value.hpp"

using namespace latchkey;
using namespace latchkey::trading;

namespace {

db::Row row_with(const std::string& column, const std::string& value) {
  return {std::make_shared<const db::Columns>(db::Columns{column}), {value}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(account_status)

BOOST_AUTO_TEST_CASE(names_go_round) {
  for (const auto status : all_account_statuses) {
    BOOST_TEST_CONTEXT(name_of(status)) {
      BOOST_TEST((parse_account_status(name_of(status)) == status));
      BOOST_TEST((read_account_status(row_with("status", std::string(name_of(status)))) == status));
    }
  }
  for (const char* name : {"", "Pending", "done", "created ", "unfinished"}) {
    BOOST_TEST(!parse_account_status(name).has_value(), name);
    BOOST_CHECK_THROW(static_cast<void>(read_account_status(row_with("status", name))), std::logic_error);
  }
}

BOOST_AUTO_TEST_CASE(what_is_neither_created_nor_failed_is_shown_as_pending) {
  const std::pair<AccountStatus, const char*> table[] = {
      {AccountStatus::pending, "pending"}, {AccountStatus::sending, "pending"}, {AccountStatus::unclear, "pending"},
      {AccountStatus::manual, "pending"},  {AccountStatus::created, "created"}, {AccountStatus::failed, "failed"}};
  for (const auto& [status, shown] : table) BOOST_TEST(name_of(shown_status(status)) == shown);
}

BOOST_AUTO_TEST_SUITE_END()
