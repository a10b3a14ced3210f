#include <algorithm>
#include <array>
#include <chrono>
#include <numeric>

#include "admin/start/start_page.hpp"
#include "customers/tally/partner_days.hpp"

namespace latchkey::admin {
namespace {

using customers::DaySums;
using customers::PartnerSums;
using staff::Area;
using staff::Level;

constexpr customers::Periods periods;
constexpr std::size_t drawn_partners = 5;
constexpr std::size_t listed_partners = 20;
constexpr int week = 7;

std::int64_t sum_of(const std::vector<std::int64_t>& values) {
  return std::accumulate(values.begin(), values.end(), std::int64_t{0});
}

std::string name_of(const PartnerSums& partner) { return partner.user_id ? partner.name : "without a source"; }

std::string weekday_of(const std::string& day) {
  static constexpr std::array<std::string_view, 7> names{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                         "Thursday", "Friday", "Saturday"};
  const auto number = [&](std::size_t at, std::size_t count) { return std::stoi(day.substr(at, count)); };
  const std::chrono::sys_days date = std::chrono::year(number(0, 4)) / number(5, 2) / number(8, 2);
  return std::string(names.at(std::chrono::weekday(date).c_encoding()));
}

void add_today(const Visit& visit, const std::vector<DaySums>& days, std::vector<Tile>& tiles) {
  const DaySums& today = days.back();
  const DaySums& before = days.at(days.size() - 1 - week);
  const std::string of_today = "?from=" + today.day + "&to=" + today.day;
  const std::string word = " on " + weekday_of(before.day) + " a week ago";
  if (visit.may(Area::leads, Level::view)) {
    tiles.insert(tiles.begin(), {.label = "New leads today",
                                 .figure = std::to_string(today.leads),
                                 .note = std::to_string(before.leads) + word,
                                 .href = "/admin/leads" + of_today});
  }
  if (visit.may(Area::customers, Level::view)) {
    tiles.insert(tiles.begin(), {.label = "New customers today",
                                 .figure = std::to_string(sum_of(today.customers)),
                                 .note = std::to_string(sum_of(before.customers)) + word,
                                 .href = "/admin/customers" + of_today});
  }
}

Chart make_chart(std::string title, const std::vector<PartnerSums>& drawn, const std::vector<DaySums>& days,
                 std::vector<std::int64_t> DaySums::*values) {
  Chart chart{.title = std::move(title), .series = {}, .first = days.front().day, .last = days.back().day};
  for (std::size_t i = 0; i <= drawn.size(); ++i) {
    Chart::Series series{i < drawn.size() ? name_of(drawn[i]) : "others", {}};
    for (const auto& day : days) series.values.push_back((day.*values).at(i));
    chart.series.push_back(std::move(series));
  }
  return chart;
}

Table partners_table(const std::vector<PartnerSums>& partners) {
  const std::string recent = ", " + std::to_string(periods.recent) + " days";
  const std::string all = ", " + std::to_string(periods.all) + " days";
  Table table{.title = "By partner",
              .empty = "Nobody has become a customer in this time.",
              .columns = {"Partner", "Customers" + recent, "First deposits" + recent, "Customers" + all,
                          "First deposits" + all}};
  const auto add = [&](const std::string& name, const PartnerSums& sums) {
    table.rows.push_back({plain(name), plain(std::to_string(sums.recent_customers)),
                          plain(std::to_string(sums.recent_first_deposits)), plain(std::to_string(sums.customers)),
                          plain(std::to_string(sums.first_deposits))});
  };
  PartnerSums others;
  for (std::size_t i = 0; i < partners.size(); ++i) {
    if (i < listed_partners) {
      add(name_of(partners[i]), partners[i]);
      continue;
    }
    others.customers += partners[i].customers;
    others.first_deposits += partners[i].first_deposits;
    others.recent_customers += partners[i].recent_customers;
    others.recent_first_deposits += partners[i].recent_first_deposits;
  }
  if (partners.size() > listed_partners) {
    add(std::to_string(partners.size() - listed_partners) + " others", others);
  }
  return table;
}

// The shorter period by days, the longer one by weeks, the newest first.
Table days_table(const std::vector<DaySums>& days) {
  const int step = static_cast<int>(days.size()) == periods.all ? week : 1;
  Table table{.title = step == 1 ? "By day" : "By week",
              .empty = "",
              .columns = {step == 1 ? "Day (UTC)" : "From", "Leads", "Customers", "First deposits"}};
  for (auto end = static_cast<int>(days.size()); end > 0; end -= step) {
    const int begin = std::max(end - step, 0);
    std::int64_t leads = 0;
    std::int64_t customers = 0;
    std::int64_t deposits = 0;
    for (int i = begin; i < end; ++i) {
      const auto& day = days.at(static_cast<std::size_t>(i));
      leads += day.leads;
      customers += sum_of(day.customers);
      deposits += sum_of(day.first_deposits);
    }
    table.rows.push_back({plain(days.at(static_cast<std::size_t>(begin)).day), plain(std::to_string(leads)),
                          plain(std::to_string(customers)), plain(std::to_string(deposits))});
  }
  return table;
}

// The period that is not shown.
void link_to_other(Page& page, int days) {
  if (days == periods.all) {
    page.link_to("14 days", "/admin/", Weight::quiet);
  } else {
    page.link_to("90 days", "/admin/?days=90", Weight::quiet);
  }
}

}  // namespace

bool may_see_figures(const Visit& visit) {
  return visit.may(Area::customers, Level::view) || visit.may(Area::leads, Level::view);
}

void add_figures(const Visit& visit, Page& page, std::vector<Tile> tiles) {
  static constexpr std::uint64_t rows_at_once = 20'000;
  const bool is_behind = customers::is_count_due(visit.db) && customers::count_partner_days(visit.db, rows_at_once);
  const int days = visit.asked("days") == "90" ? periods.all : periods.recent;
  const auto partners = customers::list_partner_sums(visit.db, periods);
  const std::vector<PartnerSums> drawn(
      partners.begin(), partners.begin() + static_cast<std::ptrdiff_t>(std::min(partners.size(), drawn_partners)));
  std::vector<std::optional<Uuid>> ids;
  ids.reserve(drawn.size());
  for (const auto& partner : drawn) ids.push_back(partner.user_id);
  const auto sums = customers::list_day_sums(visit.db, days, ids);
  add_today(visit, sums, tiles);
  page.add(tiles);
  if (is_behind) {
    page.add(Notice{Tone::warn, "What partners have brought is still being counted; load the page again to go on."});
  }
  link_to_other(page, days);
  const std::string period = ", the last " + std::to_string(days) + " days";
  page.add(std::vector{make_chart("Customers by partner" + period, drawn, sums, &DaySums::customers),
                       make_chart("First deposits by partner" + period, drawn, sums, &DaySums::first_deposits)});
  page.add(partners_table(partners)).add(days_table(sums));
}

}  // namespace latchkey::admin
