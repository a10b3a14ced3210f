#include "customers/search/words.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "base/utf8.hpp"
#include "customers/search/fold.hpp"
#include "customers/search/person_words.hpp"

using namespace latchkey::customers;

namespace {

// True when the text finds the person.
bool finds(const std::string& text, const Person& person) {
  const auto terms = parse_search(text);
  const auto words = words_of(person);
  return !terms.empty() && std::ranges::all_of(terms, [&](const SearchTerm& term) { return fits(term, words); });
}

Person named(const std::string& first, const std::string& last) { return {"x@y.example", first, last, {}, {}, {}}; }

}  // namespace

BOOST_AUTO_TEST_SUITE(search_words)

BOOST_AUTO_TEST_CASE(one_spelling_stands_for_all) {
  struct Row {
    const char* written;
    const char* folded;
  };
  for (const Row& row : {Row{"JOSÉ", "jose"},
                         Row{"Jose\u0301", "jose"},
                         Row{"Łukasz Wałęsa", "lukasz walesa"},
                         Row{"Søren Ærø", "soren aero"},
                         Row{"Işık İnci", "isik inci"},
                         Row{"Weiß WEIẞ", "weiss weiss"},
                         Row{"Đorđe Þór", "dorde thor"},
                         Row{"ﬁ Ｆｕｌｌ", "fi full"},
                         Row{"Ёлкин", "елкин"},
                         Row{"ΟΔΥΣΣΕΎΣ", "οδυσσευσ"},
                         Row{"مُحَمَّد", "محمد"},
                         Row{"أحمد", "احمد"},
                         Row{"علی", "علي"},
                         Row{"שָׁלוֹם", "שלום"},
                         Row{"王小明", "王小明"},
                         Row{"김민수", "김민수"},
                         Row{"が", "が"},
                         Row{"नमिता", "नमिता"},
                         Row{"٠١٢٣", "0123"},
                         Row{"so\u00ADft", "soft"},
                         Row{"\xff", "\uFFFD"},
                         Row{"", ""}}) {
    BOOST_TEST_CONTEXT(row.written) { BOOST_TEST(fold(row.written) == row.folded); }
  }
}

BOOST_AUTO_TEST_CASE(names_are_found_in_any_order_and_spelling) {
  struct Row {
    const char* first;
    const char* last;
    const char* typed;
    bool is_found;
  };
  for (const Row& row : {Row{"José", "García López", "José García López", true},
                         Row{"José", "García López", "lopez jose garcia", true},
                         Row{"José", "García López", "LÓPEZ", true},
                         Row{"José", "García López", "lópez, josé", true},
                         Row{"José", "García López", "garcía-lópez", true},
                         Row{"José", "García López", "garcialop", true},
                         Row{"José", "García López", "jose lopes", false},
                         Row{"Mohammed", "Al Rashid", "Mohammed Al Rashid", true},
                         Row{"Mohammed", "Al Rashid", "alrashid", true},
                         Row{"Mohammed", "Al-Rashid", "al rashid moham", true},
                         Row{"Mohammed", "Alrashid", "al-rashid", true},
                         Row{"Pat", "O'Brien", "obrien", true},
                         Row{"Pat", "O'Brien", "o'brien", true},
                         Row{"Pat", "O’Brien", "O'BRIEN", true},
                         Row{"Pat", "Oʼ Brien", "brien", true},
                         Row{"Pat", "OBrien", "o’brien", true},
                         Row{"Jean-Luc", "Ø", "jean luc", true},
                         Row{"Jean-Luc", "Ø", "jeanluc o", true},
                         Row{"Jean-Luc", "Ø", "oe", true},
                         Row{"Jürgen", "Müller", "mueller", true},
                         Row{"Jürgen", "Müller", "muller jurgen", true},
                         Row{"Jurgen", "Mueller", "Müller", true},
                         Row{"Jurgen", "Muller", "Müller", true},
                         Row{"Jurgen", "Muller", "Mueller", false},
                         Row{"Jurgen", "Moller", "Møller, Jürgen", true},
                         Row{"Rosa", "Weiß", "weiss", true},
                         Row{"Rosa", "Weiss", "weiß", true},
                         Row{"Ibrahim", "Kılıç", "kilic", true},
                         Row{"İbrahim", "Kilic", "ibrahim kılıç", true},
                         Row{"小明", "王", "王小明", true},
                         Row{"小明", "王", "小明", true},
                         Row{"小明", "王", "王大明", false},
                         Row{"민수", "김", "김민수", true},
                         Row{"محمد", "الراشد", "الراشد مُحمد", true},
                         Row{"Алексей", "Ёлкин", "елкин алексеи", true},
                         Row{"Rosa", "Zanetti", "rosa zan", true},
                         Row{"Rosa", "Zanetti", "rosaz", true},
                         Row{"Rosa", "Zanetti", "osa", false},
                         Row{"Rosa", "Zanetti", "%", false},
                         Row{"Rosa", "Zanetti", "_osa", false},
                         Row{"Rosa", "Zanetti", "rosa_", false},
                         Row{"Rosa", "Zanetti", "r%a", false},
                         Row{"Rosa", "Zanetti", "rosa 🙂", true},
                         Row{"Rosa 🙂", "Zanetti", "🙂", false},
                         Row{"Rosa", "Zanetti", "\"Zanetti, Rosa\" <x@y.example>", true},
                         Row{"Louis", "XIV 14", "14 louis", true}}) {
    BOOST_TEST_CONTEXT(row.first << ' ' << row.last << " by " << row.typed) {
      BOOST_TEST(finds(row.typed, named(row.first, row.last)) == row.is_found);
    }
  }
}

BOOST_AUTO_TEST_CASE(an_address_is_found_by_its_pieces_and_its_domain) {
  const Person person{"rosa_v.zanetti-x+promo@mail.web-shop.co.uk", {}, {}, {}, {}, {}};
  for (const char* typed : {"rosa_v.zanetti-x+promo@mail.web-shop.co.uk", "ROSA_V.Zanetti-X+promo@",
                            "mailto:rosa_v.zanetti-x+promo@mail", "rosa", "zanetti", "promo", "mail.web", "web-shop",
                            "@web-shop.co.uk", "@mail.", "web-shop zanetti", "(rosa_v)"}) {
    BOOST_TEST_CONTEXT(typed) { BOOST_TEST(finds(typed, person)); }
  }
  for (const char* typed : {"rosa_v.zanetti@", "shop", "anetti", "rosa%v", "co.uk.com"}) {
    BOOST_TEST_CONTEXT(typed) { BOOST_TEST(!finds(typed, person)); }
  }
  const Person idn{"anna@xn--mnchen-3ya.example", {}, {}, {}, {}, {}};
  for (const char* typed : {"münchen", "munchen.example", "@münchen", "xn--mnchen", "anna", "anna@münchen.example",
                            "ANNA@MÜNCHEN.example", "anna@mün"}) {
    BOOST_TEST_CONTEXT(typed) { BOOST_TEST(finds(typed, idn)); }
  }
}

BOOST_AUTO_TEST_CASE(a_phone_is_found_however_it_is_dialled) {
  struct Row {
    const char* phone;
    const char* typed;
    bool is_found;
  };
  for (const Row& row : {Row{"+35799123456", "+357 99 123456", true},
                         Row{"+35799123456", "00357 99-123-456", true},
                         Row{"+35799123456", "35799123456", true},
                         Row{"+35799123456", "99 12 34 56", true},
                         Row{"+35799123456", "099123456", true},
                         Row{"+35799123456", "(+357) 99/123.456", true},
                         Row{"+35799123456", "9912345", true},
                         Row{"+35799123456", "99 - 123456", true},
                         Row{"+35799123456", "991234567", false},
                         Row{"+35799123456", "123456", false},
                         Row{"+35799123456", "٩٩١٢٣٤", true},
                         Row{"+4915112345678", "0151 12345678", true},
                         Row{"+4915112345678", "+49 (0)151 1234 5678", true},
                         Row{"+4915112345678", "0049151", true},
                         Row{"+4915112345678", "01149151", true},
                         Row{"+4915112345678", "+4916", false},
                         Row{"+390612345678", "06 1234 5678", true},
                         Row{"+390612345678", "612345678", true},
                         Row{"+79123456789", "8 912 345-67-89", true},
                         Row{"+36201234567", "06 20 123 4567", true},
                         Row{"+12125550123", "(212) 555-0123", true},
                         Row{"+12125550123", "1-212-555-0123", true},
                         Row{"12", "12", true},
                         Row{"no digits", "+", false}}) {
    BOOST_TEST_CONTEXT(row.phone << " by " << row.typed) {
      BOOST_TEST(finds(row.typed, {"x@y.example", {}, {}, row.phone, {}, {}}) == row.is_found);
    }
  }
}

BOOST_AUTO_TEST_CASE(kinds_come_together_in_one_text) {
  const Person person{"r.zanetti@web.de", "Rosa", "Zanetti", "+35799123456", {}, {}};
  for (const char* typed : {"rosa web.de", "99123456 zanetti", "zanetti +357 99 123456 rosa", "@web.de rosa"}) {
    BOOST_TEST_CONTEXT(typed) { BOOST_TEST(finds(typed, person)); }
  }
  BOOST_TEST(!finds("rosa web.com", person));
}

BOOST_AUTO_TEST_CASE(any_text_makes_terms_within_bounds) {
  std::string hundred_words;
  for (int i = 0; i < 100; ++i) hundred_words += "w" + std::to_string(i) + "x ";
  BOOST_TEST(parse_search(hundred_words).size() == search_term_limit + 1);
  std::string han;
  for (int i = 0; i < 100; ++i) han += {'\xE4', '\xB8', static_cast<char>(0x80 + i % 64)};
  BOOST_TEST(parse_search(han).size() == search_term_limit + 1);
  BOOST_TEST(parse_search("ali ALI Alí").size() == 1U);
  for (const std::string& nothing :
       {std::string(), std::string(" \t\r\n\u00A0\u3000"), std::string("🙂 ❤️"), std::string("-"),
        std::string("@"), std::string("'\"();,"), std::string("+ ( ) .")}) {
    BOOST_TEST_CONTEXT(nothing) { BOOST_TEST(parse_search(nothing).empty()); }
  }
  for (const std::string& long_text : {std::string(10'240, 'a'), std::string(10'240, '1'), std::string(10'240, '\xff'),
                                       std::string(10'240, '\''), std::string(10'240, '@')}) {
    for (const auto& term : parse_search(long_text)) {
      BOOST_TEST(term.beginnings.size() <= 6U);
      for (const auto& beginning : term.beginnings) BOOST_TEST(latchkey::count_characters(beginning) <= word_limit);
    }
  }
}

BOOST_AUTO_TEST_CASE(words_are_few_and_fit_their_column) {
  BOOST_TEST(words_of({"rosa.zanetti@gmail.com", "Rosa", "Zanetti", "+35799123456", {}, {}}).size() == 6U);
  const std::string many = [] {
    std::string text;
    for (int i = 0; i < 50; ++i) text += "é ";
    return text;
  }();
  for (const auto& word :
       words_of({std::string(64, 'a') + "@" + std::string(60, 'b') + ".example", many, many, {}, {}, {}})) {
    BOOST_TEST(latchkey::is_valid_utf8(word));
    BOOST_TEST(latchkey::count_characters(word) <= word_limit);
  }
}

BOOST_AUTO_TEST_SUITE_END()
