#include "trading/mt5/mt5_client.hpp"

#include <algorithm>
#include <iterator>

#include "base/percent.hpp"
#include "base/utf8.hpp"
#include "crypto/encoding.hpp"
#include "crypto/random.hpp"
#include "trading/mt5/challenge.hpp"

namespace latchkey::trading {
namespace {

// The client's build, which the server shows in its journal. It takes any number from 484.
constexpr std::string_view version = "3470";

const Failure* failure_of(const Result<Mt5Reply>& result) { return std::get_if<Failure>(&result); }

Failure unreadable() { return {Outcome::unclear, "garbage", "the answer is not what the MT5 Web API documents"}; }

template <class T>
Result<T> parsed(std::optional<T> value) {
  if (!value) return unreadable();
  return std::move(*value);
}

// Before the manager has signed in nothing can have been changed, so no failure is unclear.
Failure make_sign_in_failure(Failure failure) {
  if (failure.outcome == Outcome::unclear || failure.outcome == Outcome::absent) failure.outcome = Outcome::not_sent;
  if (failure.code == "http_403" || failure.code == "http_401") {
    return {Outcome::refused_for_good, "sign_in_refused",
            "the server refuses the manager: wrong login or API password, or no Web API right"};
  }
  return failure;
}

std::string join(std::span<const std::uint64_t> logins) {
  std::string text;
  for (const auto login : logins) text += (text.empty() ? "" : ",") + std::to_string(login);
  return text;
}

}  // namespace

Mt5Settings make_mt5_settings(const Platform& platform, const SecretKeeper& keeper) {
  Mt5Settings settings;
  settings.https.host = platform.host;
  settings.https.port = platform.port;
  settings.https.trust = {platform.ca_file, platform.pinned_fingerprint};
  settings.https.connect_timeout = platform.connect_timeout;
  settings.https.request_timeout = platform.request_timeout;
  settings.https.user_agent = "MetaTrader 5 Web API/5.3470 (Latchkey)";
  settings.manager_login = platform.manager_login;
  settings.secret = keeper.open(platform.secret);
  settings.agent = platform.agent;
  return settings;
}

Mt5Client::Mt5Client(Mt5Settings settings) : settings_(std::move(settings)), connection_(settings_.https) {}

Failure Mt5Client::end_session(Failure failure) {
  is_signed_in_ = false;
  connection_.start_over();
  return failure;
}

// Sends a request and reads its answer, with or without a session.
Result<Mt5Reply> Mt5Client::exchange(const HttpsRequest& request) {
  auto sent = connection_.send(request);
  last_call_ = std::chrono::steady_clock::now();
  if (const auto* nothing = std::get_if<NoAnswer>(&sent)) {
    const auto outcome = nothing->may_have_arrived ? Outcome::unclear
                         : nothing->code == "tls"  ? Outcome::refused_for_good
                                                   : Outcome::not_sent;
    return end_session({outcome, nothing->code, nothing->detail});
  }
  const auto& answer = std::get<HttpsAnswer>(sent);
  if (answer.status == 401 || answer.status == 403) {  // by the access server, which has run no command
    return end_session({Outcome::refused_for_now, "http_" + std::to_string(answer.status),
                        "the server has no session of ours, or the manager lacks the right"});
  }
  if (answer.status != 200) {
    return end_session({Outcome::unclear, "http_" + std::to_string(answer.status), "an unexpected HTTP status"});
  }
  auto reply = parse_mt5_reply(answer.body);
  if (!reply) return end_session(unreadable());
  return std::move(*reply);
}

// Sends a request in the session. A return code other than 0 is a failure. Codes that tell of trouble at the server end
// the session, which may be lost on the server's side.
Result<Mt5Reply> Mt5Client::call(const HttpsRequest& request) {
  if (!is_signed_in_) return Failure{Outcome::not_sent, "session_lost", "not signed in"};
  auto result = exchange(request);
  const auto* reply = std::get_if<Mt5Reply>(&result);
  if (reply == nullptr || reply->code == 0) return result;
  Failure failure = make_mt5_failure(*reply);
  if (failure.outcome == Outcome::unclear || failure.outcome == Outcome::refused_for_now) {
    return end_session(std::move(failure));
  }
  return failure;
}

Result<Done> Mt5Client::sign_in() {
  connection_.start_over();
  is_signed_in_ = false;
  const auto started =
      exchange({"/api/auth/start?version=" + std::string(version) + "&agent=" + percent_encode(settings_.agent) +
                    "&login=" + percent_encode(settings_.manager_login) + "&type=manager",
                std::nullopt, ""});
  if (const auto* failure = failure_of(started)) return make_sign_in_failure(*failure);
  const auto& reply = std::get<Mt5Reply>(started);
  if (reply.code != 0) return end_session(make_sign_in_failure(make_mt5_failure(reply)));
  const auto random = crypto::parse_hex(read_mt5_text(reply.document, "srv_rand"));
  if (!random || random->size() != mt5_random_bytes) return end_session(make_sign_in_failure(unreadable()));
  return prove(*random);
}

// Answers the server's challenge, for which it allows 10 s, and checks its answer to ours: only the real server knows
// the password.
Result<Done> Mt5Client::prove(const std::string& server_random) {
  const auto hash = hash_mt5_password(settings_.secret);
  if (!hash) return end_session({Outcome::refused_for_good, "secret_unreadable", "the manager's secret is not UTF-8"});
  const std::string key = derive_mt5_key(*hash);
  const std::string own_random = crypto::make_random_bytes(mt5_random_bytes);
  const auto answered = exchange({"/api/auth/answer?srv_rand_answer=" + answer_mt5_challenge(key, server_random) +
                                      "&cli_rand=" + crypto::hex(own_random),
                                  std::nullopt, ""});
  if (const auto* failure = failure_of(answered)) return make_sign_in_failure(*failure);
  const auto& reply = std::get<Mt5Reply>(answered);
  if (reply.code != 0) return end_session(make_sign_in_failure(make_mt5_failure(reply)));
  if (lower_ascii(read_mt5_text(reply.document, "cli_rand_answer")) != answer_mt5_challenge(key, own_random)) {
    return end_session({Outcome::refused_for_good, "fake_server",
                        "the server cannot prove that it knows the manager's password: check host, port and TLS"});
  }
  is_signed_in_ = true;
  return Done{};
}

void Mt5Client::sign_out() {
  if (is_signed_in_) static_cast<void>(exchange({"/api/quit", std::nullopt, ""}));
  is_signed_in_ = false;
  connection_.start_over();
}

Result<Done> Mt5Client::ping() {
  const auto result = call({"/api/test/access", std::nullopt, ""});
  if (const auto* failure = failure_of(result)) return *failure;
  return Done{};
}

Result<Done> Mt5Client::ping_if_due() {
  if (!is_signed_in_ || std::chrono::steady_clock::now() - last_call_ < ping_interval) return Done{};
  return ping();
}

Result<Mt5Account> Mt5Client::add_account(const Mt5NewAccount& account) {
  auto body = make_mt5_user_add(account);
  if (const auto* problem = std::get_if<ValueProblem>(&body)) {
    return Failure{Outcome::refused_for_good, problem->code, problem->detail};
  }
  const auto result = call({"/api/user/add", std::get<std::string>(std::move(body)), settings_.content_type});
  if (const auto* failure = failure_of(result)) return *failure;
  return parsed(parse_mt5_account(std::get<Mt5Reply>(result)));
}

Result<Mt5Account> Mt5Client::find_account(std::uint64_t login) {
  const auto result = call({"/api/user/get?login=" + std::to_string(login), std::nullopt, ""});
  if (const auto* failure = failure_of(result)) return *failure;
  return parsed(parse_mt5_account(std::get<Mt5Reply>(result)));
}

Result<std::vector<Mt5Account>> Mt5Client::find_accounts(std::span<const std::uint64_t> logins) {
  std::vector<Mt5Account> all;
  for (std::size_t start = 0; start < logins.size(); start += batch_size) {
    const auto batch = logins.subspan(start, std::min(batch_size, logins.size() - start));
    const auto result = call({"/api/user/get_batch?login=" + join(batch), std::nullopt, ""});
    if (const auto* failure = failure_of(result)) return *failure;
    auto accounts = parse_mt5_accounts(std::get<Mt5Reply>(result));
    if (!accounts || accounts->size() != batch.size()) return unreadable();
    all.insert(all.end(), std::make_move_iterator(accounts->begin()), std::make_move_iterator(accounts->end()));
  }
  return all;
}

Result<std::vector<std::uint64_t>> Mt5Client::list_logins(const std::string& group) {
  if (!is_mt5_group_name(group)) return Failure{Outcome::refused_for_good, "value_group", "this is no group's name"};
  const auto result = call({"/api/user/logins?group=" + percent_encode(group), std::nullopt, ""});
  if (const auto* failure = failure_of(result)) {
    if (failure->outcome == Outcome::absent) return std::vector<std::uint64_t>{};
    return *failure;
  }
  return parsed(parse_mt5_logins(std::get<Mt5Reply>(result)));
}

Result<Mt5Group> Mt5Client::find_group(const std::string& name) {
  if (!is_mt5_group_name(name)) return Failure{Outcome::refused_for_good, "value_group", "this is no group's name"};
  const auto result = call({"/api/group/get?group=" + percent_encode(name), std::nullopt, ""});
  if (const auto* failure = failure_of(result)) return *failure;
  return parsed(parse_mt5_group(std::get<Mt5Reply>(result)));
}

Result<Done> Mt5Client::tell_password(std::string_view path, std::uint64_t login, const Mt5Password& password) {
  const nlohmann::json body{{"Login", std::to_string(login)},
                            {"Type", password.kind == Mt5Password::Kind::main ? "main" : "investor"},
                            {"Password", password.text}};
  const auto result = call({std::string(path), body.dump(), settings_.content_type});
  if (const auto* failure = failure_of(result)) return *failure;
  return Done{};
}

Result<Done> Mt5Client::check_password(std::uint64_t login, const Mt5Password& password) {
  return tell_password("/api/user/check_password", login, password);
}

Result<Done> Mt5Client::change_password(std::uint64_t login, const Mt5Password& password) {
  if (!is_mt5_password(password.text)) {
    return Failure{Outcome::refused_for_good, "value_password", "a password does not meet MetaTrader 5's rules"};
  }
  return tell_password("/api/user/change_password", login, password);
}

}  // namespace latchkey::trading
