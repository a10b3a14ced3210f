#include <sys/stat.h>

#include <algorithm>

#include "api/keys/api_key_store.hpp"
#include "cli/doctor/findings.hpp"
#include "staff/second_factor.hpp"
#include "trading/platforms/platform_store.hpp"

namespace latchkey::cli {
namespace {

void check_sealed(Report& report, const crypto::SecretBox& box, const trading::Platform& platform) {
  const std::string remedy =
      "put the key file back, or latchkey platform set-secret \"" + platform.name + "\" --secret-stdin";
  examine(report, "secret of platform " + platform.name, remedy, [&] { static_cast<void>(box.open(platform.secret)); });
}

void check_sealed(Report& report, const crypto::SecretBox& box, const staff::StoredFactor& factor) {
  examine(report, "second factor of " + factor.email,
          "put the key file back, or remove it in Settings > System > User Management > Users",
          [&] { static_cast<void>(box.open(factor.secret)); });
}

// How many secrets of a kind a key has sealed.
struct SealedCount {
  std::string key_id;
  std::int64_t count;
};

// Passwords of accounts that nobody has seen yet.
std::vector<SealedCount> count_openings(db::Connection& db) {
  std::vector<SealedCount> counted;
  const auto rows = db.query(
      R"sql(
      SELECT secret_key_id, COUNT(*) AS count
      FROM account_openings
      WHERE main_password IS NOT NULL OR investor_password IS NOT NULL
      GROUP BY secret_key_id
      ORDER BY secret_key_id)sql");
  counted.reserve(rows.size());
  for (const auto& row : rows) counted.push_back({row.text("secret_key_id"), row.integer("count")});
  return counted;
}

void check_openings(Report& report, const crypto::SecretBox& box, const std::vector<SealedCount>& openings) {
  const auto known = box.key_ids();
  for (const auto& [key_id, count] : openings) {
    if (std::ranges::find(known, key_id) != known.end()) continue;
    report.fail("the passwords of " + std::to_string(count) + " trading accounts are sealed with the key " + key_id +
                    ", which is not in the key file",
                "put the line with this key back into the key file, or set new passwords at the platform");
  }
}

std::vector<SealedCount> count_webhooks(db::Connection& db) {
  std::vector<SealedCount> counted;
  const auto rows = db.query(
      R"sql(
      SELECT secret_key_id, COUNT(*) AS count
      FROM endpoints
      WHERE secret IS NOT NULL
      GROUP BY secret_key_id
      ORDER BY secret_key_id)sql");
  for (const auto& row : rows) counted.push_back({row.text("secret_key_id"), row.integer("count")});
  return counted;
}

void check_webhooks(Report& report, const crypto::SecretBox& box, const std::vector<SealedCount>& webhooks) {
  const auto known = box.key_ids();
  for (const auto& [key_id, count] : webhooks) {
    if (std::ranges::find(known, key_id) != known.end()) continue;
    report.fail("the secrets of " + std::to_string(count) + " webhooks are sealed with the key " + key_id +
                    ", which is not in the key file",
                "put the line with this key back into the key file, or latchkey webhook rotate each");
  }
}

// Whether the key file is there, so that what it seals can be checked.
bool has_key_file(Report& report, const std::string& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) == 0) return true;
  report.fail("no key file " + file,
              "put it back from where it is kept beside the back-ups; `latchkey secrets rotate` makes a new one, but "
              "cannot open what the old one has sealed");
  return false;
}

void check_key_count(Report& report, const crypto::SecretBox& box, const std::string& file) {
  const auto keys = box.key_ids().size();
  if (keys == 1) return report.ok("key file " + file);
  report.warn("key file " + file + " has " + std::to_string(keys) + " keys: a rotation was not finished",
              "latchkey secrets rotate");
}

void check_secrets(Examination& examination) {
  Report& report = examination.report;
  examine(report, "secrets", "run `latchkey migrate` first", [&] {
    auto& db = examination.context.db();
    const auto platforms = trading::list_platforms(db);
    const auto factors = staff::list_second_factors(db);
    const auto openings = count_openings(db);
    const auto webhooks = count_webhooks(db);
    if (platforms.empty() && factors.empty() && openings.empty() && webhooks.empty())
      return report.ok("no secret is sealed yet");
    const std::string& file = examination.context.config().key_file;
    if (!has_key_file(report, file)) return;
    examine(
        report, "key file",
        "chmod 0640 " + file + ", with the group of the provisioner, the courier, latchkey-login and latchkey-admin",
        [&] {
          const crypto::SecretBox box(file);
          check_key_count(report, box, file);
          for (const auto& factor : factors) check_sealed(report, box, factor);
          for (const auto& platform : platforms) check_sealed(report, box, platform);
          check_openings(report, box, openings);
          check_webhooks(report, box, webhooks);
        });
  });
}

// A key that was rotated has one of its name that lives longer.
bool has_successor(const std::vector<api::ListedApiKey>& keys, const api::ListedApiKey& key) {
  return std::ranges::any_of(keys, [&](const api::ListedApiKey& other) {
    return other.name == key.name && other.state == api::ApiKeyState::active && !other.expires_soon;
  });
}

void check_api_keys(Examination& examination) {
  Report& report = examination.report;
  examine(report, "API keys", "run `latchkey migrate` first", [&] {
    const auto keys = api::list_api_keys(examination.context.db());
    for (const auto& key : keys) {
      const bool ends = key.state == api::ApiKeyState::active && key.expires_soon && !has_successor(keys, key);
      if (!ends) continue;
      report.warn("the API key " + key.name + " (" + key.prefix + ") expires at " + key.expires_at.value_or("-"),
                  "latchkey api-key create, under a new name, and hand the new one over in time");
    }
    const auto open = std::ranges::count(keys, api::ApiKeyState::active, &api::ListedApiKey::state);
    report.ok(open == 0 ? "no API key works at the moment" : "API keys that work: " + std::to_string(open));
  });
}

}  // namespace

void check_keys(Examination& examination) {
  examination.report.begin("Keys");
  check_secrets(examination);
  check_api_keys(examination);
}

}  // namespace latchkey::cli
