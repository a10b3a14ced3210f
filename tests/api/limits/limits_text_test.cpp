#include "api/limits/limits_text.hpp"

#include <boost/test/unit_test.hpp>

using namespace latchkey::api;

namespace {

std::string wrong_members(const LimitsText& text) {
  LimitErrors errors;
  static_cast<void>(parse_limits(text, errors));
  std::string members;
  for (const auto& [member, message] : errors) members += member + ";";
  return members;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(limits_text)

BOOST_AUTO_TEST_CASE(what_limits_nothing_is_nothing) {
  LimitErrors errors;
  BOOST_TEST(!parse_limits({}, errors).has_value());
  BOOST_TEST(!parse_limits({.time_zone = "UTC"}, errors).has_value());
  BOOST_TEST(parse_limits({.time_zone = "Europe/Nicosia"}, errors).has_value());
  BOOST_TEST(errors.empty());
  BOOST_TEST(limits_json(std::nullopt).is_null());
  BOOST_TEST(!stored_limits(KeyLimits()).has_value());
}

BOOST_AUTO_TEST_CASE(limits_come_back_as_they_were_stored_and_typed) {
  const LimitsText typed{.per_hour = " 5 ",
                         .per_day = "50",
                         .total = "999999999",
                         .per_country = {"cy=10", "DE = 3"},
                         .allow_countries = {"de", "CY", "cy"},
                         .deny_countries = {"FR"},
                         .open = {"mon-fri 09:00-18:00", "sat 10:00-24:00"},
                         .time_zone = "Europe/Nicosia"};
  LimitErrors errors;
  const auto limits = parse_limits(typed, errors);
  BOOST_TEST(errors.empty());
  BOOST_TEST(
      limits_json(limits) ==
      nlohmann::json::parse(
          R"({"perHour":5,"perDay":50,"total":999999999,"perCountry":{"CY":10,"DE":3},"allowCountries":["CY","DE"],)"
          R"("denyCountries":["FR"],"open":["mon-fri 09:00-18:00","sat 10:00-24:00"],"timeZone":"Europe/Nicosia"})"));
  BOOST_TEST(limits_json(parse_stored_limits(stored_limits(limits))) == limits_json(limits));
  BOOST_TEST(limits_json(parse_limits(text_of(limits), errors)) == limits_json(limits));
}

BOOST_AUTO_TEST_CASE(wrong_texts_are_told_by_member) {
  struct Row {
    LimitsText text;
    const char* wrong;
  };
  for (const Row& row :
       {Row{{.per_hour = "0"}, "perHour;"}, Row{{.per_hour = "-1"}, "perHour;"}, Row{{.per_hour = "1.5"}, "perHour;"},
        Row{{.per_day = "1000000000"}, "perDay;"}, Row{{.total = "99999999999999999999"}, "total;"},
        Row{{.total = "ten"}, "total;"}, Row{{.per_country = {"CY"}}, "perCountry;"},
        Row{{.per_country = {"XX=5"}}, "perCountry;"}, Row{{.per_country = {"CY=0"}}, "perCountry;"},
        Row{{.per_country = {"CY=5", "cy=6"}}, "perCountry;"}, Row{{.allow_countries = {"Cyprus"}}, "allowCountries;"},
        Row{{.allow_countries = {"CY"}, .deny_countries = {"cy"}}, "denyCountries;"},
        Row{{.open = {"always"}}, "open;"}, Row{{.time_zone = "CEST+9/../x"}, "timeZone;"},
        Row{{.per_hour = "x", .time_zone = "x"}, "perHour;timeZone;"}}) {
    BOOST_TEST_CONTEXT(row.wrong) { BOOST_TEST(wrong_members(row.text) == row.wrong); }
  }
  LimitsText many;
  many.open.assign(51, "mon 09:00-10:00");
  BOOST_TEST(wrong_members(many) == "open;");
}

BOOST_AUTO_TEST_SUITE_END()
