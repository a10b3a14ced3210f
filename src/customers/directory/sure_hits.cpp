#include "customers/directory/sure_hits.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

namespace latchkey::customers {
namespace {

constexpr std::size_t hit_limit = 200;

struct IdRange {
  Uuid first;
  Uuid last;
};

// With or without the hyphens.
std::optional<IdRange> parse_id_beginning(std::string_view text) {
  static constexpr std::size_t shortest = 8;
  static constexpr std::string_view form = "00000000-0000-0000-0000-000000000000";
  std::string digits(text);
  std::erase(digits, '-');
  if (digits.size() < shortest) return std::nullopt;
  std::string first;
  std::string last;
  auto digit = digits.begin();
  for (const char c : form) {
    const bool is_given = c != '-' && digit != digits.end();
    first += is_given ? *digit : c;
    last += is_given ? *digit : c == '-' ? c : 'f';
    if (is_given) ++digit;
  }
  const auto from = Uuid::parse(first);
  const auto to = Uuid::parse(last);
  if (digit != digits.end() || !from || !to) return std::nullopt;
  return IdRange{*from, *to};
}

void add_hits(const db::Rows& rows, std::vector<Uuid>& hits, bool& is_cut) {
  for (const auto& row : rows) {
    const Uuid id = row.uuid("lead_id");
    if (std::ranges::find(hits, id) != hits.end()) continue;
    if (hits.size() < hit_limit) {
      hits.push_back(id);
    } else {
      is_cut = true;
    }
  }
}

void find_by_id(db::Connection& db, const IdRange& range, SureHits& hits) {
  add_hits(db.query("SELECT id AS lead_id FROM leads WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 201",
                    {range.first, range.last}),
           hits.by_id, hits.is_cut);
  add_hits(db.query("SELECT lead_id FROM customers WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 201",
                    {range.first, range.last}),
           hits.by_id, hits.is_cut);
}

// The logins that begin with these digits: itself, then those with a digit more, and so on. Each is a range of the
// index, one for each platform.
void find_by_login(db::Connection& db, std::uint64_t beginning, SureHits& hits) {
  static constexpr std::uint64_t greatest = 999'999'999'999;
  for (std::uint64_t width = 1; beginning <= greatest / width && !hits.is_cut; width *= 10) {
    add_hits(db.query(
                 R"sql(
                 SELECT c.lead_id
                 FROM trading_platforms p
                 JOIN trading_accounts a ON a.platform_id = p.id AND a.login BETWEEN ? AND ?
                 JOIN customers c ON c.id = a.customer_id
                 ORDER BY a.login, a.platform_id
                 LIMIT 201)sql",
                 {beginning * width, beginning * width + width - 1}),
             hits.by_login, hits.is_cut);
  }
}

}  // namespace

SureHits find_sure_hits(db::Connection& db, const SearchTerm& term) {
  static constexpr std::size_t shortest_login = 3;
  SureHits hits;
  if (const auto range = parse_id_beginning(term.typed)) find_by_id(db, *range, hits);
  const std::string& text = term.typed;
  std::uint64_t login = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), login);
  const bool is_login = text.size() >= shortest_login && parsed.ec == std::errc() &&
                        parsed.ptr == text.data() + text.size() && text.front() != '0';
  if (is_login) find_by_login(db, login, hits);
  return hits;
}

}  // namespace latchkey::customers
