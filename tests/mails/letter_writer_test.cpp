#include "mails/letters/letter_writer.hpp"

#include <array>
#include <boost/test/unit_test.hpp>

#include "base/utf8.hpp"
#include "mails/smtp/sending.hpp"
#include "support/command.hpp"

using namespace latchkey;
using namespace latchkey::mails;

namespace {

constexpr std::array kinds{Kind::set_password,    Kind::forgotten,  Kind::changed, Kind::confirm, Kind::sign_in_link,
                           Kind::trading_account, Kind::invitation, Kind::reset,   Kind::key_end};

struct Desk {
  Desk() {
    config.base_url = "https://members.example.com";
    config.site_name = "Example & Sons";
    config.support = "help@example.com";
    config.mail = MailConfig{};
    config.mail->from = "hello@example.com";
    config.mail->templates = folder.path();
  }
  [[nodiscard]] Letter write(const LetterOrder& order) const { return LetterWriter(config, texts).write(order); }

  test::TemporaryFolder folder;
  Config config;
  languages::Languages texts{"", "en"};
};

LetterOrder order_of(Kind kind, const std::string& name = "Maria Rossi", const std::string& language = "en") {
  LetterOrder order{.kind = kind,
                    .mail_id = Uuid::make(),
                    .recipient = "maria@example.com",
                    .name = name,
                    .language = language,
                    .url = {},
                    .facts = {}};
  if (link_lifetime(kind) || kind == Kind::sign_in_link)
    order.url = "https://members.example.com/auth/x?token=lp_1&a=b";
  if (kind == Kind::trading_account) order.facts = {{"platform", "MT5 <Live>"}, {"server", "Live-1"}, {"login", 7001}};
  if (kind == Kind::key_end) {
    order.facts = {{"name", "CRM"}, {"prefix", "lk_abcde"}, {"endsAt", "2026-12-01 10:00"}, {"days", 7}};
  }
  return order;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(letter_writer, Desk)

BOOST_AUTO_TEST_CASE(each_mail_is_whole_in_each_language) {
  for (const auto kind : kinds) {
    for (const auto* language : texts.list()) {
      BOOST_TEST_CONTEXT(name_of(kind) << ' ' << language->tag()) {
        const auto order = order_of(kind, "Maria Rossi", language->tag());
        const auto letter = write(order);
        BOOST_TEST(letter.language == language->tag());
        BOOST_TEST(!letter.subject.empty());
        for (const auto& text : {letter.subject, letter.text, letter.html}) BOOST_TEST(!has(text, "{{"));
        BOOST_TEST(has(letter.text, "Maria Rossi"));
        BOOST_TEST(has(letter.html, "Maria Rossi"));
        BOOST_TEST(has(letter.html, "dir=\"" + language->direction() + "\""));
        BOOST_TEST(has(letter.html, "lang=\"" + language->tag() + "\""));
        BOOST_TEST(has(letter.text, "Example & Sons"));
        BOOST_TEST(has(letter.html, "Example &amp; Sons"));
        BOOST_TEST(has(letter.text, "help@example.com"));
        BOOST_TEST(has(letter.text, order.url));
        BOOST_TEST(has(letter.html, "href=\"") == !order.url.empty());
        if (!order.url.empty()) BOOST_TEST(has(letter.html, "token=lp_1&amp;a=b"));
        if (kind == Kind::trading_account) {
          BOOST_TEST(has(letter.text, "7001"));
          BOOST_TEST(has(letter.html, "MT5 &lt;Live&gt;"));
        }
        BOOST_TEST(letter.message_id == order.mail_id.text() + "@example.com");
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_hostile_name_harms_nothing) {
  std::string right_to_left;
  for (int i = 0; i < 100; ++i) right_to_left += "م";
  for (const auto& name :
       {std::string("<b>x</b>"), std::string("Ann\r\nBcc: all@example.com\r\n\r\nHello"), right_to_left,
        std::string("\u202eevil\u202c\u2067"), std::string("{{URL}}{{%AUTOESCAPE}}"), std::string("a\0b", 3),
        std::string("\xff\xfe"), std::string("\" onload=\"x"), std::string(200, 'W')}) {
    BOOST_TEST_CONTEXT(name) {
      const auto letter = write(order_of(Kind::forgotten, name));
      for (const auto& text : {letter.subject, letter.text, letter.html}) {
        BOOST_TEST(is_valid_utf8(text));
        BOOST_TEST(!has(text, "\r"));
        BOOST_TEST(!has(text, "\u202e"));
        BOOST_TEST(text.find('\0') == std::string::npos);
      }
      BOOST_TEST(!has(letter.subject, "\n"));
      BOOST_TEST(!has(letter.html, "<b>"));
      BOOST_TEST(!has(letter.html, "\" onload"));
      BOOST_TEST(!has(letter.text, "\nBcc:"));
    }
  }
  // It does not turn what stands around it.
  BOOST_TEST(has(write(order_of(Kind::changed, right_to_left)).text, "Hello \u2068" + right_to_left + "\u2069,"));
}

BOOST_AUTO_TEST_CASE(a_language_that_nobody_has_is_the_sites) {
  BOOST_TEST(write(order_of(Kind::changed, "A", "nl")).language == "en");
  BOOST_TEST(write(order_of(Kind::changed, "A", "de-CH")).language == "de");
  auto order = order_of(Kind::changed);
  order.language.reset();
  BOOST_TEST(write(order).language == "en");
}

BOOST_AUTO_TEST_CASE(files_take_the_place_of_the_built_in_templates) {
  const auto file = [&](const std::string& name, const std::string& text) {
    test::write_file(folder.path() / name, text);
  };
  file("changed.de.txt", "Nur {{NAME}}\n");
  file("changed.html", "<p>{{NAME}} {{SITE}}</p>");
  file("mail.txt", "All: {{TEXT}}\n");
  file("forgotten.html", "{{#OPEN}}");
  file("unknown.html", "x");
  file("README.md", "x");
  const LetterWriter writer(config, texts);
  BOOST_TEST(writer.write(order_of(Kind::changed, "<i>", "de")).text == "Nur <i>\n");
  BOOST_TEST(writer.write(order_of(Kind::changed, "<i>", "de")).html == "<p>&lt;i&gt; Example &amp; Sons</p>");
  BOOST_TEST(writer.write(order_of(Kind::changed)).text.starts_with("All: The password of your account"));
  BOOST_TEST(has(writer.write(order_of(Kind::forgotten)).html, "<!doctype html>"));
  BOOST_TEST(writer.unusable_templates().size() == 2U);
  config.mail->templates = folder.path() / "README.md";
  const LetterWriter without_folder(config, texts);
  BOOST_REQUIRE(without_folder.unusable_templates().size() == 1U);
  BOOST_TEST(without_folder.unusable_templates().at(0).why == "Not a directory");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(mail_header)

BOOST_AUTO_TEST_CASE(what_is_ascii_stays) {
  BOOST_TEST(encode_header("A plain subject") == "A plain subject");
  BOOST_TEST(encode_mailbox("Example \"& Sons\"", "a@b.c") == "\"Example \\\"& Sons\\\"\" <a@b.c>");
  BOOST_TEST(encode_mailbox("", "a@b.c") == "a@b.c");
}

BOOST_AUTO_TEST_CASE(other_text_is_encoded_in_words_that_break_no_character) {
  BOOST_TEST(encode_header("Grüße") == "=?UTF-8?B?R3LDvMOfZQ==?=");
  BOOST_TEST(encode_header("=?UTF-8?B?eA==?=") != "=?UTF-8?B?eA==?=");
  std::string text;
  for (int i = 0; i < 100; ++i) text += "م🙂";
  std::string encoded = encode_header(text);
  for (std::size_t at = 0; at < encoded.size();) {
    const auto end = std::min(encoded.find("\r\n ", at), encoded.size());
    BOOST_TEST(end - at <= 75U);
    at = end + 3;
  }
}

BOOST_AUTO_TEST_SUITE_END()
