// Somebody who may edit trading platforms, and what the forms send.
#pragma once
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <regex>

#include "admin/staff.hpp"
#include "crypto/secret_box.hpp"
#include "trading/platforms/platform_store.hpp"

namespace latchkey::test {

struct Desk : AdminArea {
  Desk() : staff(*this, staff::Permissions::all()) {}

  // What the form of a new MT5 platform sends.
  static Fields mt5_form(const std::string& name) {
    return {{"kind", "mt5"},  {"name", name},        {"server-name", ""},       {"host", "127.0.0.1"},
            {"port", "1950"}, {"manager", "1000"},   {"secret", "Password1"},   {"ca", ""},
            {"pin", ""},      {"agent", "Latchkey"}, {"connect-timeout", "1s"}, {"request-timeout", "1500ms"},
            {"is.demo", "1"}};
  }
  static Fields with(Fields form, const std::string& field, const std::string& value) {
    std::erase_if(form, [&](const auto& entry) { return entry.first == field; });
    form.emplace_back(field, value);
    return form;
  }
  static Fields without(Fields form, const std::string& field) {
    std::erase_if(form, [&](const auto& entry) { return entry.first == field; });
    return form;
  }
  static std::string new_name() { return "P " + Uuid::make().text(); }

  trading::Platform stored(const std::string& name) const { return trading::find_platform(db(), name).value(); }
  trading::Platform add(const Fields& form) const {
    BOOST_TEST(staff.post("/platforms/new", form).status() == 303);
    return stored(std::ranges::find(form, "name", &Fields::value_type::first)->second);
  }
  static std::string path_of(const trading::Platform& platform) { return "/platforms/" + platform.id.text(); }
  std::string seen_at(const std::string& path) const {
    std::smatch seen;
    const auto page = staff.get(path);
    const bool is_found = std::regex_search(page.body(), seen, std::regex("name=\"seen\" value=\"([0-9a-f]+)\""));
    BOOST_TEST(is_found);
    return seen[1];
  }
  std::string last_audit(const Uuid& subject) const {
    return db()
        .query(
            R"sql(
            SELECT CONCAT(action, ' ', COALESCE(before_change, ''), ' ', COALESCE(after_change, '')) AS line
            FROM audit_log
            WHERE subject_id = ?
            ORDER BY happened_at DESC, id DESC
            LIMIT 1)sql",
            {subject})
        .at(0)
        .text("line");
  }
  Staff staff;
};

inline std::string whole(const http::Response& response) {
  std::string text = response.body();
  if (response.rest()) {
    response.rest()([&](const std::string& part) {
      text += part;
      return true;
    });
  }
  return text;
}

inline const Fields group_form{{"account-type", "standard"}, {"currency", "USD"},        {"group", "demo\\forex-usd"},
                               {"leverage", "200, 100"},     {"default-leverage", "50"}, {"is.default", "1"}};

}  // namespace latchkey::test
