#include "cli/doctor/administrators_files.hpp"
#include "cli/doctor/findings.hpp"
#include "languages/languages.hpp"
#include "mails/letters/letter_writer.hpp"
#include "mails/smtp/sending.hpp"

namespace latchkey::cli {
namespace {

void check_server(Report& report, const MailConfig& mail) {
  const std::string server = mail.host + ":" + std::to_string(mail.port);
  mails::Sending sending(mail);
  const auto met = sending.greet();
  if (met.verdict == mails::Sent::Verdict::taken) {
    return report.ok("the SMTP server " + server + " answers" + (mail.user.empty() ? "" : " and takes the sign-in"));
  }
  report.warn("the SMTP server " + server + " cannot be used: " + met.words,
              "mails wait and are tried for 24 hours; see [mail] and try latchkey mail test ADDRESS");
}

void check_templates(Examination& examination) {
  Report& report = examination.report;
  const Config& config = examination.context.config();
  const languages::Languages languages(config.site.language_folder, config.site.language);
  const mails::LetterWriter writer(config, languages);
  for (const auto& [file, why] : writer.unusable_templates()) {
    report.warn(std::string("the template ").append(file).append(" cannot be used: ").append(why),
                "mend it; the built-in one is used in its place");
  }
  check_folder(examination, Program::courier,
               {.key = "mail.templates",
                .path = config.mail->templates,
                .by_default = MailConfig{}.templates,
                .endings = {".html", ".txt"}});
}

void check_queue(Examination& examination) {
  Report& report = examination.report;
  auto& db = examination.context.db();
  const auto late = db.query(
      "SELECT COUNT(*) AS n FROM mails WHERE state = 'waiting' AND next_at < UTC_TIMESTAMP(6) - INTERVAL 10 MINUTE");
  if (const auto count = late.at(0).integer("n"); count > 0) {
    report.fail(std::to_string(count) +
                    " mails have been due for more than 10 minutes and nobody sends them: no courier is running",
                "start latchkey-courier (systemctl start latchkey-courier) and see its journal");
  }
  const auto failed = db.query(
      "SELECT COUNT(*) AS n FROM mails WHERE state = 'failed' AND created_at > UTC_TIMESTAMP(6) - INTERVAL 7 DAY");
  if (const auto count = failed.at(0).integer("n"); count > 0) {
    report.warn(std::to_string(count) + " mails of the last 7 days could not be sent",
                "latchkey mail list --state failed says why");
  }
}

}  // namespace

void check_mails(Examination& examination) {
  const Config& config = examination.context.config();
  if (!config.mail) return;
  Report& report = examination.report;
  report.begin("Mails");
  examine(report, "the SMTP server", "see [mail]", [&] { check_server(report, *config.mail); });
  examine(report, "the templates of mails", "see mail.templates", [&] { check_templates(examination); });
  examine(report, "mails", "run `latchkey migrate` first", [&] { check_queue(examination); });
}

}  // namespace latchkey::cli
