#include "config/retention.hpp"

#include "config/retention_section.hpp"

namespace latchkey {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds one_year = 365 * 24h;
constexpr std::chrono::seconds ten_years = 10 * one_year;

// "0" needs no unit.
void read_leads_kept(Section& kept, Retention& retention) {
  std::chrono::seconds leads{0};
  std::string text;
  kept.read("leads", text);
  if (!kept.has("leads") || text == "0") return;
  kept.read_duration("leads", leads, 0s, ten_years);
  if (leads != 0s && leads < 30 * 24h) kept.refuse("leads", R"(must be "0" (never) or 30d or more)");
  retention.leads = leads;
}

}  // namespace

Retention read_retention(Section& root) {
  Retention retention;
  Section calls = root.child("calls");
  calls.read_duration("keep", retention.calls, 24h, one_year);
  calls.refuse_unknown_keys();

  Section kept = root.child("retention");
  kept.read_duration("calls", retention.calls, 24h, one_year);
  std::chrono::seconds attempts{0};
  kept.read_duration("sign_in_attempts", attempts, 24h, ten_years);
  if (attempts > 0s) retention.sign_in_attempts = attempts;
  kept.read_duration("deliveries", retention.deliveries, 30 * 24h, ten_years);  // their tries are kept for 30 days
  read_leads_kept(kept, retention);
  kept.refuse_unknown_keys();
  return retention;
}

Retention load_retention(const std::string& file) {
  const toml::table table = toml::parse_file(file);
  Section root(file, "", &table);
  return read_retention(root);
}

}  // namespace latchkey
