// Settings > Trading Platforms: platforms and groups.
#include "admin/trading/platform_desk.hpp"
#include "support/run_together.hpp"
#include "trading/settings/platform_settings.hpp"

using namespace latchkey;
using test::Desk;
using test::Fields;
using test::group_form;
using test::has;
using test::Staff;

BOOST_FIXTURE_TEST_SUITE(platforms_page, Desk)

BOOST_AUTO_TEST_CASE(a_platform_is_entered_with_every_field_and_its_secret_is_never_shown) {
  const std::string name = new_name();
  const auto platform = add(with(mt5_form(name), "server-name", "Northgate-Live"));
  BOOST_TEST(platform.is_demo);
  BOOST_TEST(!platform.is_default);
  BOOST_TEST(platform.request_timeout.count() == 1500);
  BOOST_TEST(crypto::SecretBox(config().key_file).open(platform.secret) == "Password1");
  const std::string audit = last_audit(platform.id);
  BOOST_TEST(audit.starts_with("platform.create"));
  BOOST_TEST(audit.find("Password1") == std::string::npos);
  for (const std::string& path : {std::string("/platforms"), path_of(platform), path_of(platform) + "/edit"}) {
    const auto page = staff.get(path);
    BOOST_TEST(page.status() == 200);
    BOOST_TEST(has(page, name));
    BOOST_TEST(!has(page, "Password1"));
  }
  BOOST_TEST(has(staff.get(path_of(platform)), "Northgate-Live"));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_told_beside_the_field_and_what_was_typed_is_kept) {
  const std::pair<const char*, const char*> rows[] = {{"name", ""},
                                                      {"host", "https://x"},
                                                      {"port", "0"},
                                                      {"port", "65536"},
                                                      {"port", "x"},
                                                      {"manager", "abc"},
                                                      {"secret", ""},
                                                      {"ca", "/etc/hostname"},
                                                      {"ca", "/dev/zero"},
                                                      {"pin", "12:34"},
                                                      {"agent", "two words"},
                                                      {"connect-timeout", "5"},
                                                      {"request-timeout", "31s"}};
  for (const auto& [field, value] : rows) {
    BOOST_TEST_CONTEXT(field << '=' << value) {
      const std::string name = std::string(field) == "name" ? std::string() : new_name();
      const auto refused = staff.post("/platforms/new", with(with(mt5_form(name), "name", name), field, value));
      BOOST_TEST(refused.status() == 422);
      BOOST_TEST(has(refused, "id=\"f-" + std::string(field) + "-error\""));
      BOOST_TEST(!has(refused, "Password1"));
      if (std::string(field) != "secret") BOOST_TEST(has(refused, "value=\"" + std::string(value)));
      BOOST_TEST(!trading::find_platform(db(), name));
    }
  }
  const auto taken = mt5_form(new_name());
  static_cast<void>(add(taken));
  BOOST_TEST(has(staff.post("/platforms/new", taken), "Another platform has this name."));
}

BOOST_AUTO_TEST_CASE(an_mt4_platform_has_its_own_fields) {
  const auto page = staff.get("/platforms/new", "kind=mt4");
  BOOST_TEST(has(page, "Code page"));
  BOOST_TEST(!has(page, "Pinned certificate"));
  const std::string name = new_name();
  auto form = with(with(without(mt5_form(name), "manager"), "kind", "mt4"), "secret", "master");
  BOOST_TEST(staff.post("/platforms/new", with(form, "code-page", "nonsense")).status() == 422);
  BOOST_TEST(staff.post("/platforms/new", with(form, "secret", "a|b")).status() == 422);
  BOOST_TEST(staff.post("/platforms/new", with(form, "code-page", "CP1251")).status() == 303);
  BOOST_TEST(stored(name).code_page == "CP1251");
}

BOOST_AUTO_TEST_CASE(an_edit_keeps_the_secret_unless_a_new_one_is_typed_and_unsets_demo_and_default) {
  const auto form = with(mt5_form(new_name()), "is.default", "1");
  const auto platform = add(form);
  BOOST_TEST(platform.is_default);
  const std::string path = path_of(platform) + "/edit";
  auto edit = without(without(with(form, "secret", ""), "is.demo"), "is.default");
  edit.emplace_back("seen", seen_at(path));
  BOOST_TEST(staff.post(path, edit).status() == 303);
  const auto changed = stored(platform.name);
  BOOST_TEST(!changed.is_demo);
  BOOST_TEST(!changed.is_default);
  BOOST_TEST(changed.secret.bytes == platform.secret.bytes);
  edit = with(with(edit, "seen", seen_at(path)), "secret", "Password2");
  BOOST_TEST(staff.post(path, edit).status() == 303);
  BOOST_TEST(crypto::SecretBox(config().key_file).open(stored(platform.name).secret) == "Password2");
  BOOST_TEST(last_audit(platform.id).starts_with("platform.secret"));
  BOOST_TEST(last_audit(platform.id).find("Password2") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_stored_secret_is_not_sent_to_another_server) {
  const auto form = mt5_form(new_name());
  const auto platform = add(form);
  const std::string path = path_of(platform) + "/edit";
  const auto edit = with(with(form, "secret", ""), "seen", seen_at(path));
  const Fields elsewhere{{"host", "192.0.2.9"}, {"port", "1951"}, {"pin", std::string(64, 'a')}};
  for (const auto& [field, value] : elsewhere) {
    const auto refused = staff.post(path, with(edit, field, value));
    BOOST_TEST(refused.status() == 422, field);
    BOOST_TEST(has(refused, "Enter it again"), field);
    BOOST_TEST(has(refused, value), field);
  }
  BOOST_TEST(stored(platform.name).host == platform.host);
  BOOST_TEST(staff.post(path, with(with(edit, "host", "192.0.2.9"), "secret", "Password2")).status() == 303);
  BOOST_TEST(stored(platform.name).host == "192.0.2.9");
}

BOOST_AUTO_TEST_CASE(the_authoritys_file_is_read_when_it_is_named_and_not_at_other_changes) {
  const test::TemporaryFolder folder;
  const std::string file = folder.path() / "ca.pem";
  test::write_file(file, "-----BEGIN CERTIFICATE-----\n");
  const auto form = with(mt5_form(new_name()), "ca", file);
  const auto platform = add(form);
  std::filesystem::remove(file);
  const std::string path = path_of(platform) + "/edit";
  const auto edit = with(with(form, "secret", ""), "seen", seen_at(path));
  BOOST_TEST(staff.post(path, with(edit, "agent", "Renamed")).status() == 303);
  BOOST_TEST(stored(platform.name).agent == "Renamed");
  const auto moved = with(with(form, "seen", seen_at(path)), "ca", file + ".new");
  BOOST_TEST(has(staff.post(path, moved), "must be a file with certificates"));
}

BOOST_AUTO_TEST_CASE(of_two_edits_of_one_platform_the_later_is_refused) {
  const auto form = mt5_form(new_name());
  const auto platform = add(form);
  const std::string path = path_of(platform) + "/edit";
  auto edit = with(form, "seen", seen_at(path));
  const Staff other(*this, staff::Permissions::all());
  BOOST_TEST(other.post(path, with(edit, "host", "192.0.2.1")).status() == 303);
  const auto refused = staff.post(path, with(edit, "host", "192.0.2.2"));
  BOOST_TEST(refused.status() == 422);
  BOOST_TEST(has(refused, "changed by " + other.email()));
  BOOST_TEST(has(refused, "192.0.2.2"));
  BOOST_TEST(stored(platform.name).host == "192.0.2.1");
}

BOOST_AUTO_TEST_CASE(a_change_of_what_is_no_longer_so_is_refused_under_the_rows_lock) {
  const auto before = add(mt5_form(new_name()));
  test::run_together(4, [&](int i) {
    const auto own = test::SharedDatabase::connect();
    auto after = before;
    after.host = "192.0.2." + std::to_string(i + 1);
    static_cast<void>(trading::change_platform(*own, {"test", {}}, {before, after}));
  });
  const auto changes = db().query(
      "SELECT COUNT(*) AS count FROM audit_log WHERE subject_id = ? AND action = 'platform.change'", {before.id});
  BOOST_TEST(changes.at(0).integer("count") == 1);
}

BOOST_AUTO_TEST_CASE(groups_are_added_changed_and_removed) {
  const auto platform = add(mt5_form(new_name()));
  const std::string path = path_of(platform);
  BOOST_TEST(staff.post(path + "/groups/new", with(group_form, "currency", "usd")).status() == 422);
  BOOST_TEST(staff.post(path + "/groups/new", with(group_form, "leverage", "1:100")).status() == 422);
  BOOST_TEST(staff.post(path + "/groups/new", with(group_form, "default-leverage", "x")).status() == 422);
  BOOST_TEST(staff.post(path + "/groups/new", group_form).status() == 303);
  BOOST_TEST(has(staff.post(path + "/groups/new", group_form), "change that one"));
  const auto groups = trading::list_platform_groups(db(), platform.id);
  BOOST_REQUIRE(groups.size() == 1);
  BOOST_TEST(trading::join_leverages(groups[0].leverages) == "50,100,200");
  BOOST_TEST(has(staff.get("/platforms/groups"), "demo\\forex-usd"));
  const std::string group = "/platforms/groups/" + groups[0].id.text();
  auto edit = with(without(group_form, "is.default"), "group", "demo\\forex");
  edit.emplace_back("seen", seen_at(group));
  BOOST_TEST(staff.post(group, edit).status() == 303);
  const auto changed = trading::list_platform_groups(db(), platform.id).at(0);
  BOOST_TEST(changed.name == "demo\\forex");
  BOOST_TEST(!changed.is_default);
  BOOST_TEST(has(staff.post(group, edit), "changed by"));
  BOOST_TEST(has(staff.get(group + "/remove"), "no longer ask for standard in USD"));
  BOOST_TEST(staff.post(group + "/remove", {}).status() == 303);
  BOOST_TEST(trading::list_platform_groups(db(), platform.id).empty());
}

BOOST_AUTO_TEST_CASE(who_may_only_look_gets_no_button) {
  const auto platform = add(mt5_form(new_name()));
  BOOST_TEST(staff.post(path_of(platform) + "/groups/new", group_form).status() == 303);
  staff::Permissions permissions;
  permissions.add({staff::Area::platforms, staff::Level::view});
  const Staff viewer(*this, permissions);
  const auto page = viewer.get(path_of(platform));
  BOOST_TEST(page.status() == 200);
  BOOST_TEST(has(page, "demo\\forex-usd"));
  for (const char* text : {"/edit\"", "/test\"", "/disable\"", "/groups/"}) BOOST_TEST(!has(page, text), text);
}

BOOST_AUTO_TEST_SUITE_END()
