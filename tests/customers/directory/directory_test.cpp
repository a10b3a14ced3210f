#include "customers/directory/directory.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <random>
#include <set>

#include "customers/search/word_store.hpp"
#include "support/dialect.hpp"
#include "support/people.hpp"
#include "support/throwaway_server.hpp"
#include "support/trading_accounts.hpp"

using namespace latchkey;
using namespace latchkey::customers;
using test::SharedDatabase;

namespace {

struct Made {
  Uuid customer;
  Uuid lead;
};

struct People {
  People() : db(SharedDatabase::connect()), key(test::make_key(*db)) {}

  Made customer(const Person& person) const {
    const Uuid id = Uuid::make();
    const auto lead = touch_lead(*db, person, {}, api::make_touch_origin(key));
    static_cast<void>(insert_customer(*db, {id, person, "x", lead.id, key.id}));
    return {id, lead.id};
  }
  Made named(const std::string& first, const std::string& last, const std::string& phone = "+35799123456") const {
    return customer({test::new_email(), first, last, phone, "CY", "CY"});
  }
  std::vector<Entry> all(const std::string& text, Directory directory = Directory::customers,
                         std::size_t page_size = directory_page) const {
    std::vector<Entry> entries;
    std::set<std::string> ids;
    std::string after;
    for (;;) {
      const auto page =
          search_directory(*db, {.directory = directory, .text = text, .after = after, .page_size = page_size});
      for (const auto& entry : page.entries) {
        BOOST_TEST(ids.insert(entry.id.text()).second, "shown twice");
        entries.push_back(entry);
      }
      if (!page.has_more) return entries;
      after = page.next;
    }
  }
  bool finds(const std::string& text, const Uuid& id, Directory directory = Directory::customers) const {
    return std::ranges::any_of(all(text, directory), [&](const Entry& entry) { return entry.id == id; });
  }
  void open_account(const Uuid& customer, const std::string& login) const {
    const Uuid platform = test::make_platform(*db);
    db->execute(
        R"sql(
        INSERT INTO trading_accounts (id, customer_id, platform_id, group_id, account_type, currency, leverage, status,
            login, created_at, updated_at)
        SELECT ?, ?, platform_id, id, account_type, currency, default_leverage, 'created', ?, UTC_TIMESTAMP(6),
            UTC_TIMESTAMP(6)
        FROM platform_groups
        WHERE platform_id = ?
        LIMIT 1)sql",
        {Uuid::make(), customer, login, platform});
  }
  std::unique_ptr<db::Connection> db;
  api::ApiKey key;
};

std::string mark() { return "q" + Uuid::make().text().substr(24); }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(directory, People)

BOOST_AUTO_TEST_CASE(matches_of_all_kinds_come_together) {
  const std::string word = mark();
  const Made by_name = named("Rosa", word + "etti");
  const Made by_first = named(word, "Bianchi");
  const Made by_mail = customer({word + ".x@example.com", "Eva", "Verdi", "+35799123456", "CY", "CY"});
  const Made by_domain =
      customer({test::new_email() + "." + word + ".example", "Eva", "Verdi", "+35799123456", "CY", "CY"});
  for (const auto& made : {by_name, by_first, by_mail}) BOOST_TEST(finds(word, made.customer));
  BOOST_TEST(finds(word + ".example", by_domain.customer));
  BOOST_TEST(all(word).size() == 4U);
  BOOST_TEST(all(word, Directory::leads).size() == 4U);
  for (const auto& entry : all(word)) {
    const bool is_mail = entry.id == by_mail.customer || entry.id == by_domain.customer;
    BOOST_TEST((entry.matches == std::vector<Match>{is_mail ? Match::email : Match::name}));
  }
}

BOOST_AUTO_TEST_CASE(every_order_and_number_of_words_finds_a_person) {
  const std::string word = mark();
  const Made made = named("José", "García " + word);
  for (const std::string& text :
       {"José García " + word, word + " garcia jose", "GARCIA " + word, word + ", José", "jos gar " + word.substr(0, 9),
        "josé garcía-" + word, word.substr(0, word.size() - 1)}) {
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST(finds(text, made.customer));
      BOOST_TEST(finds(text, made.lead, Directory::leads));
    }
  }
  for (const std::string& text : {"josef " + word, word + "x", word + " lopez", "%" + word, "_" + word.substr(1),
                                  word.substr(0, 5) + "%", "\\" + word + "\\%"}) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(!finds(text, made.customer)); }
  }
}

BOOST_AUTO_TEST_CASE(an_id_or_a_login_comes_first) {
  const std::string login = std::to_string(70'000'000 + (std::random_device{}() % 9'000'000));
  const Made owner = named("Lena", "Login");
  open_account(owner.customer, login);
  const Made by_phone = named("Paula", "Phone", "+357" + login);
  const auto found = all(login);
  BOOST_TEST_REQUIRE(found.size() == 2U);
  BOOST_TEST((found[0].id == owner.customer && found[0].matches == std::vector{Match::login}));
  BOOST_TEST((found[1].id == by_phone.customer && found[1].matches == std::vector{Match::phone}));
  BOOST_TEST(finds(login.substr(0, 7), owner.customer));
  BOOST_TEST(finds("lena " + login, owner.customer));
  BOOST_TEST(finds(login + " login", owner.customer));
  BOOST_TEST(finds(login, owner.lead, Directory::leads));
  BOOST_TEST(!finds("paula " + login, owner.customer));
  BOOST_TEST(all(login, Directory::customers, 1).size() == 2U);

  const std::string id = owner.customer.text();
  for (const std::string& text : {id, id.substr(0, 8), id.substr(0, 13), id.substr(0, 8) + " login lena"}) {
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST(finds(text, owner.customer));
      BOOST_TEST(finds(text, owner.lead, Directory::leads));
    }
  }
  BOOST_TEST(finds(owner.lead.text(), owner.customer));
  BOOST_TEST(!finds(id + " paula", owner.customer));
  BOOST_TEST(!finds(id.substr(0, 35) + (id.back() == '0' ? '1' : '0'), owner.customer));
}

BOOST_AUTO_TEST_CASE(the_very_word_comes_before_longer_ones) {
  const std::string word = mark();
  const Made longer = named("Ann", word + "a");
  const Made very = named("Ann", word);
  const auto found = all("ann " + word);
  BOOST_TEST_REQUIRE(found.size() == 2U);
  BOOST_TEST((found[0].id == very.customer));
  BOOST_TEST((found[1].id == longer.customer));
}

BOOST_AUTO_TEST_CASE(a_lead_and_its_customer_find_each_other) {
  const std::string word = mark();
  const std::string email = test::new_email();
  static_cast<void>(touch_lead(*db, {email, word + "old", {}, {}, {}, {}}, {}, api::make_touch_origin(key)));
  BOOST_TEST(all(word).empty());
  BOOST_TEST(all(word, Directory::leads).size() == 1U);
  const Made made = customer({email, word + "new", "Last", "+35799123456", "CY", "CY"});
  for (const auto& [text, match] : {std::pair{word + "old", Match::other_record}, {word + "new", Match::name}}) {
    const auto found = all(text);
    BOOST_TEST_REQUIRE(found.size() == 1U);
    BOOST_TEST((found[0].id == made.customer && found[0].matches == std::vector{match}));
  }
  // The lead had no last name: the customer's call has filled it in.
  BOOST_TEST(finds(word + "old last", made.lead, Directory::leads));
}

BOOST_AUTO_TEST_CASE(pages_of_any_size_show_everybody_once) {
  const std::string word = mark();
  std::set<std::string> made;
  for (int i = 0; i < 60; ++i) {
    // Two words of the name begin alike, and so does the e-mail of some.
    const std::string email = i % 3 == 0 ? word + std::to_string(i) + "@example.com" : test::new_email();
    made.insert(
        customer({email, word + (i % 2 == 0 ? "x" : ""), word + "y", "+35799123456", "CY", "CY"}).customer.text());
  }
  for (const std::size_t page_size : {1U, 7U, 59U, 60U, 61U}) {
    for (const std::string& text : {word, word + "y " + word, word + " 99123456"}) {
      std::set<std::string> found;
      for (const auto& entry : all(text, Directory::customers, page_size)) found.insert(entry.id.text());
      BOOST_TEST_CONTEXT(text << " by " << page_size) { BOOST_TEST((found == made)); }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_page_that_takes_too_long_is_cut_and_the_next_goes_on) {
  const std::string word = mark();
  const std::string other = mark();
  for (int i = 0; i < 30; ++i) static_cast<void>(named(word, "Nobody"));
  for (int i = 0; i < 40; ++i) static_cast<void>(named("Other", other));
  const Made last = named(word, other);
  std::set<std::string> found;
  std::string after;
  int pages = 0;
  bool was_cut = false;
  for (bool has_more = true; has_more && pages < 100; ++pages) {
    const auto page = search_directory(
        *db, {.text = word + " " + other, .after = after, .page_size = 3, .longest = std::chrono::milliseconds{0}});
    for (const auto& entry : page.entries) found.insert(entry.id.text());
    has_more = page.has_more;
    was_cut = was_cut || page.is_page_cut;
    after = page.next;
  }
  BOOST_TEST(was_cut);
  BOOST_TEST(found.contains(last.customer.text()));
  BOOST_TEST(found.size() == 1U);
}

BOOST_AUTO_TEST_CASE(texts_without_sense_find_nobody_and_break_nothing) {
  static_cast<void>(named("Rosa", "Zanetti"));
  std::string hundred_words;
  for (int i = 0; i < 100; ++i) hundred_words += "w" + std::to_string(i) + "x ";
  for (const std::string& text : {std::string("🙂"), std::string("@"), std::string("%"), std::string("_"),
                                  std::string("' OR 1=1 --"), hundred_words, std::string(10'240, 'a'),
                                  std::string(10'240, '1'), std::string(10'240, '%'), std::string("\xff\xfe")}) {
    BOOST_TEST_CONTEXT(text.substr(0, 20)) {
      const auto found = search_directory(*db, {.text = text});
      BOOST_TEST(found.entries.empty());
    }
  }
  BOOST_TEST((search_directory(*db, {.text = "🙂"}).problem == Found::Problem::nothing_to_look_for));
  BOOST_TEST((search_directory(*db, {.text = hundred_words}).problem == Found::Problem::too_many_terms));
  BOOST_TEST(!search_directory(*db, {.text = " \t "}).entries.empty());
  for (const char* after : {"x", "00000000-0000-7000-8000-000000000000", "00000000-0000-7000-8000-000000000000.",
                            "00000000-0000-7000-8000-000000000000.9.x", "00000000-0000-7000-8000-000000000000.0.",
                            "00000000-0000-7000-8000-000000000000.-1.x"}) {
    BOOST_TEST_CONTEXT(after) {
      BOOST_CHECK_NO_THROW(static_cast<void>(search_directory(*db, {.text = "rosa", .after = after})));
    }
  }
}

// Who changes the number in it that says which words lead.
BOOST_AUTO_TEST_CASE(no_number_in_a_cursor_breaks_a_search) {
  for (const char* text : {"rosa", "rosa zanetti", "rosa web.de", "web.de mail.ru"}) {
    for (const char* leader : {"0", "1", "2", "3", "4", "5", "6", "18446744073709551615", "18446744073709551616"}) {
      BOOST_TEST_CONTEXT(text << ", " << leader) {
        const std::string after = "00000000-0000-7000-8000-000000000000." + std::string(leader) + ".a";
        BOOST_CHECK_NO_THROW(static_cast<void>(search_directory(*db, {.text = text, .after = after})));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(what_a_search_reads_does_not_grow_with_the_people) {
  const std::string word = mark();
  for (int i = 0; i < 400; ++i) static_cast<void>(named(word + std::to_string(i % 10), "Crowd" + word));
  const Made rare = named("Rare" + word, "Crowd" + word);
  static_cast<void>(db->query("ANALYZE TABLE search_words, customers, leads"));
  const auto page_of_many =
      test::count_reads(*db, [&] { static_cast<void>(search_directory(*db, {.text = "crowd" + word})); });
  BOOST_TEST(page_of_many < 2000);
  const auto both = test::count_reads(*db, [&] { BOOST_TEST(all("crowd" + word + " rare" + word).size() == 1U); });
  BOOST_TEST(both <
             1000);  // the rare word leads; of the other no more is read than it takes to see that it is frequent
  const auto first = search_directory(*db, {.text = "crowd" + word});
  const auto later = test::count_reads(
      *db, [&] { static_cast<void>(search_directory(*db, {.text = "crowd" + word, .after = first.next})); });
  BOOST_TEST(later < 2000);
  BOOST_TEST(finds("rare" + word, rare.customer));
}

constexpr int strangers = 6000;

// So many people of whom nothing but one word is stored, that begins so: more than are counted.
void make_frequent(db::Connection& db, const std::string& beginning) {
  const Uuid some = Uuid::make();
  db.execute(
      "INSERT INTO search_words (person_id, word) SELECT UNHEX(LEFT(SHA2(CONCAT(?, seq), 256), 32)), CONCAT(?, seq) "
      "FROM " +
          test::numbers_to(strangers),
      {some, beginning + '0'});
}

// Counting ends at 5,000 words, which are read from the index and then from the derived table.
constexpr std::int64_t reads_of_two_counts = 20'000;

// Both words are frequent; of each the first thousands belong to others.
BOOST_AUTO_TEST_CASE(a_first_name_and_a_last_name_that_many_have_find_their_bearers_at_once) {
  const std::string first = mark();
  const std::string last = mark();
  make_frequent(*db, first);
  make_frequent(*db, last);
  std::set<std::string> bearers;
  for (int i = 0; i < 20; ++i) bearers.insert(named(first, last).customer.text());
  for (int i = 0; i < 5; ++i) bearers.insert(named(first, last + "ez").customer.text());
  for (int i = 0; i < 5; ++i) bearers.insert(named(first + " Maria", "Silva " + last).customer.text());
  static_cast<void>(named(first, "Silva"));
  static_cast<void>(named("Maria", last));
  static_cast<void>(db->query("ANALYZE TABLE search_words, customers, leads"));
  for (const std::string& text : {first + ' ' + last, last + ", " + first}) {
    BOOST_TEST_CONTEXT(text) {
      const auto reads = test::count_reads(*db, [&] {
        const auto found = search_directory(*db, {.text = text, .page_size = 10});
        BOOST_TEST(found.entries.size() == 10U);
      });
      BOOST_TEST(reads < reads_of_two_counts + 1000);
      for (const std::size_t page_size : {7U, 50U}) {
        std::set<std::string> ids;
        for (const auto& entry : all(text, Directory::customers, page_size)) ids.insert(entry.id.text());
        BOOST_TEST(ids == bearers, boost::test_tools::per_element());
      }
    }
  }
}

// No name: the word leads whose first persons have the other one too.
BOOST_AUTO_TEST_CASE(of_two_frequent_words_the_one_that_finds_sooner_leads) {
  const std::string first = mark();
  const std::string domain = mark() + ".example";
  make_frequent(*db, first);
  for (int i = 0; i < 60; ++i) {
    static_cast<void>(customer({Uuid::make().text() + "@" + domain, first + "z", "Silva", "+35799123456", "CY", "CY"}));
  }
  make_frequent(*db, domain);
  static_cast<void>(db->query("ANALYZE TABLE search_words, customers, leads"));
  const auto reads = test::count_reads(
      *db, [&] { BOOST_TEST(search_directory(*db, {.text = first + ' ' + domain}).entries.size() == directory_page); });
  BOOST_TEST(reads < reads_of_two_counts + strangers);  // each of them would be several reads
  BOOST_TEST(all(first + ' ' + domain, Directory::customers, 7).size() == 60U);
}

BOOST_AUTO_TEST_SUITE_END()
