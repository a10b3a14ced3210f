#include "courier/mail_desk.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "db/errors.hpp"
#include "mails/key_ends.hpp"

namespace latchkey::courier {
namespace {

using std::chrono::milliseconds;

}  // namespace

MailDesk::MailDesk(const MailTools& tools, MailPace pace, AtStep at_step)
    : tools_(tools),
      pace_(std::move(pace)),
      at_step_(std::move(at_step)),
      languages_(tools.config.site.language_folder, tools.config.site.language),
      writer_(tools.config, languages_) {
  for (const auto& [file, why] : writer_.unusable_templates()) {
    log(LogLevel::error, "mail_template_unusable", {{"file", file}, {"why", why}});
  }
}

// The handles must be out of the transfers before they are gone.
MailDesk::~MailDesk() {
  for (const auto& [mail, handle] : handles_) tools_.transfers.abandon(handle);
}

milliseconds MailDesk::wait_after(std::uint64_t tries) const {
  return tries <= pace_.waits.size() ? pace_.waits[tries - 1] : pace_.later_waits;
}

std::unique_ptr<mails::Sending> MailDesk::take_sending() {
  if (idle_.empty()) return std::make_unique<mails::Sending>(*tools_.config.mail);
  auto sending = std::move(idle_.back());
  idle_.pop_back();
  return sending;
}

void MailDesk::send(const DueMail& mail, const mails::LetterOrder& order) {
  const auto letter = writer_.write(order);
  const auto& own_name = tools_.config.mail->from_name;
  auto sending = take_sending();
  CURL* handle = sending->prepare(letter, own_name.empty() ? tools_.config.site_name : own_name, pace_.longest_try);
  const auto* judge = sending.get();
  tools_.transfers.start(handle, [this, mail, judge](CURLcode result) { note(mail, judge->judge(result)); });
  under_way_.emplace(mail.id, std::move(sending));
  handles_.emplace(mail.id, handle);
  at_step_(MailStep::sending);
}

// The database's own troubles end the round; what is wrong with one mail is told of that mail alone.
void MailDesk::start(const DueMail& mail) {
  at_step_(MailStep::taken);
  try {
    const auto contents = find_contents({tools_.db, tools_.keeper, tools_.config}, mail);
    at_step_(MailStep::prepared);
    if (std::holds_alternative<NotOurs>(contents)) return;
    if (std::holds_alternative<Nobody>(contents)) return forget_mail(tools_.db, mail);
    if (const auto* drop = std::get_if<MustDrop>(&contents)) return drop_mail(tools_.db, mail, drop->reason);
    send(mail, std::get<mails::LetterOrder>(contents));
  } catch (const Unavailable&) {
    throw;
  } catch (const std::exception& error) {
    const bool is_ours = dynamic_cast<const db::StatementError*>(&error) != nullptr;  // its text tells staff nothing
    const std::string words = is_ours ? "the database has refused it; the log of latchkey-courier says why"
                                      : mails::one_line(std::string_view(error.what()).substr(0, 180));
    log(LogLevel::error, "mail_not_begun", {{"mail", mail.id.text()}, {"why", error.what()}});
    note(mail, {.verdict = mails::Sent::Verdict::later, .words = words, .code = "not begun"});
  }
}

void MailDesk::note(const DueMail& mail, mails::Sent sent) {
  handles_.erase(mail.id);
  if (const auto found = under_way_.find(mail.id); found != under_way_.end()) {
    idle_.push_back(std::move(found->second));
    under_way_.erase(found);
  }
  if (sent.verdict != mails::Sent::Verdict::taken) {
    log(LogLevel::warning, "mail_not_taken", {{"mail", mail.id.text()}, {"why", sent.code}});
  }
  results_.push_back({mail, std::move(sent), wait_after(mail.tries + 1)});
  at_step_(MailStep::answered);
}

void MailDesk::keep_alive() {
  while (!results_.empty()) {
    write_mail_result(tools_.db, results_.back());
    results_.pop_back();
    at_step_(MailStep::written);
  }
}

milliseconds MailDesk::start_due() {
  if (Clock::now() >= next_key_look_) {
    mails::queue_key_mails(tools_.db);
    next_key_look_ = Clock::now() + pace_.key_look;
  }
  if (under_way_.size() >= pace_.most) return pace_.idle;
  if (Clock::now() >= next_look_) {
    const std::size_t most = pace_.most - under_way_.size();
    const auto mails = take_due_mails(tools_.db, {holder_, pace_.lease}, most);
    for (const auto& mail : mails) start(mail);
    keep_alive();
    if (mails.size() < most) next_look_ = Clock::now() + pace_.idle;
  }
  return std::max(std::chrono::ceil<milliseconds>(next_look_ - Clock::now()), milliseconds(0));
}

}  // namespace latchkey::courier
