#include "staff/reach.hpp"

#include <algorithm>

namespace latchkey::staff {

std::string_view reach_name(Reach reach) {
  switch (reach) {
    case Reach::everything:
      return "everything";
    case Reach::own_with_persons:
      return "own_with_persons";
    case Reach::own:
      break;
  }
  return "own";
}

Reach parse_reach(std::string_view name) {
  const auto* found = std::ranges::find(all_reaches, name, reach_name);
  return found == all_reaches.end() ? Reach::own : *found;
}

Reach find_reach(db::Connection& db, const Uuid& user) {
  Reach narrowest = Reach::everything;
  for (const auto& row : db.query(R"sql(
      SELECT DISTINCT r.reach
      FROM user_roles x
      JOIN roles r ON r.id = x.role_id
      WHERE x.user_id = ?)sql",
                                  {user})) {
    narrowest = std::min(narrowest, parse_reach(row.text("reach")));
  }
  return narrowest;
}

}  // namespace latchkey::staff
