#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "admin/frame/long_work_page.hpp"
#include "admin/frame/page.hpp"
#include "admin/logs/activity_entries.hpp"
#include "admin/logs/log_pages.hpp"
#include "admin/logs/staff_accounts.hpp"
#include "admin/logs/subject_links.hpp"
#include "admin/parts/csv.hpp"
#include "base/clock_text.hpp"
#include "base/utf8.hpp"
#include "customers/customer_store.hpp"
#include "staff/user_store.hpp"

namespace latchkey::admin {
namespace {

constexpr std::size_t page_size = 50;
const std::vector<std::string> filter_names{"who", "what", "subject", "from", "to"};

// An index is skipped through: one read for each action.
std::vector<std::string> list_actions(db::Connection& db) {
  std::vector<std::string> actions;
  for (const auto& row : db.query("SELECT action FROM audit_log GROUP BY action ORDER BY action")) {
    actions.push_back(row.text("action"));
  }
  return actions;
}

// What the visitor asks for, read from the query or from the form.
struct Request {
  const Visit& visit;
  ReadField read;

  [[nodiscard]] std::string text(std::string_view name) const { return std::string(trim((visit.*read)(name))); }
};

bool is_in_log(db::Connection& db, const std::string& actor) {
  return !db.query("SELECT id FROM audit_log WHERE actor = ? LIMIT 1", {actor}).empty();
}

// A part of the name or the e-mail of a user, or an actor as it stands in the log (`cli:root`).
void read_who(const Request& request, ActivityFilter& filter, Errors& errors) {
  const std::string wanted = request.text("who");
  if (wanted.empty()) return;
  auto& db = request.visit.db;
  if (is_in_log(db, wanted)) {
    filter.who = wanted;
    return;
  }
  std::vector<StaffAccount> meant;
  std::ranges::copy_if(list_staff_accounts(db), std::back_inserter(meant),
                       [&](const StaffAccount& account) { return is_meant(account, wanted); });
  const auto same = std::ranges::find(meant, lower_ascii(wanted), &StaffAccount::email);
  if (same != meant.end()) meant = {*same};
  if (meant.size() == 1) filter.who = meant.front().email;
  if (meant.size() != 1)
    errors["who"] = meant.empty() ? "There is no such user." : "Several users are meant. Type more.";
}

void read_what(const Request& request, const std::vector<std::string>& actions, ActivityFilter& filter,
               Errors& errors) {
  filter.what = request.text("what");
  if (!filter.what.empty() && std::ranges::find(actions, filter.what) == actions.end()) {
    errors["what"] = "Nothing of this kind is in the log.";
  }
}

// An id, or the e-mail of a customer or a user.
void read_subject(const Request& request, ActivityFilter& filter, Errors& errors) {
  const std::string wanted = request.text("subject");
  if (wanted.empty()) return;
  filter.subject = Uuid::parse(wanted);
  if (filter.subject) return;
  if (const auto customer = customers::find_customer_by_id_or_email(request.visit.db, wanted)) {
    filter.subject = customer->id;
  } else if (const auto user = staff::find_user(request.visit.db, wanted)) {
    filter.subject = user->id;
  } else {
    errors["subject"] = "This is no id, and no e-mail of a customer or a user.";
  }
}

ActivityFilter read_filter(const Request& request, const std::vector<std::string>& actions, Errors& errors) {
  ActivityFilter filter;
  read_who(request, filter, errors);
  read_what(request, actions, filter, errors);
  read_subject(request, filter, errors);
  filter.days = read_days(request.visit, request.read, errors);
  return filter;
}

Form filter_form(const Request& request, const std::vector<std::string>& actions, const Errors& errors) {
  Form form{.action = "/activity-log", .submit = "Filter", .method = Form::Method::get, .shape = Form::Shape::row};
  Field what{.name = "what", .label = "What", .kind = Field::Kind::select, .need = Field::Need::required};
  what.choices.push_back({"", "All"});
  for (const auto& action : actions) what.choices.push_back({action, action, action == request.text("what")});
  form.fields = {
      {.name = "who", .label = "Who (name or e-mail)", .kind = Field::Kind::search, .value = request.text("who")},
      what,
      {.name = "subject",
       .label = "What was changed (id or e-mail)",
       .kind = Field::Kind::search,
       .value = request.text("subject")}};
  add_day_fields(request.visit, request.read, form.fields);
  tell(form.fields, errors);
  return form;
}

// Which group of a platform a change is about: the entry is about the platform.
std::string group_of(const db::Row& row) {
  const auto stored =
      row.is_null("after_change") ? row.optional_text("before_change") : row.optional_text("after_change");
  const auto value = stored ? nlohmann::json::parse(*stored, nullptr, false) : nlohmann::json();
  if (!value.is_object() || !value.contains("accountType")) return {};
  const auto text = [&](const char* name) {
    const auto found = value.find(name);
    return found != value.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  return text("accountType") + " " + text("currency");
}

Cell changed_cell(const Visit& visit, const db::Row& row) {
  const auto subject = row.optional_uuid("subject_id");
  Cell cell = subject ? subject_cell(visit, row.text("subject_kind"), *subject) : plain("");
  cell.note = group_of(row);
  return cell;
}

Cell actor_cell(const Visit& visit, const db::Row& row, const std::vector<StaffAccount>& staff) {
  const auto found = std::ranges::find(staff, row.text("actor"), &StaffAccount::email);
  Cell cell = found == staff.end() ? plain(row.text("actor")) : staff_cell(visit, *found);
  const std::string address = row.text_or("address", "");
  if (!address.empty()) cell.note += (cell.note.empty() ? "" : ", ") + address;
  return cell;
}

Table make_table(const Visit& visit, const db::Rows& rows) {
  Table table{.empty = "Nothing was changed, or nothing fits the filter.",
              .columns = {"At", "Who", "What", "Of", "Changed"}};
  const auto staff = list_staff_accounts(visit.db);
  for (const auto& row : rows) {
    if (table.rows.size() == page_size) break;
    const std::string change = describe_change(row.optional_text("before_change"), row.optional_text("after_change"));
    table.rows.push_back({moment(iso8601_from_database(row.text("happened_at"))), actor_cell(visit, row, staff),
                          plain(row.text("action")), changed_cell(visit, row),
                          change.empty() ? plain("") : pre(change)});
  }
  if (rows.size() > page_size) {
    table.next =
        "/admin/activity-log?" + query_of(visit, filter_names) + "&after=" + rows.at(page_size - 1).uuid("id").text();
  }
  return table;
}

http::Response refuse_filter(Page& page, int status) {
  page.add(Notice{Tone::bad, "The filter cannot be used: see what stands beside it. No entry is shown."});
  return page.render(status);
}

std::string csv_of(db::Connection& db, const staff::Permissions& permissions, const db::Row& row) {
  const auto subject = row.optional_uuid("subject_id");
  return csv_line({iso8601_from_database(row.text("happened_at")), row.text("actor"), row.text_or("address", ""),
                   row.text("action"), row.text("subject_kind"),
                   subject ? subject_name(db, permissions, row.text("subject_kind"), *subject) : "",
                   subject ? subject->text() : "",
                   describe_change(row.optional_text("before_change"), row.optional_text("after_change"))});
}

}  // namespace

http::Response list_activity(const Visit& visit) {
  const Request request{visit, &Visit::asked};
  const auto actions = list_actions(visit.db);
  Errors errors;
  const auto filter = read_filter(request, actions, errors);
  Page page(visit, "Activity log");
  page.add(filter_form(request, actions, errors));
  if (!errors.empty()) return refuse_filter(page, 200);
  page.add(make_table(visit, list_entries(visit.db, filter, Uuid::parse(visit.asked("after")), page_size + 1)));
  if (!visit.may(staff::Area::exports, staff::Level::view)) return page.render();
  Form form{.action = "/activity-log/export", .submit = "Export as CSV", .shape = Form::Shape::row};
  for (const auto& name : filter_names) form.hidden.emplace_back(name, visit.asked(name));
  return page.add(form).render();
}

http::Response export_activity(const Visit& visit) {
  static constexpr std::size_t lines_at_once = 1000;
  const Request request{visit, &Visit::typed};
  const auto actions = list_actions(visit.db);
  Errors errors;
  const auto filter = read_filter(request, actions, errors);
  if (!errors.empty()) {
    Page page(visit, "Activity log");
    page.add(filter_form(request, actions, errors));
    return refuse_filter(page, 422);
  }
  return with_long_work(visit, [&](const LongWorkPlace& place) {
    auto asked = nlohmann::json::object();
    for (const auto& name : filter_names) {
      if (const std::string value = request.text(name); !value.empty()) asked[name] = value;
    }
    audit::record_change(visit.db, visit.actor(), {"activity_log.export", "list", std::nullopt, nullptr, asked});
    http::Response response(
        200, std::string(csv_start) + csv_line({"At", "Who", "Address", "What", "Kind", "Name", "Id", "Changed"}),
        "text/csv; charset=utf-8");
    response.add_header("Content-Disposition", "attachment; filename=\"activity-log.csv\"");
    response.follow_with(
        [&db = visit.db, permissions = visit.session.permissions, filter, place](const http::Response::Send& send) {
          std::optional<Uuid> after;
          for (;;) {
            const auto rows = list_entries(db, filter, after, lines_at_once);
            std::string lines;
            for (const auto& row : rows) lines += csv_of(db, permissions, row);
            if (!lines.empty() && !send(lines)) return;
            if (rows.size() < lines_at_once) return;
            after = rows.back().uuid("id");
          }
        });
    return dress(std::move(response));
  });
}

}  // namespace latchkey::admin
