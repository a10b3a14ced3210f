// Writes mails: texts of the catalogues (mail_KIND.subject, .text, .button) in templates, which an administrator may
// replace by files in mail.templates: KIND.LANGUAGE.html, KIND.html, mail.LANGUAGE.html and mail.html, the first that
// is there; the same with .txt. The syntax is ctemplate's, docs/mails.md has the names.
#pragma once
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/uuid.hpp"
#include "config/config.hpp"
#include "html/render.hpp"
#include "languages/languages.hpp"
#include "mails/letters/letter.hpp"
#include "mails/mail_kind.hpp"

namespace latchkey::mails {

// What a mail tells. `facts` by the kind: trading_account {"platform", "server", "login"}; key_end {"name", "prefix",
// "endsAt", "days"}; others none. What is missing is not shown.
struct LetterOrder {
  Kind kind;
  Uuid mail_id;
  std::string recipient;
  std::string name;                     // of the person, as somebody has typed it; may be empty
  std::optional<std::string> language;  // nothing: the site's
  std::string url;                      // of the button; empty: there is none
  nlohmann::json facts = nlohmann::json::object();
};

// A file of mail.templates that cannot be used, or the folder itself, and why. The built-in template is used in its
// place.
struct UnusableTemplate {
  std::string file;
  std::string why;
};

class LetterWriter {
 public:
  // config.mail must be set. Both must outlive the writer.
  LetterWriter(const Config& config, const languages::Languages& languages);

  // Names, subjects and facts are one line each, without control characters and signs that turn the direction of
  // writing; a name that is written from right to left is isolated in a text from left to right.
  [[nodiscard]] Letter write(const LetterOrder& order) const;

  [[nodiscard]] const std::vector<UnusableTemplate>& unusable_templates() const { return unusable_; }

 private:
  void read_template(const std::filesystem::path& path);
  [[nodiscard]] html::Template choose_template(Kind kind, const std::string& language, const char* ending) const;
  [[nodiscard]] html::Values make_values(const LetterOrder& order, const languages::Catalogue& texts,
                                         const std::string& subject) const;

  const Config& config_;
  const languages::Languages& languages_;
  std::map<std::string, std::pair<std::string, std::string>, std::less<>> own_;  // file name -> path, text
  std::vector<UnusableTemplate> unusable_;
};

// Without control characters and signs that turn the direction of writing; line ends become blanks.
[[nodiscard]] std::string one_line(std::string_view text);

}  // namespace latchkey::mails
