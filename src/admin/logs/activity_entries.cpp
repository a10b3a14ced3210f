#include "admin/logs/activity_entries.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace latchkey::admin {
namespace {

using nlohmann::json;

// The time of the entry that the page before ended with.
std::optional<std::string> find_time(db::Connection& db, const std::optional<Uuid>& entry) {
  if (!entry) return std::nullopt;
  const auto rows = db.query("SELECT happened_at FROM audit_log WHERE id = ?", {*entry});
  return rows.empty() ? std::nullopt : std::optional(rows.front().text("happened_at"));
}

std::string text_of(const json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

// An object as it is, nothing as an empty one, and any other value as the one member of an object.
json members_of(const std::optional<std::string>& stored) {
  if (!stored) return json::object();
  auto value = json::parse(*stored, nullptr, false);
  if (value.is_object()) return value;
  return {{"value", value.is_discarded() ? json(*stored) : std::move(value)}};
}

}  // namespace

db::Rows list_entries(db::Connection& db, const ActivityFilter& filter, const std::optional<Uuid>& after,
                      std::size_t limit) {
  const std::string last = filter.days.until.value_or("9999-12-31");
  const auto found = find_time(db, after);
  const std::string time = found ? std::min(*found, last) : last;
  // Behind the entry of that very time; a page that begins has none.
  const std::string id = found && time == *found ? after->bytes() : std::string(Uuid::size, '\xff');
  const std::string from = filter.days.from.value_or("1000-01-01");
  static const std::string select =
      R"sql(
      SELECT id, happened_at, actor, address, action, subject_kind, subject_id, before_change, after_change
      FROM audit_log
      WHERE happened_at <= ? AND (happened_at < ? OR id < ?) AND happened_at >= ?)sql";
  static const std::string order = " ORDER BY happened_at DESC, id DESC LIMIT ?";
  const auto& [who, what, subject, days] = filter;
  if (subject) {
    static const std::string sql =
        select + " AND subject_id = ? AND (? = '' OR actor = ?) AND (? = '' OR action = ?)" + order;
    return db.query(sql, {time, time, id, from, *subject, who, who, what, what, limit});
  }
  if (!who.empty()) {
    static const std::string sql = select + " AND actor = ? AND (? = '' OR action = ?)" + order;
    return db.query(sql, {time, time, id, from, who, what, what, limit});
  }
  if (!what.empty()) {
    static const std::string sql = select + " AND action = ?" + order;
    return db.query(sql, {time, time, id, from, what, limit});
  }
  static const std::string sql = select + order;
  return db.query(sql, {time, time, id, from, limit});
}

std::string describe_change(const std::optional<std::string>& before, const std::optional<std::string>& after) {
  const json old_members = members_of(before);
  const json new_members = members_of(after);
  json names = old_members;
  names.update(new_members);
  std::string text;
  for (const auto& [name, ignored] : names.items()) {
    const auto was = old_members.find(name);
    const auto is = new_members.find(name);
    std::string line;
    if (was == old_members.end()) {
      line = text_of(*is);
    } else if (is == new_members.end()) {
      line = text_of(*was) + " (removed)";
    } else if (*was != *is) {
      line = text_of(*was) + " → " + text_of(*is);
    } else {
      continue;
    }
    if (!text.empty()) text += '\n';
    text.append(name).append(": ").append(line);
  }
  return text;
}

}  // namespace latchkey::admin
