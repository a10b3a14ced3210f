#include "api/bodies/account_body.hpp"

#include <array>

namespace latchkey::api {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 4> members{"platform", "accountType", "currency", "leverage"};

template <class T>
json or_null(const std::optional<T>& value) {
  return value ? json(*value) : json(nullptr);
}

std::optional<std::string> text_or_nothing(const json& object, std::string_view name, FieldErrors& errors) {
  const auto* text = read_text(object, "/tradingAccount", name, errors);
  return text == nullptr ? std::nullopt : std::optional(*text);
}

std::optional<std::uint64_t> read_leverage(const json& object, FieldErrors& errors) {
  const json* value = find_member(object, "leverage");
  if (value == nullptr) return std::nullopt;
  if (!value->is_number_unsigned()) {
    errors.add("/tradingAccount/leverage", "type", "This must be a whole number such as 100.");
    return std::nullopt;
  }
  return value->get<std::uint64_t>();
}

}  // namespace

std::optional<trading::AccountChoice> parse_account_wish(const json& body, db::Connection& db, FieldErrors& errors) {
  const json* object = find_member(body, "tradingAccount");
  if (object == nullptr) return std::nullopt;
  if (!object->is_object()) {
    errors.add("/tradingAccount", "type", "This must be an object.");
    return std::nullopt;
  }
  FieldErrors own;
  refuse_unknown_members(*object, "/tradingAccount", members, own);
  const trading::AccountWish wish{text_or_nothing(*object, "platform", own),
                                  text_or_nothing(*object, "accountType", own),
                                  text_or_nothing(*object, "currency", own), read_leverage(*object, own)};
  if (own.empty()) {
    const auto choice = trading::choose_account(db, wish);
    if (const auto* chosen = std::get_if<trading::AccountChoice>(&choice)) return *chosen;
    const auto& problem = std::get<trading::AccountProblem>(choice);
    const std::string pointer = problem.member.empty() ? "/tradingAccount" : "/tradingAccount/" + problem.member;
    own.add(pointer, "not_configured", problem.message);
  }
  for (const auto& error : own.all()) errors.add(error.pointer, error.code, error.message);
  return std::nullopt;
}

json account_json(const trading::AccountState& account) {
  return {{"id", account.id.text()},
          {"platform", account.platform},
          {"status", name_of(account.status)},
          {"login", or_null(account.login)},
          {"code", or_null(account.code)}};
}

}  // namespace latchkey::api
