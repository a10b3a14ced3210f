#include "mails/mail_kind.hpp"

#include <algorithm>
#include <array>

namespace latchkey::mails {
namespace {

struct KindRow {
  Kind kind;
  std::string_view name;
  std::string_view title;
  std::chrono::seconds lifetime;  // 0: no link of this kind
};

constexpr std::array<KindRow, 9> rows{{
    {Kind::set_password, "set_password", "set your password", std::chrono::days{7}},
    {Kind::forgotten, "forgotten", "forgotten password", std::chrono::minutes{60}},
    {Kind::changed, "changed", "your password was changed", std::chrono::seconds{0}},
    {Kind::confirm, "confirm", "confirm your address", std::chrono::days{7}},
    {Kind::sign_in_link, "sign_in_link", "your sign-in link", std::chrono::seconds{0}},
    {Kind::trading_account, "trading_account", "your trading account", std::chrono::seconds{0}},
    {Kind::invitation, "invitation", "invitation", std::chrono::hours{24}},
    {Kind::reset, "reset", "reset of a password", std::chrono::hours{24}},
    {Kind::key_end, "key_end", "your API key ends", std::chrono::seconds{0}},
}};

const KindRow& row_of(Kind kind) { return *std::ranges::find(rows, kind, &KindRow::kind); }

}  // namespace

std::string_view name_of(Kind kind) { return row_of(kind).name; }

std::string_view title_of(Kind kind) { return row_of(kind).title; }

std::optional<Kind> parse_kind(std::string_view name) {
  const auto* found = std::ranges::find(rows, name, &KindRow::name);
  return found == rows.end() ? std::nullopt : std::optional(found->kind);
}

std::string list_kinds() {
  std::string list;
  for (const auto& row : rows) list += (list.empty() ? "'" : ", '") + std::string(row.name) + "'";
  return list;
}

std::optional<std::chrono::seconds> link_lifetime(Kind kind) {
  const auto lifetime = row_of(kind).lifetime;
  return lifetime.count() == 0 ? std::nullopt : std::optional(lifetime);
}

}  // namespace latchkey::mails
