#include "customers/directory/browse.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "customers/directory/entries.hpp"
#include "customers/directory/walk.hpp"

namespace latchkey::customers {
namespace {

using Clock = std::chrono::steady_clock;

// Before all values, or behind them.
std::string outermost(const Course& course, bool is_greatest) {
  static constexpr std::string_view greatest_text = "\xF4\x8F\xBF\xBF";
  if (course.column != "email") return std::string(Uuid::size, is_greatest ? '\xff' : '\0');
  return is_greatest ? std::string(greatest_text) : "";
}

// Where reading begins: behind the entry of this id, or at the end that the course comes from.
std::string bound_of(db::Connection& db, const Search& search, const Course& course) {
  const auto id = Uuid::parse(search.before.empty() ? search.after : search.before);
  if (id && course.column == "id") return id->bytes();
  if (id) {
    static const std::string of_customer = "SELECT email FROM customers WHERE id = ?";
    static const std::string of_lead = "SELECT email FROM leads WHERE id = ?";
    const auto rows = db.query(search.directory == Directory::customers ? of_customer : of_lead, {*id});
    if (!rows.empty()) return rows.front().text("email");
  }
  return outermost(course, course.falls);
}

constexpr std::size_t shortest_stride = 100;
constexpr std::size_t longest_stride = 10'000;

// Looks at one stride after the other.
class Reader {
 public:
  Reader(db::Connection& db, const Search& search, const Walk& walk)
      : db_(db),
        course_(walk.course),
        sql_(statements_of(search.directory, walk)),
        source_(search.filter.source),
        values_(filter_values(search.directory, search.filter)),
        first_(search.filter.first_id.empty() ? std::string(Uuid::size, '\0') : search.filter.first_id),
        last_(search.filter.last_id.empty() ? std::string(Uuid::size, '\xff') : search.filter.last_id),
        end_(bound_of(db, search, course_)) {}

  // To the next stride, at first to the first one; false when there are no more rows.
  [[nodiscard]] bool go_on() {
    if (!has_more_) return false;
    begin_ = end_;
    const auto rows = db_.query(sql_.stride, {source_, begin_, first_, last_, stride_ - 1});
    has_more_ = !rows.empty();
    end_ = has_more_ ? rows.front().text("bound") : outermost(course_, !course_.falls);
    if (has_more_) end_id_ = rows.front().uuid("id");
    stride_ = std::min(stride_ * 10, longest_stride);
    return true;
  }

  // Whether there are rows behind this stride.
  [[nodiscard]] bool has_more() const { return has_more_; }

  [[nodiscard]] std::vector<Entry> read(std::size_t limit) {
    const auto& [a, b, c, d, e, f, g, h, i, j] = values_;
    std::vector<Entry> entries;
    for (const auto& row :
         db_.query(sql_.page, {source_, begin_, end_, first_, last_, a, b, c, d, e, f, g, h, i, j, limit})) {
      entries.push_back(entry_of(row));
    }
    return entries;
  }

  [[nodiscard]] std::int64_t count() {
    const auto& [a, b, c, d, e, f, g, h, i, j] = values_;
    return db_.query(sql_.count, {source_, begin_, end_, first_, last_, a, b, c, d, e, f, g, h, i, j})
        .at(0)
        .integer("count");
  }

  // The id of the stride's last row, for the page that goes on there; only while there is more.
  [[nodiscard]] std::string end_id() const { return end_id_.text(); }

 private:
  db::Connection& db_;
  Course course_;
  const Statements& sql_;
  std::optional<Uuid> source_;
  std::array<db::Value, 10> values_;
  std::string first_;
  std::string last_;
  std::string begin_ = {};  // the stride lies behind it
  std::string end_;         // and ends with it
  Uuid end_id_;
  bool has_more_ = true;
  std::size_t stride_ = shortest_stride;  // so many rows has the next one
};

// Without looking at each.
bool has_many(db::Connection& db, Directory directory) {
  static constexpr std::int64_t some_erased = 100;
  const auto rows = db.query(directory == Directory::customers
                                 ? "SELECT COUNT(*) AS count FROM (SELECT id FROM customers LIMIT 10200) AS few"
                                 : "SELECT COUNT(*) AS count FROM (SELECT id FROM leads LIMIT 10200) AS few");
  return rows.at(0).integer("count") > most_counted + some_erased;
}

Search first_page(Search search) {
  search.after.clear();
  search.before.clear();
  return search;
}

// An id that stands for the end of the list, for the page before an empty last one.
std::string outermost_id(const Search& search) {
  const Course course{"id", course_of(search).falls};
  return Uuid::from_bytes(outermost(course, !course.falls)).text();
}

}  // namespace

Found browse(db::Connection& db, const Search& search) {
  const auto ends_at = Clock::now() + search.longest;
  const bool is_backwards = !search.before.empty();
  Found found;
  Reader reader(db, search, walk_of(db, search));
  while (found.entries.size() <= search.page_size && reader.go_on()) {
    for (auto& entry : reader.read(search.page_size + 1 - found.entries.size())) {
      found.entries.push_back(std::move(entry));
    }
    if (found.entries.size() > search.page_size) break;
    if (Clock::now() < ends_at) continue;
    found.is_page_cut = reader.has_more();
    break;
  }
  const bool is_full = found.entries.size() > search.page_size;
  if (is_full) found.entries.pop_back();
  if (is_backwards && found.entries.empty() && !found.is_page_cut) return browse(db, first_page(search));
  // Where the pages on both sides begin: that in the direction of reading, and that which reading came from.
  const std::string ahead = found.is_page_cut       ? reader.end_id()
                            : found.entries.empty() ? outermost_id(search)
                                                    : found.entries.back().id.text();
  const std::string behind = found.entries.empty() ? ahead : found.entries.front().id.text();
  found.has_more = is_backwards || is_full || found.is_page_cut;
  found.has_former = is_backwards ? is_full || found.is_page_cut : !search.after.empty();
  if (is_backwards) std::ranges::reverse(found.entries);
  found.next = is_backwards ? behind : ahead;
  found.former = is_backwards ? ahead : behind;
  return found;
}

Count count_directory(db::Connection& db, const Search& search) {
  if (search.filter.is_empty() && has_many(db, search.directory)) return {most_counted, Count::Kind::more};
  static constexpr std::chrono::milliseconds longest{500};
  const auto ends_at = Clock::now() + longest;
  const Search all{.directory = search.directory, .text = "", .filter = search.filter};
  Reader reader(db, all, walk_to_count(db, all));
  Count count;
  while (reader.go_on()) {
    count.number += reader.count();
    if (count.number > most_counted) return {most_counted, Count::Kind::more};
    if (Clock::now() > ends_at && reader.has_more()) return {count.number, Count::Kind::at_least};
  }
  return count;
}

}  // namespace latchkey::customers
