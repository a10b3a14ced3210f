#include "customers/directory/filter.hpp"

namespace latchkey::customers {
namespace {

// What is not asked for is NULL here, and every row fits it.
constexpr std::string_view of_customers =
    "((? IS NULL OR (e.blocked_at IS NOT NULL) = ? OR ? IS NOT NULL)"
    " AND EXISTS (SELECT 1 FROM leads f WHERE f.id = e.lead_id AND f.source_user_id <=> COALESCE(?, f.source_user_id))"
    " AND NOT EXISTS (SELECT 1 FROM (SELECT CAST(? AS BINARY(16)) AS id) wanted"
    "   LEFT JOIN api_keys k ON k.id = e.api_key_id WHERE wanted.id <> COALESCE(k.first_key_id, e.api_key_id))"
    " AND (? IS NULL"
    "   OR EXISTS (SELECT 1 FROM leads g WHERE g.id = e.lead_id AND g.first_deposit_at IS NOT NULL) = ?)"
    " AND e.phone_country_code <=> COALESCE(?, e.phone_country_code) AND e.created_at BETWEEN ? AND ?)";
constexpr std::string_view of_leads =
    "((? IS NULL OR e.status_id = ?"
    "   OR (e.status_id IS NULL AND EXISTS (SELECT 1 FROM customers h WHERE h.lead_id = e.id) = ?))"
    " AND e.source_user_id <=> COALESCE(?, e.source_user_id)"
    " AND e.first_api_key_id <=> COALESCE(?, e.first_api_key_id)"
    " AND (? IS NULL OR EXISTS (SELECT 1 FROM customers g WHERE g.lead_id = e.id) = ?)"
    " AND e.phone_country_code <=> COALESCE(?, e.phone_country_code) AND e.created_at BETWEEN ? AND ?)";

}  // namespace

bool DirectoryFilter::is_empty() const {
  return !lead_status && !is_blocked && !source && !api_key && !is_further && !country && !from && !until;
}

std::string_view filter_condition(Directory directory) {
  return directory == Directory::customers ? of_customers : of_leads;
}

std::array<db::Value, 10> filter_values(Directory directory, const DirectoryFilter& filter) {
  const db::Value status =
      directory == Directory::customers ? db::Value(filter.is_blocked) : db::Value(filter.lead_status);
  return {status,
          status,
          filter.is_default_of,
          filter.source,
          filter.api_key,
          filter.is_further,
          filter.is_further,
          filter.country,
          filter.from.value_or("1000-01-01"),
          filter.until.value_or("9999-12-31")};
}

}  // namespace latchkey::customers
