#include "api/bodies/account_body.hpp"

#include <array>

namespace latchkey::api {
namespace {

using customers::find_member;
using customers::Findings;
using nlohmann::json;

constexpr std::string_view account_pointer = "/tradingAccount";
constexpr std::array<std::string_view, 4> members{"platform", "accountType", "currency", "leverage"};

template <class T>
json or_null(const std::optional<T>& value) {
  return value ? json(*value) : json(nullptr);
}

std::optional<std::string> text_or_nothing(const json& object, std::string_view name, Findings& findings) {
  const auto* text = read_text(object, std::string(account_pointer), name, findings);
  return text == nullptr ? std::nullopt : std::optional(*text);
}

std::optional<std::uint64_t> read_leverage(const json& object, Findings& findings) {
  const json* value = find_member(object, "leverage");
  if (value == nullptr) return std::nullopt;
  if (!value->is_number_unsigned()) {
    findings.refuse("/tradingAccount/leverage", "type", "This must be a whole number such as 100.");
    return std::nullopt;
  }
  return value->get<std::uint64_t>();
}

}  // namespace

std::optional<trading::AccountWish> parse_account(const json& body, Findings& findings) {
  const json* object = find_member(body, "tradingAccount");
  if (object == nullptr) return std::nullopt;
  const std::string pointer(account_pointer);
  if (!object->is_object()) {
    findings.refuse(pointer, "type", "This must be an object.");
    return std::nullopt;
  }
  const std::size_t errors_before = findings.errors().size();
  refuse_unknown_members(*object, pointer, members, findings);
  trading::AccountWish wish{.platform = text_or_nothing(*object, "platform", findings),
                            .account_type = text_or_nothing(*object, "accountType", findings),
                            .currency = text_or_nothing(*object, "currency", findings),
                            .leverage = read_leverage(*object, findings)};
  if (findings.errors().size() > errors_before) return std::nullopt;
  return wish;
}

std::optional<trading::AccountChoice> resolve_account(db::Connection& db, const trading::AccountWish& wish,
                                                      Findings& findings) {
  auto choice = trading::choose_account(db, wish);
  if (const auto* problem = std::get_if<trading::AccountProblem>(&choice)) {
    const std::string pointer(account_pointer);
    findings.refuse(problem->member.empty() ? pointer : pointer + "/" + problem->member, "not_configured",
                    problem->message);
    return std::nullopt;
  }
  return std::get<trading::AccountChoice>(std::move(choice));
}

json account_json(const trading::AccountState& account) {
  return {{"id", account.id.text()},
          {"platform", account.platform},
          {"status", name_of(account.status)},
          {"login", or_null(account.login)},
          {"code", or_null(account.code)}};
}

}  // namespace latchkey::api
