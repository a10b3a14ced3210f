#include "customers/import/stored_file.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "support/throwaway_server.hpp"

using namespace latchkey;
using namespace latchkey::customers;
using test::SharedDatabase;

namespace {

struct Files {
  std::optional<Uuid> store(const std::string& text, const std::string& name = "leads.csv") const {
    return store_file(*db, {.user_id = user, .name = name, .text = text, .source_user_id = std::nullopt});
  }
  std::optional<StoredFile> find() const { return find_stored_file(*db, user); }
  [[nodiscard]] std::int64_t count(const std::string& from) const {
    return db->query("SELECT COUNT(*) AS count FROM " + from).at(0).integer("count");
  }

  std::unique_ptr<db::Connection> db = SharedDatabase::connect();
  Uuid user = Uuid::make();
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(stored_file, Files)

BOOST_AUTO_TEST_CASE(a_file_comes_back_as_it_was_whatever_its_size) {
  const std::size_t part = std::size_t{512} * 1024;
  for (const std::size_t bytes : {std::size_t{0}, std::size_t{1}, part - 1, part, part + 1, 3 * part + 7}) {
    BOOST_TEST_CONTEXT(bytes) {
      // Characters of two to four bytes lie on both sides of where parts end.
      std::string text;
      for (int i = 0; text.size() + 4 < bytes; ++i)
        text += i % 3 == 0 ? "\xF0\x9F\x98\x80" : i % 3 == 1 ? "\u00e9" : "\u20ac";
      text += std::string(bytes - text.size(), '\\');
      const auto id = store(text);
      BOOST_REQUIRE(id.has_value());
      const auto found = find();
      BOOST_REQUIRE(found.has_value());
      BOOST_TEST((found->id == *id));
      BOOST_TEST(found->bytes == bytes);
      BOOST_TEST((read_text(*db, *found) == text));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_user_has_one_file_and_it_is_nobody_else_s) {
  const auto first = store("a");
  const auto second = store("b");
  BOOST_TEST((find()->id == *second));
  BOOST_TEST(!find_stored_file(*db, Uuid::make()).has_value());
  BOOST_TEST(count("lead_file_parts p JOIN lead_files f ON f.id = p.file_id WHERE f.id = UNHEX(REPLACE('" +
                   first->text() + "', '-', ''))") == 0);
}

BOOST_AUTO_TEST_CASE(a_file_is_good_for_an_hour_and_then_removed_by_the_next) {
  BOOST_REQUIRE(store("a").has_value());
  const auto age = [&](const char* minutes) {
    db->execute("UPDATE lead_files SET created_at = UTC_TIMESTAMP(6) - INTERVAL ? MINUTE WHERE user_id = ?",
                {minutes, user});
  };
  age("59");
  BOOST_TEST(find().has_value());
  age("61");
  BOOST_TEST(!find().has_value());
  const Files other;
  BOOST_REQUIRE(other.store("b").has_value());
  BOOST_TEST(db->query("SELECT 1 FROM lead_files WHERE user_id = ?", {user}).empty());
}

BOOST_AUTO_TEST_CASE(a_file_of_which_a_part_is_missing_is_none) {
  BOOST_REQUIRE(store("a").has_value());
  const auto found = find().value();
  db->execute("DELETE FROM lead_file_parts WHERE file_id = ?", {found.id});
  BOOST_TEST(!read_text(*db, found).has_value());
  db->execute("UPDATE lead_files SET is_whole = FALSE WHERE id = ?", {found.id});
  BOOST_TEST(!find().has_value());
}

BOOST_AUTO_TEST_CASE(wishes_are_kept_and_counted) {
  BOOST_REQUIRE(store("a").has_value());
  const auto before = find().value();
  BOOST_TEST(before.wishes.empty());
  BOOST_TEST(save_wishes(*db, before.id, {{"Mail \"1\"", "email"}, {"\u00fc", "-"}}));
  const auto after = find().value();
  BOOST_TEST(after.revision == before.revision + 1);
  BOOST_REQUIRE(after.wishes.size() == 2U);
  BOOST_TEST(after.wishes[0].title == "Mail \"1\"");
  BOOST_TEST(after.wishes[1].target == "-");
  BOOST_TEST(!save_wishes(*db, Uuid::make(), {}));
}

BOOST_AUTO_TEST_CASE(a_long_name_is_cut_at_a_character) {
  std::string name;
  for (int i = 0; i < 300; ++i) name += "\u00e9";
  BOOST_REQUIRE(store("a", name).has_value());
  BOOST_TEST(find()->name == name.substr(0, 510));
}

BOOST_AUTO_TEST_CASE(nothing_is_confirmed_of_a_file_that_was_removed) {
  const auto id = store("a").value();
  BOOST_TEST(db->in_transaction([&](db::Transaction&) { return confirm_file(*db, id); }));
  BOOST_TEST(confirm_file(*db, id));  // as often as asked
  remove_file(*db, id);
  BOOST_TEST(!confirm_file(*db, id));
  BOOST_TEST(!find().has_value());
}

BOOST_AUTO_TEST_CASE(of_many_that_are_sent_at_once_one_is_left_and_it_is_whole) {
  static constexpr int senders = 8;
  std::atomic<int> stored = 0;
  std::vector<std::thread> threads;
  threads.reserve(senders);
  for (int i = 0; i < senders; ++i) {
    threads.emplace_back([&, i] {
      const auto connection = SharedDatabase::connect();
      const std::string text(std::size_t{1024} * 1024, static_cast<char>('a' + i));
      const auto id =
          store_file(*connection, {.user_id = user, .name = "leads.csv", .text = text, .source_user_id = std::nullopt});
      if (id) ++stored;
    });
  }
  for (auto& thread : threads) thread.join();
  BOOST_TEST(stored >= 1);
  const auto text = read_text(*db, find().value()).value();
  BOOST_TEST(text.size() == std::size_t{1024} * 1024);
  BOOST_TEST(text == std::string(text.size(), text.front()));
}

BOOST_AUTO_TEST_SUITE_END()
