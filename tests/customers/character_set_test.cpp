// A server that does not listen to the character set that a client names when it connects.
#include <boost/test/unit_test.hpp>

#include "cli/schema/migrations.hpp"
#include "customers/directory/directory.hpp"
#include "support/people.hpp"
#include "support/throwaway_server.hpp"

using namespace latchkey;
using namespace latchkey::customers;

BOOST_AUTO_TEST_SUITE(character_set)

BOOST_AUTO_TEST_CASE(names_are_stored_and_found_as_they_were_written) {
  const test::ThrowawayServer server({"--loose-skip-character-set-client-handshake", "--character-set-server=latin1",
                                      "--collation-server=latin1_swedish_ci"});
  db::Connection db(server.config());
  cli::migrate(db, [](const std::string&) {});
  const auto key = test::make_key(db);
  const Person person{test::new_email(), "\u0141ukasz", "\u017b\u00f3\u0142\u0107", "+35799123456", "CY", "CY"};
  const auto lead = touch_lead(db, person, {}, api::make_touch_origin(key));
  const Uuid id = Uuid::make();
  static_cast<void>(insert_customer(db, {id, person, "x", lead.id, key.id}));
  const auto stored = find_customer(db, id).value();
  BOOST_TEST(stored.first_name == "\u0141ukasz");
  BOOST_TEST(stored.last_name == "\u017b\u00f3\u0142\u0107");
  // The same as any other client and any other server reads them.
  const auto bytes = db.query("SELECT HEX(first_name) AS bytes FROM customers WHERE id = ?", {id}).at(0).text("bytes");
  BOOST_TEST(bytes == "C581756B61737A");
  for (const char* text : {"\u0141ukasz", "lukasz", "\u017b\u00f3\u0142\u0107", "zolc"}) {
    const auto page = search_directory(
        db, {.directory = Directory::customers, .text = text, .after = "", .page_size = directory_page});
    BOOST_TEST(page.entries.size() == 1U, text);
  }
}

BOOST_AUTO_TEST_SUITE_END()
