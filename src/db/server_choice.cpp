#include "db/server_choice.hpp"

#include <cppconn/exception.h>

#include <cstdlib>
#include <exception>
#include <string>
#include <utility>

#include "base/log.hpp"
#include "db/server_failure.hpp"

namespace latchkey::db {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto review_every = 500ms;
constexpr auto review_single_every = 1s;
constexpr auto connect_for = 2s;
constexpr auto tolerated_skew = 2s;
constexpr auto warn_every = 10min;

// A statement that has failed after so long has met a server that hangs. One whose process has ended, or that ends a
// session, is noticed at once.
constexpr auto hangs_after = 900ms;

constexpr int no_cluster = 1047;

std::string name_of(const DatabaseConfig& server) { return write_database_address(list_servers(server).front()); }

}  // namespace

ServerChoice::ServerChoice(const DatabaseConfig& config) : servers_(split_servers(config)), notes_(config) {}

std::unique_ptr<ServerSession> ServerChoice::take(std::size_t server, std::unique_ptr<ServerSession> session) {
  if (has_several() && server != current_) {
    log(LogLevel::notice, "database_server_chosen", {{"server", name_of(servers_[server])}});
  }
  current_ = server;
  fitness_ = session->state().fitness;
  taken_at_ = reviewed_at_ = Clock::now();
  return session;
}

std::unique_ptr<ServerSession> ServerChoice::connect() {
  if (!has_several()) return take(0, std::make_unique<ServerSession>(servers_.front()));
  knock_.reset();
  const auto begun = Clock::now();
  std::exception_ptr failure;
  std::unique_ptr<ServerSession> second_best;
  std::size_t second_best_server = 0;
  for (const std::size_t server : notes_.list_by_trust()) {
    if (Clock::now() - begun >= connect_for) break;
    try {
      auto session = std::make_unique<ServerSession>(servers_[server]);
      if (session->state().fitness == Fitness::fit) return take(server, std::move(session));
      if (!second_best || session->state().fitness < second_best->state().fitness) {
        second_best = std::move(session);
        second_best_server = server;
      }
    } catch (const std::exception&) {
      if (!failure) failure = std::current_exception();
    }
    notes_.note_failure(server);
  }
  const Fitness fitness = second_best ? second_best->state().fitness : Fitness::not_ready;
  if (fitness == Fitness::desynced || (fitness == Fitness::read_only && !failure)) {
    return take(second_best_server, std::move(second_best));
  }
  if (failure) std::rethrow_exception(failure);
  throw ServerFailure("no server of the database is in a cluster with a majority", no_cluster);
}

void ServerChoice::review(std::unique_ptr<ServerSession>& session) {
  if (!session) return;
  if (has_several() && notes_.has_failed_since(current_, taken_at_)) return session.reset();
  if (Clock::now() - reviewed_at_ < (has_several() ? review_every : review_single_every)) return;
  look_at(session);
  if (session && has_several()) look_for_better(session);
  reviewed_at_ = Clock::now();
}

void ServerChoice::look_at(std::unique_ptr<ServerSession>& session) {
  const auto begun = Clock::now();
  const Fitness before = fitness_;
  try {
    const ServerState state = session->look();
    fitness_ = state.fitness;
    warn_of_clock(state);
  } catch (const sql::SQLException& error) {
    note_failure(classify(error.getErrorCode()), Clock::now() - begun);
    session.reset();
    return;
  }
  const bool takes_work = fitness_ == Fitness::fit || fitness_ == Fitness::desynced;
  if (takes_work && before == fitness_) return;
  if (!has_several()) {
    if (!takes_work) session.reset();
    return;
  }
  // A server that was second best from the beginning is kept: look_for_better() finds out about the others.
  if (fitness_ == Fitness::fit || before == fitness_) return;
  notes_.note_failure(current_);
  session.reset();
}

void ServerChoice::look_for_better(std::unique_ptr<ServerSession>& session) {
  if (!knock_) return begin_knock();
  const auto answer = knock_->answer();
  if (answer == ServerKnock::Answer::none_yet) return;
  knock_.reset();
  if (answer == ServerKnock::Answer::silent) return notes_.note_failure(knocked_);
  try_out(knocked_, session);
}

// Knocks at the most preferred server that is trusted, else at one whose turn it is to be looked at.
void ServerChoice::begin_knock() {
  const std::size_t end = fitness_ == Fitness::fit ? current_ : servers_.size();
  for (std::size_t server = 0; server < end; ++server) {
    if (server == current_ || !(notes_.is_trusted(server) || notes_.claim_probe(server))) continue;
    knocked_ = server;
    knock_.emplace(list_servers(servers_[server]).front());
    return;
  }
}

void ServerChoice::try_out(std::size_t server, std::unique_ptr<ServerSession>& session) {
  try {
    auto better = std::make_unique<ServerSession>(servers_[server]);
    if (better->state().fitness != Fitness::fit) return notes_.note_failure(server);
    notes_.note_well(server);
    if (fitness_ != Fitness::fit || notes_.is_trusted(server)) session = take(server, std::move(better));
  } catch (const std::exception&) {
    notes_.note_failure(server);
  }
}

void ServerChoice::note_failure(ErrorKind kind, Clock::duration waited) {
  if (!has_several()) return;
  if (kind == ErrorKind::conflict) reviewed_at_ = {};
  const bool hangs = kind == ErrorKind::connection_lost && waited >= hangs_after;
  if (hangs || kind == ErrorKind::server_unfit) notes_.note_failure(current_);
}

// Of a clock that differs everything that ends early or late comes: sessions, tokens, sign-outs.
void ServerChoice::warn_of_clock(const ServerState& state) {
  if (std::chrono::abs(state.clock_ahead) <= tolerated_skew) return;
  const auto now = Clock::now();
  if (warned_at_ != Clock::time_point{} && now - warned_at_ < warn_every) return;
  warned_at_ = now;
  const auto seconds = std::chrono::duration_cast<std::chrono::duration<double>>(state.clock_ahead).count();
  log(LogLevel::warning, "clocks_differ",
      {{"server", name_of(servers_[current_])},
       {"server_ahead_seconds", std::to_string(seconds)},
       {"remedy", "run NTP on this machine and on the database's; see latchkey doctor"}});
}

}  // namespace latchkey::db
