#include <sys/stat.h>

#include <algorithm>
#include <array>

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

// Secrets that have no name of their own, so that those which one key has sealed are told by their number.
struct SealedKind {
  std::string_view rows;    // of which table, and which rows
  std::string_view name;    // after "the … of N "
  std::string_view secret;  // what of them is sealed
  std::string_view remedy;  // after "put the line with this key back into the key file, or "
};

constexpr std::array<SealedKind, 3> sealed_kinds{{
    // Passwords of accounts that nobody has seen yet.
    {"account_openings WHERE main_password IS NOT NULL OR investor_password IS NOT NULL", "trading accounts",
     "passwords", "set new passwords at the platform"},
    // Passwords that are on their way to the platform.
    {"account_renewals WHERE main_password IS NOT NULL OR investor_password IS NOT NULL", "trading accounts",
     "new passwords", "renew them again: latchkey account renew-passwords"},
    {"endpoints WHERE secret IS NOT NULL", "webhooks", "secrets", "latchkey webhook rotate each"},
}};

struct SealedCount {
  const SealedKind& kind;
  std::string key_id;
  std::int64_t count;
};

std::vector<SealedCount> count_sealed(db::Connection& db) {
  std::vector<SealedCount> counted;
  for (const auto& kind : sealed_kinds) {
    const std::string sql = "SELECT secret_key_id, COUNT(*) AS count FROM " + std::string(kind.rows) +
                            " GROUP BY secret_key_id ORDER BY secret_key_id";
    for (const auto& row : db.query(sql)) {
      counted.push_back({kind, row.text("secret_key_id"), row.integer("count")});
    }
  }
  return counted;
}

void check_counted(Report& report, const crypto::SecretBox& box, const std::vector<SealedCount>& counted) {
  const auto known = box.key_ids();
  for (const auto& [kind, key_id, count] : counted) {
    if (std::ranges::find(known, key_id) != known.end()) continue;
    report.fail("the " + std::string(kind.secret) + " of " + std::to_string(count) + " " + std::string(kind.name) +
                    " are sealed with the key " + key_id + ", which is not in the key file",
                "put the line with this key back into the key file, or " + std::string(kind.remedy));
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
    const auto counted = count_sealed(db);
    if (platforms.empty() && factors.empty() && counted.empty()) return report.ok("no secret is sealed yet");
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
          check_counted(report, box, counted);
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
