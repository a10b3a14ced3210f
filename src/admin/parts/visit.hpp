// One request of a staff member who may make it, as the pages see it.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "audit/audit_log.hpp"
#include "base/files/long_work.hpp"
#include "base/percent.hpp"
#include "config/config.hpp"
#include "db/connection.hpp"
#include "forms/form.hpp"
#include "forms/multipart.hpp"
#include "http/request.hpp"
#include "staff/staff_session.hpp"

namespace latchkey::admin {

struct Visit {
  const Config& config;
  db::Connection& db;
  const http::Request& request;
  const staff::StaffSession& session;
  LongWork& long_work;
  std::string form_value;  // every form carries it; see make_form_value
  FormFields query;
  FormFields form;                                     // of a POST
  std::string id;                                      // what stands for {id} in the route's path
  std::optional<forms::SentFile> file = std::nullopt;  // of a POST whose route takes one; its bytes are the request's

  [[nodiscard]] audit::Actor actor() const { return {session.email, request.remote_address}; }
  [[nodiscard]] bool may(staff::Area area, staff::Level level) const {
    return session.permissions.allow({area, level});
  }
  // The value of a field of the query or of the form; empty when it is absent.
  [[nodiscard]] std::string asked(std::string_view name) const { return forms::text_of(query, name); }
  [[nodiscard]] std::string typed(std::string_view name) const { return forms::text_of(form, name); }
};

}  // namespace latchkey::admin
