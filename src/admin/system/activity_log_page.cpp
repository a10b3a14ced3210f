#include "admin/frame/page.hpp"
#include "admin/system/system_pages.hpp"
#include "base/clock_text.hpp"
#include "base/utf8.hpp"
#include "email/email.hpp"

namespace latchkey::admin {
namespace {

constexpr std::size_t page_size = 50;

// A change as it is stored in JSON, one member a line.
Cell change_cell(const std::optional<std::string>& stored) {
  if (!stored) return plain("");
  const auto value = nlohmann::json::parse(*stored, nullptr, false);
  if (!value.is_object()) return pre(*stored);
  std::string text;
  for (const auto& [name, member] : value.items()) {
    text += (text.empty() ? "" : "\n") + name + ": " + (member.is_string() ? member.get<std::string>() : member.dump());
  }
  return pre(text);
}

// The time of the entry that the page before ended with.
std::optional<std::string> find_time(const Visit& visit, const std::optional<Uuid>& entry) {
  if (!entry) return std::nullopt;
  const auto rows = visit.db.query("SELECT happened_at FROM audit_log WHERE id = ?", {*entry});
  return rows.empty() ? std::nullopt : std::optional(rows.front().text("happened_at"));
}

// What the filter asks for, the newest first, and one entry more than a page shows. Each filter has an index of its
// own, so each has a statement of its own.
db::Rows find_entries(const Visit& visit) {
  const std::string typed(trim(visit.asked("who")));
  const std::string who = email::parse_email(typed).value_or(typed);
  const std::string what(trim(visit.asked("what")));
  const auto subject = Uuid::parse(visit.asked("subject"));
  const auto after = Uuid::parse(visit.asked("after"));
  const std::string time = find_time(visit, after).value_or("9999-12-31 00:00:00");
  const std::string id = after ? after->bytes() : std::string(Uuid::size, '\xff');
  static const std::string select =
      R"sql(
      SELECT id, happened_at, actor, address, action, subject_id, before_change, after_change
      FROM audit_log
      WHERE happened_at <= ? AND (happened_at < ? OR id < ?))sql";
  static const std::string order = " ORDER BY happened_at DESC, id DESC LIMIT 51";
  if (subject) {
    static const std::string sql =
        select + " AND subject_id = ? AND (? = '' OR actor = ?) AND (? = '' OR action = ?)" + order;
    return visit.db.query(sql, {time, time, id, *subject, who, who, what, what});
  }
  if (!who.empty()) {
    static const std::string sql = select + " AND actor = ? AND (? = '' OR action = ?)" + order;
    return visit.db.query(sql, {time, time, id, who, what, what});
  }
  if (!what.empty()) {
    static const std::string sql = select + " AND action = ?" + order;
    return visit.db.query(sql, {time, time, id, what});
  }
  static const std::string sql = select + order;
  return visit.db.query(sql, {time, time, id});
}

Form filter_form(const Visit& visit) {
  Form form{.action = "/activity-log", .submit = "Filter", .method = Form::Method::get, .shape = Form::Shape::row};
  form.fields = {{.name = "who", .label = "Who (e-mail)", .kind = Field::Kind::search, .value = visit.asked("who")},
                 {.name = "what",
                  .label = "What (such as api_key.create)",
                  .kind = Field::Kind::search,
                  .value = visit.asked("what")},
                 {.name = "subject",
                  .label = "Id of what was changed",
                  .kind = Field::Kind::search,
                  .value = visit.asked("subject")}};
  return form;
}

}  // namespace

http::Response list_activity(const Visit& visit) {
  Table table{.empty = "Nothing was changed, or nothing fits the filter.",
              .columns = {"At", "Who", "What", "Before", "After"}};
  const auto rows = find_entries(visit);
  for (const auto& row : rows) {
    if (table.rows.size() == page_size) break;
    Cell who = plain(row.text("actor"));
    who.note = row.text_or("address", "");
    Cell what = plain(row.text("action"));
    if (const auto subject = row.optional_uuid("subject_id")) what.note = subject->text();
    table.rows.push_back({moment(iso8601_from_database(row.text("happened_at"))), who, what,
                          change_cell(row.optional_text("before_change")),
                          change_cell(row.optional_text("after_change"))});
  }
  if (rows.size() > page_size) {
    table.next = "/admin/activity-log?who=" + percent_encode(visit.asked("who")) +
                 "&what=" + percent_encode(visit.asked("what")) + "&subject=" + percent_encode(visit.asked("subject")) +
                 "&after=" + rows.at(page_size - 1).uuid("id").text();
  }
  Page page(visit, "Activity log");
  return page.add(filter_form(visit)).add(table).render();
}

}  // namespace latchkey::admin
