#include "trading/settings/platform_settings.hpp"

#include "crypto/encoding.hpp"
#include "trading/platforms/circuit.hpp"

namespace latchkey::trading {
namespace {

nlohmann::json or_null(const std::string& text) { return text.empty() ? nlohmann::json() : nlohmann::json(text); }

void store_secret(db::Connection& db, const audit::Actor& actor, const Uuid& id, const SealedSecret& secret) {
  store_platform_secret(db, id, secret);
  audit::record_change(db, actor, {"platform.secret", "platform", id, nullptr, nullptr});
}

}  // namespace

nlohmann::json describe(const Platform& platform) {
  return {{"name", platform.name},
          {"serverName", platform.server_name.empty() ? platform.name : platform.server_name},
          {"kind", name_of(platform.kind)},
          {"demo", platform.is_demo},
          {"host", platform.host},
          {"port", platform.port},
          {"caFile", or_null(platform.ca_file)},
          {"pin", or_null(crypto::hex(platform.pinned_fingerprint.value_or("")))},
          {"manager", or_null(platform.manager_login)},
          {"agent", platform.agent},
          {"codePage", or_null(platform.code_page)},
          {"connectTimeoutMs", platform.connect_timeout.count()},
          {"requestTimeoutMs", platform.request_timeout.count()},
          {"enabled", platform.is_enabled},
          {"default", platform.is_default}};
}

nlohmann::json describe(const PlatformGroup& group) {
  return {{"accountType", group.account_type},
          {"currency", group.currency},
          {"group", group.name},
          {"leverages", group.leverages},
          {"defaultLeverage", group.default_leverage},
          {"default", group.is_default}};
}

db::InsertOutcome add_platform(db::Connection& db, const audit::Actor& actor, const Platform& platform) {
  return db.in_transaction([&](db::Transaction& transaction) {
    const auto outcome = insert_platform(db, platform);
    if (outcome == db::InsertOutcome::duplicate) {
      transaction.roll_back();
      return outcome;
    }
    audit::record_change(db, actor, {"platform.create", "platform", platform.id, nullptr, describe(platform)});
    return outcome;
  });
}

PlatformChange change_platform(db::Connection& db, const audit::Actor& actor, const PlatformEdit& edit) {
  const Platform& before = edit.before;
  const Platform& after = edit.after;
  try {
    return db.in_transaction([&](db::Transaction& transaction) {
      const auto stored = lock_platform(db, before.id);
      if (!stored || describe(*stored) != describe(before)) {
        transaction.roll_back();
        return PlatformChange::changed_meanwhile;
      }
      update_platform(db, after);
      close_circuit(db, after.id);
      audit::record_change(db, actor, {"platform.change", "platform", after.id, describe(before), describe(after)});
      if (edit.new_secret) store_secret(db, actor, after.id, *edit.new_secret);
      return PlatformChange::done;
    });
  } catch (const db::DuplicateKey& error) {
    if (error.constraint() != "trading_platforms_name_unique") throw;
    return PlatformChange::name_taken;
  }
}

void set_platform_state(db::Connection& db, const audit::Actor& actor, const Platform& platform, PlatformState state) {
  const bool is_enabled = state == PlatformState::enabled;
  db.in_transaction([&](db::Transaction&) {
    store_platform_state(db, platform.id, state);
    audit::record_change(db, actor,
                         {is_enabled ? "platform.enable" : "platform.disable",
                          "platform",
                          platform.id,
                          {{"enabled", platform.is_enabled}},
                          {{"enabled", is_enabled}}});
  });
}

void set_platform_secret(db::Connection& db, const audit::Actor& actor, const Platform& platform,
                         const SealedSecret& secret) {
  db.in_transaction([&](db::Transaction&) { store_secret(db, actor, platform.id, secret); });
}

db::InsertOutcome add_platform_group(db::Connection& db, const audit::Actor& actor, const Platform& platform,
                                     const PlatformGroup& group) {
  return db.in_transaction([&](db::Transaction& transaction) {
    const auto outcome = insert_platform_group(db, platform.id, group);
    if (outcome == db::InsertOutcome::duplicate) {
      transaction.roll_back();
      return outcome;
    }
    audit::record_change(db, actor, {"platform.group", "platform", platform.id, nullptr, describe(group)});
    return outcome;
  });
}

GroupChange change_platform_group(db::Connection& db, const audit::Actor& actor, const GroupEdit& edit) {
  const PlatformGroup& before = edit.before;
  const PlatformGroup& after = edit.after;
  return db.in_transaction([&](db::Transaction& transaction) {
    const auto refuse = [&](GroupChange why) {
      transaction.roll_back();
      return why;
    };
    const auto stored = lock_platform_group(db, before.id);
    if (!stored || describe(*stored) != describe(before)) return refuse(GroupChange::changed_meanwhile);
    if (before.name != after.name && is_group_in_progress(db, after.id)) return refuse(GroupChange::in_progress);
    update_platform_group(db, edit.platform.id, after);
    audit::record_change(db, actor,
                         {"platform.group_change", "platform", edit.platform.id, describe(before), describe(after)});
    return GroupChange::done;
  });
}

bool remove_platform_group(db::Connection& db, const audit::Actor& actor, const Platform& platform,
                           const PlatformGroup& group) {
  return db.in_transaction([&](db::Transaction& transaction) {
    if (!delete_platform_group(db, group.id)) {
      transaction.roll_back();
      return false;
    }
    audit::record_change(db, actor, {"platform.group_remove", "platform", platform.id, describe(group), nullptr});
    return true;
  });
}

bool test_platform(db::Connection& db, const audit::Actor& actor, const PlatformTest& test) {
  const Uuid& id = test.platform.id;
  nlohmann::json failed = nlohmann::json::array();
  const auto note_and_tell = [&](const CheckStep& step) {
    if (step.result == StepResult::failed) failed.push_back(step.name);
    test.tell(step);
  };
  const bool has_passed = check_platform(test.platform, list_platform_groups(db, id), test.keeper, note_and_tell);
  db.in_transaction([&](db::Transaction&) {
    nlohmann::json before = nullptr;
    const auto circuit = find_circuit(db, id);
    if (has_passed && circuit.is_open) before = {{"reason", circuit.reason}};
    if (has_passed) close_circuit(db, id);
    audit::record_change(db, actor,
                         {"platform.test", "platform", id, before, {{"passed", has_passed}, {"failedSteps", failed}}});
  });
  return has_passed;
}

Proof find_proof(db::Connection& db, const Uuid& platform_id) {
  const auto entries = db.query(
      R"sql(
      SELECT happened_at, action = 'platform.test' AS is_test,
          COALESCE(JSON_UNQUOTE(JSON_EXTRACT(after_change, '$.passed')) = 'false', FALSE) AS has_failed
      FROM audit_log
      WHERE subject_id = ?
        AND action IN ('platform.create', 'platform.change', 'platform.secret', 'platform.test')
      ORDER BY happened_at DESC, id DESC
      LIMIT 1)sql",
      {platform_id});
  const bool is_test = !entries.empty() && entries.front().flag("is_test");
  const bool has_failed = !entries.empty() && entries.front().flag("has_failed");
  if (is_test && !has_failed) return Proof::proved;
  const std::string since = entries.empty() ? "1970-01-01" : entries.front().text("happened_at");
  const auto opened = db.query(
      R"sql(
      SELECT updated_at > ? AS is_later
      FROM trading_accounts
      WHERE status = 'created' AND platform_id = ?
      ORDER BY id DESC
      LIMIT 1)sql",
      {since, platform_id});
  if (!opened.empty() && opened.front().flag("is_later")) return Proof::proved;
  return is_test ? Proof::failed : Proof::unproved;
}

}  // namespace latchkey::trading
