#include "customers/statuses/status_settings.hpp"

#include <algorithm>
#include <atomic>
#include <boost/test/unit_test.hpp>

#include "support/run_together.hpp"
#include "support/throwaway_server.hpp"

using namespace latchkey;
using namespace latchkey::customers;
using test::SharedDatabase;

namespace {

const audit::Actor actor{"cli:test", std::nullopt};

LeadStatus status_named(const std::string& name) {
  LeadStatus status;
  status.name = name;
  status.group = StatusGroup::rejected;
  return status;
}

struct Settings {
  Settings() : db(SharedDatabase::connect()) {}
  ~Settings() {
    db->execute(
        "UPDATE lead_statuses SET is_enabled = (name IN ('New', 'In progress', 'Converted', 'Rejected', 'Invalid'))");
  }
  Settings(const Settings&) = delete;
  Settings& operator=(const Settings&) = delete;
  Settings(Settings&&) = delete;
  Settings& operator=(Settings&&) = delete;

  LeadStatus find(const std::string& name) const { return find_lead_status(*db, name).value(); }
  static LeadStatus disabled(LeadStatus status) {
    status.is_enabled = false;
    return status;
  }
  std::unique_ptr<db::Connection> db;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(status_settings, Settings)

BOOST_AUTO_TEST_CASE(each_group_has_a_default_from_the_start) {
  const auto statuses = list_lead_statuses(*db);
  for (const auto group : all_status_groups) {
    BOOST_TEST_CONTEXT(group_name(group)) {
      BOOST_TEST((parse_status_group(group_name(group)) == group));
      BOOST_TEST((default_status(statuses, group).group == group));
    }
  }
  BOOST_TEST(!parse_status_group("fresh").has_value());
}

BOOST_AUTO_TEST_CASE(the_last_enabled_status_of_a_group_stays) {
  const auto rejected = find("Rejected");
  BOOST_TEST((change_lead_status(*db, actor, rejected, disabled(rejected)) == StatusSetting::last_of_group));
  auto moved = rejected;
  moved.group = StatusGroup::invalid;
  BOOST_TEST((change_lead_status(*db, actor, rejected, moved) == StatusSetting::last_of_group));
  const std::string name = "No money " + Uuid::make().text();
  BOOST_TEST((add_lead_status(*db, actor, status_named(name)) == StatusSetting::done));
  BOOST_TEST((change_lead_status(*db, actor, rejected, disabled(rejected)) == StatusSetting::done));
  BOOST_TEST((change_lead_status(*db, actor, find(name), disabled(find(name))) == StatusSetting::last_of_group));
  BOOST_TEST(default_status(list_lead_statuses(*db), StatusGroup::rejected).name == name);
}

BOOST_AUTO_TEST_CASE(of_two_who_disable_the_last_two_one_is_refused) {
  for (int round = 0; round < 5; ++round) {
    const std::string name = "Second " + Uuid::make().text();
    BOOST_TEST((add_lead_status(*db, actor, status_named(name)) == StatusSetting::done));
    const std::array<LeadStatus, 2> both{find("Rejected"), find(name)};
    std::atomic<int> done = 0;
    test::run_together(2, [&](int i) {
      const auto own = SharedDatabase::connect();
      const auto& status = both.at(static_cast<std::size_t>(i));
      if (change_lead_status(*own, actor, status, disabled(status)) == StatusSetting::done) ++done;
    });
    BOOST_TEST(done == 1);
    db->execute("UPDATE lead_statuses SET is_enabled = (name = 'Rejected') WHERE group_name = 'rejected'");
  }
}

BOOST_AUTO_TEST_CASE(names_are_unique_and_a_change_of_another_is_not_written_over) {
  const std::string name = "Once " + Uuid::make().text();
  BOOST_TEST((add_lead_status(*db, actor, status_named(name)) == StatusSetting::done));
  BOOST_TEST((add_lead_status(*db, actor, status_named(name)) == StatusSetting::name_taken));
  const auto before = find(name);
  auto after = before;
  after.name = "New";
  BOOST_TEST((change_lead_status(*db, actor, before, after) == StatusSetting::name_taken));
  after.name = name + " more";
  BOOST_TEST((change_lead_status(*db, actor, before, after) == StatusSetting::done));
  BOOST_TEST((change_lead_status(*db, actor, before, after) == StatusSetting::changed_meanwhile));
}

BOOST_AUTO_TEST_SUITE_END()
