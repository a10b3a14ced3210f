#include "base/uuid.hpp"

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <set>

using namespace latchkey;

BOOST_AUTO_TEST_SUITE(uuid)

BOOST_AUTO_TEST_CASE(a_new_id_is_version_7_of_now) {
  const std::string text = Uuid::make().text();
  BOOST_TEST(text[14] == '7');
  BOOST_TEST((std::string("89ab").find(text[19]) != std::string::npos));
  const auto milliseconds = std::stoll(text.substr(0, 8) + text.substr(9, 4), nullptr, 16);
  const auto now =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch());
  BOOST_TEST(std::abs(now.count() - milliseconds) < 5000);
}

BOOST_AUTO_TEST_CASE(ids_differ) {
  std::set<std::string> ids;
  for (int i = 0; i < 1000; ++i) ids.insert(Uuid::make().text());
  BOOST_TEST(ids.size() == 1000U);
}

BOOST_AUTO_TEST_CASE(text_and_bytes_go_round) {
  const Uuid id = Uuid::make();
  BOOST_TEST((Uuid::parse(id.text()) == id));
  BOOST_TEST((Uuid::from_bytes(id.bytes()) == id));
  BOOST_TEST(
      (Uuid::parse("01A20952-DF85-75C5-B334-A46669D6DF39").value().text() == "01a20952-df85-75c5-b334-a46669d6df39"));
}

BOOST_AUTO_TEST_CASE(other_forms_are_refused) {
  for (const char* text : {"", "01a20952df8575c5b334a46669d6df39", "{01a20952-df85-75c5-b334-a46669d6df39}",
                           "01a20952-df85-75c5-b334-a46669d6df3", "01a20952-df85-75c5-b334-a46669d6df3g",
                           "01a20952-df85-75c5-b334_a46669d6df39"}) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(!Uuid::parse(text).has_value()); }
  }
  BOOST_CHECK_THROW(static_cast<void>(Uuid::from_bytes("short")), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
