#include "mails/letters/letter_writer.hpp"

#include <algorithm>
#include <array>

#include "base/files/folder.hpp"
#include "base/files/whole_file.hpp"
#include "base/utf8.hpp"
#include "html/render_text.hpp"
#include "mail_templates.hpp"

namespace latchkey::mails {
namespace {

using languages::Catalogue;
using nlohmann::json;

constexpr std::string_view default_accent = "#1d4fd8";
constexpr std::string_view escaping = "{{%AUTOESCAPE context=\"HTML\"}}";
constexpr std::size_t template_limit_bytes = std::size_t{256} * 1024;

// The keys of a mail's texts in the catalogues; without a button where there is none.
struct TextKeys {
  Kind kind;
  std::string_view subject;
  std::string_view text;
  std::string_view button;
};

constexpr std::array<TextKeys, 9> text_keys{{
    {Kind::set_password, "mail_set_password.subject", "mail_set_password.text", "mail_set_password.button"},
    {Kind::forgotten, "mail_forgotten.subject", "mail_forgotten.text", "mail_forgotten.button"},
    {Kind::changed, "mail_changed.subject", "mail_changed.text", {}},
    {Kind::confirm, "mail_confirm.subject", "mail_confirm.text", "mail_confirm.button"},
    {Kind::sign_in_link, "mail_sign_in_link.subject", "mail_sign_in_link.text", "mail_sign_in_link.button"},
    {Kind::trading_account, "mail_trading_account.subject", "mail_trading_account.text", {}},
    {Kind::invitation, "mail_invitation.subject", "mail_invitation.text", "mail_set_password.button"},
    {Kind::reset, "mail_reset.subject", "mail_reset.text", "mail_forgotten.button"},
    {Kind::key_end, "mail_key_end.subject", "mail_key_end.text", {}},
}};

// A fact and the key of its label.
struct FactKey {
  const char* fact;
  std::string_view label;
};

constexpr std::array<FactKey, 5> fact_keys{{{"platform", "mail.platform"},
                                            {"server", "accounts.server"},
                                            {"login", "accounts.login"},
                                            {"name", "mail.key"},
                                            {"endsAt", "mail.ends"}}};

std::string text_of(const json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

// Hebrew, Arabic and their neighbours, as far as names are written with them.
bool is_right_to_left(char32_t c) {
  return (c >= 0x590 && c <= 0x8FF) || (c >= 0xFB1D && c <= 0xFEFF) || (c >= 0x10800 && c <= 0x10FFF) ||
         (c >= 0x1E800 && c <= 0x1EFFF);
}

// A value in a text from right to left is isolated by the catalogue.
std::string isolated(const std::string& name, const Catalogue& texts) {
  const bool is_other = texts.direction() == "ltr" && std::ranges::any_of(decode_utf8(name), is_right_to_left);
  return is_other ? "\u2068" + name + "\u2069" : name;
}

std::string write_text(const Catalogue& texts, const TextKeys& keys, const json& facts,
                       languages::Placeholders values) {
  if (keys.kind == Kind::key_end) {
    return texts.counted(keys.text, std::max<std::uint64_t>(facts.value("days", std::uint64_t{1}), 1), values);
  }
  return texts.text(keys.text, values);
}

}  // namespace

std::string one_line(std::string_view text) {
  std::string line;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t length = 1;
    while (at + length < text.size() && (static_cast<unsigned char>(text[at + length]) & 0xC0U) == 0x80U) ++length;
    const auto character = text.substr(at, length);
    at += length;
    if (!is_valid_utf8(character) || character == "\u200e" || character == "\u200f") continue;
    if (character == "\r" || character == "\n" || character == "\t" || character == "\u2028") {
      line += ' ';
    } else if (!has_control_characters(character)) {
      line += character;
    }
  }
  return line;
}

LetterWriter::LetterWriter(const Config& config, const languages::Languages& languages)
    : config_(config), languages_(languages) {
  const auto found = list_folder(config.mail->templates, {".html", ".txt"});
  for (const auto& path : found.files) read_template(path);
  if (!found.problem.empty()) unusable_.push_back({config.mail->templates, found.problem});
}

void LetterWriter::read_template(const std::filesystem::path& path) {
  const std::string name = path.filename();
  const std::string ending = path.extension();
  const auto kind = parse_kind(name.substr(0, name.find('.')));
  if (!kind && !name.starts_with("mail.")) {
    unusable_.push_back({path, "it has the name of no mail"});
    return;
  }
  const auto bytes = read_whole_file(path);
  if (!bytes) {
    unusable_.push_back({path, "it cannot be read"});
    return;
  }
  std::string text = *bytes;
  if (ending == ".html" && !text.starts_with("{{%AUTOESCAPE")) text.insert(0, escaping);
  std::string why = text.size() > template_limit_bytes ? "it is larger than 256 KiB"
                    : !is_valid_utf8(text)             ? "it is not UTF-8"
                                                       : html::find_template_problem(path.string(), text);
  if (!why.empty()) {
    unusable_.push_back({path, why});
  } else {
    own_[name] = {path, std::move(text)};
  }
}

html::Template LetterWriter::choose_template(Kind kind, const std::string& language, const char* ending) const {
  const std::string in_language = "." + language + ending;
  std::vector<std::string> files;
  for (const std::string_view name : {name_of(kind), std::string_view("mail")}) {
    files.push_back(std::string(name).append(in_language));
    files.push_back(std::string(name).append(ending));
  }
  for (const auto& file : files) {
    const auto found = own_.find(file);
    if (found != own_.end()) return {found->second.first, found->second.second};
  }
  const bool is_text = std::string_view(ending) == ".txt";
  return is_text ? html::Template{"built-in mail.txt", mail_templates::mail_txt}
                 : html::Template{"built-in mail.html", mail_templates::mail_html};
}

html::Values LetterWriter::make_values(const LetterOrder& order, const Catalogue& texts,
                                       const std::string& subject) const {
  const auto& keys = *std::ranges::find(text_keys, order.kind, &TextKeys::kind);
  const std::string name = one_line(order.name);
  const std::string& support = config_.support;
  const std::string whom = support.empty() ? texts.text("help.whom") : support;
  html::Values values;
  values.set("SUBJECT", subject).set("SITE", config_.site_name).set("LANGUAGE", texts.tag());
  values.set("DIRECTION", texts.direction()).set("NAME", name).set("RECIPIENT", order.recipient);
  values.set("ACCENT", config_.site.accent.empty() ? default_accent : std::string_view(config_.site.accent));
  values.set("GREETING", texts.text("mail.greeting", {{"name", isolated(name, texts)}}));
  values.set("TEXT", write_text(texts, keys, order.facts, {{"site", config_.site_name}, {"whom", whom}}));
  html::Values* facts = nullptr;
  for (const auto& [fact, label] : fact_keys) {
    if (!order.facts.contains(fact) || order.facts[fact].is_null()) continue;
    if (facts == nullptr) facts = &values.add_section("FACTS");
    facts->add_section("FACT").set("LABEL", texts.text(label)).set("VALUE", one_line(text_of(order.facts[fact])));
  }
  if (!order.url.empty() && !keys.button.empty()) {
    auto& button = values.add_section("BUTTON").set("LABEL", texts.text(keys.button)).set("URL", order.url);
    button.set("COPY", texts.text("mail.copy")).set("IGNORE", texts.text("mail.ignore"));
  }
  if (!support.empty()) values.add_section("HELP").set("TEXT", texts.text("help.text", {{"support", support}}));
  return values;
}

Letter LetterWriter::write(const LetterOrder& order) const {
  const auto& texts = languages_.choose({.customer = order.language ? std::string_view(*order.language) : ""});
  const auto& keys = *std::ranges::find(text_keys, order.kind, &TextKeys::kind);
  const std::string subject = one_line(texts.text(keys.subject, {{"site", config_.site_name}}));
  const auto values = make_values(order, texts, subject);
  const auto text = choose_template(order.kind, texts.tag(), ".txt");
  const auto html = choose_template(order.kind, texts.tag(), ".html");
  const std::string& from = config_.mail->from;
  return {.message_id = order.mail_id.text() + "@" + from.substr(from.rfind('@') + 1),
          .recipient = order.recipient,
          .language = texts.tag(),
          .subject = subject,
          .text = html::render_text(text.name, text.text, values),
          .html = html::render_text(html.name, html.text, values)};
}

}  // namespace latchkey::mails
