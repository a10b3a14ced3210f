#include "courier/mail_contents.hpp"

#include <stdexcept>

#include "links/login_token.hpp"
#include "mails/mail_token.hpp"

namespace latchkey::courier {
namespace {

using mails::Kind;
using mails::LetterOrder;
using mails::TokenKind;

constexpr std::string_view used_link = "its link was used, or has ended";

struct Person {
  Uuid id;
  std::string email;
  std::string name;
  std::optional<std::string> language;
  bool is_stopped = false;  // blocked, disabled
};

// A secret and the row that knows its hash.
struct Link {
  Uuid token_id;
  crypto::SecretToken token;
  std::string url;
};

bool is_of_staff(Kind kind) { return kind == Kind::invitation || kind == Kind::reset || kind == Kind::key_end; }

// Whoever is stopped still hears of what has happened to the account.
bool opens_something(Kind kind) { return mails::link_lifetime(kind).has_value() || kind == Kind::sign_in_link; }

std::optional<TokenKind> token_kind(Kind kind) {
  switch (kind) {
    case Kind::set_password:
    case Kind::forgotten:
      return TokenKind::password;
    case Kind::confirm:
      return TokenKind::confirm;
    case Kind::invitation:
    case Kind::reset:
      return TokenKind::staff;
    default:
      return std::nullopt;
  }
}

std::string_view path_of(TokenKind kind) {
  if (kind == TokenKind::password) return "/auth/password/set?token=";
  return kind == TokenKind::confirm ? "/auth/email/confirm?token=" : "/admin/password?token=";
}

// A person who was erased has an e-mail that is none.
std::optional<Person> person_of(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  const auto& row = rows.front();
  if (row.text("email").find('@') == std::string::npos) return std::nullopt;
  return Person{.id = row.uuid("id"),
                .email = row.text("email"),
                .name = row.text("first_name") + " " + row.text("last_name"),
                .language = row.optional_text("language"),
                .is_stopped = row.flag("is_stopped")};
}

std::optional<Person> find_customer(db::Connection& db, const DueMail& mail) {
  static const std::string select =
      "SELECT id, email, first_name, last_name, language, blocked_at IS NOT NULL AS is_stopped FROM customers WHERE ";
  if (mail.customer_id) return person_of(db.query(select + "id = ?", {*mail.customer_id}));
  return person_of(db.query(select + "email = ?", {mail.recipient}));
}

std::optional<Person> find_user(db::Connection& db, const DueMail& mail) {
  static const std::string select =
      "SELECT id, email, first_name, last_name, NULL AS language,"
      " disabled_at IS NOT NULL OR removed_at IS NOT NULL AS is_stopped FROM users WHERE ";
  if (mail.user_id) return person_of(db.query(select + "id = ?", {*mail.user_id}));
  return person_of(db.query(select + "email = ?", {mail.recipient}));
}

crypto::SecretToken open_token(const ContentsTools& tools, const DueMail& mail, std::string_view prefix) {
  const auto token = crypto::SecretToken::parse(tools.keeper.open(*mail.token), prefix);
  if (!token) throw std::runtime_error("the link of the mail is damaged");
  return *token;
}

std::optional<Link> login_link(const ContentsTools& tools, const DueMail& mail, const Person& person) {
  std::optional<links::LoginToken> token;
  if (mail.token && mail.token_id) {
    token = links::prolong_mailed_token(tools.db, tools.config, *mail.token_id,
                                        open_token(tools, mail, links::login_token_prefix));
  } else if (mail.token_id) {
    token = links::renew_mailed_token(tools.db, tools.config, *mail.token_id);
  } else {
    links::LoginTokenRequest request;
    request.kind = links::TokenKind::link;
    request.lifetime = links::default_lifetime(request.kind, tools.config);
    if (const auto url = mail.facts.find("returnUrl"); url != mail.facts.end()) request.return_url = *url;
    request.shows_status_popup = mail.facts.value("statusPopup", true);
    token = links::mint_login_token(tools.db, tools.config,
                                    {.customer_id = person.id, .request = request, .is_mailed = true});
  }
  if (!token) return std::nullopt;
  return Link{token->id, token->token, token->url};
}

std::optional<Link> mail_link(const ContentsTools& tools, const DueMail& mail, const Person& person, TokenKind kind) {
  const auto lifetime = mails::link_lifetime(mail.kind).value();
  const auto url_of = [&](const crypto::SecretToken& token) {
    return tools.config.base_url + std::string(path_of(kind)) + token.reveal();
  };
  if (mail.token && mail.token_id) {
    const auto token = open_token(tools, mail, mails::prefix_of(kind));
    if (!mails::prolong_token(tools.db, *mail.token_id, lifetime)) return std::nullopt;
    return Link{*mail.token_id, token, url_of(token)};
  }
  const auto token = crypto::SecretToken::make(mails::prefix_of(kind));
  const Uuid id = Uuid::make();
  mails::insert_token(tools.db, kind, {id, person.id}, token.hash(), lifetime);
  return Link{id, token, url_of(token)};
}

// So that the next try has the same link. False when the mail is not this courier's any more.
bool keep_link(const ContentsTools& tools, const DueMail& mail, const Person& person, const Link& link) {
  const auto sealed = tools.keeper.seal(link.token.reveal());
  const std::optional<Uuid> id = person.id;
  const bool is_user = is_of_staff(mail.kind);
  return tools.db.execute(
             R"sql(
             UPDATE mails
             SET customer_id = ?, user_id = ?, token_id = ?, sealed_token = ?, secret_key_id = ?
             WHERE id = ? AND state = 'waiting' AND holder = ?)sql",
             {is_user ? std::nullopt : id, is_user ? id : std::nullopt, link.token_id, sealed.bytes, sealed.key_id,
              mail.id, mail.holder}) == 1;
}

MailContents find(const ContentsTools& tools, const DueMail& mail) {
  if (!hold_mail(tools.db, mail)) return NotOurs{};
  const auto person = is_of_staff(mail.kind) ? find_user(tools.db, mail) : find_customer(tools.db, mail);
  if (!person) return Nobody{};
  if (person->is_stopped && opens_something(mail.kind)) return MustDrop{"whom it is to is blocked or disabled"};
  LetterOrder order{.kind = mail.kind,
                    .mail_id = mail.id,
                    .recipient = person->email,
                    .name = person->name,
                    .language = person->language ? person->language : mail.language,
                    .url = {},
                    .facts = mail.facts};
  if (!opens_something(mail.kind)) return order;
  const auto kind = token_kind(mail.kind);
  const auto link = kind ? mail_link(tools, mail, *person, *kind) : login_link(tools, mail, *person);
  if (!link) return MustDrop{std::string(used_link)};
  if (!mail.token && !keep_link(tools, mail, *person, *link)) return NotOurs{};
  order.url = link->url;
  return order;
}

}  // namespace

MailContents find_contents(const ContentsTools& tools, const DueMail& mail) {
  return tools.db.in_transaction([&](db::Transaction& transaction) {
    auto contents = find(tools, mail);
    if (std::holds_alternative<NotOurs>(contents)) transaction.roll_back();
    return contents;
  });
}

}  // namespace latchkey::courier
