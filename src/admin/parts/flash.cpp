#include "admin/parts/flash.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace latchkey::admin {

std::string_view flash_text(std::string_view word) {
  using Entry = std::pair<std::string_view, std::string_view>;
  static constexpr std::array<Entry, 58> texts{{
      {"key_revoked", "The API key is revoked. Calls with it are refused from now on."},
      {"key_saved", "The API key is saved."},
      {"user_saved", "The user is saved."},
      {"user_created", "The user is made."},
      {"user_disabled", "The user is disabled, with all API keys tied to the user."},
      {"user_enabled", "The user is enabled."},
      {"password_changed", "The password is changed. The user's other sessions have ended."},
      {"role_saved", "The role is saved."},
      {"role_created", "The role is made."},
      {"role_removed", "The role is removed."},
      {"status_saved", "The lead status is saved."},
      {"status_added", "The lead status is added."},
      {"status_set", "The status of the lead is set."},
      {"menu_saved", "The menu entry is saved."},
      {"menu_added", "The menu entry is added."},
      {"menu_removed", "The menu entry is removed."},
      {"customer_blocked", "The customer is blocked; all sessions have ended and open login links are void."},
      {"customer_unblocked", "The customer may sign in again."},
      {"customer_saved", "The customer is saved."},
      {"note_added", "The note is added."},
      {"note_removed", "The note is removed."},
      {"owner_set", "The owner of the lead is set."},
      {"file_discarded", "The file is removed. Nothing of it was taken in."},
      {"session_ended", "The session has ended."},
      {"session_was_over", "This session was over already."},
      {"link_mailed", "A login link is on its way by mail. See Mails for what becomes of it."},
      {"password_link_mailed", "A link for a password is on its way by mail. See Mails for what becomes of it."},
      {"mail_limit", "Nothing was sent: this address has had five mails within the hour. Try again later."},
      {"user_invited", "The user is made, and an invitation is on its way by mail."},
      {"user_mailed", "A link for a new password is on its way by mail."},
      {"wish_saved", "Your wish is saved."},
      {"password_set", "Your password is set. Sign in with it."},
      {"person_erased", "The person's data are erased."},
      {"sessions_ended", "All sessions of the customer have ended and open login links are void."},
      {"factor_on", "The second factor is on."},
      {"factor_off", "The second factor is off."},
      {"factor_reset", "The user's second factor is removed."},
      {"passkey_added", "The passkey is there. Your other sessions have ended."},
      {"passkey_removed", "The passkey is removed. Your other sessions have ended."},
      {"account_retried", "The account is tried again."},
      {"account_resolved", "The account is resolved."},
      {"renewal_asked", "New passwords are asked for. This page shows what becomes of it."},
      {"platform_saved", "The platform is saved."},
      {"platform_added", "The platform is added. Map a group to it, then test it."},
      {"platform_enabled", "The platform is enabled."},
      {"platform_disabled", "The platform is disabled."},
      {"group_added", "The group is added."},
      {"group_saved", "The group is saved."},
      {"group_removed", "The group is removed."},
      {"endpoint_saved", "It is saved."},
      {"endpoint_enabled", "It is enabled, and told of what happens from now on."},
      {"endpoint_disabled", "It is disabled. What waited for it is given up; Replay brings it back."},
      {"endpoint_removed", "It is deleted, with what it was told."},
      {"test_sent", "The test is on its way. Load the page again to see what was answered."},
      {"message_resent", "The message is on its way again."},
      {"messages_replayed", "What never arrived since that day is on its way again."},
      {"signed_out", "You are signed out."},
      {"own_password_changed", "Your password is changed. Sign in with the new one."},
  }};
  const auto found = std::ranges::find(texts, word, &Entry::first);
  return found == texts.end() ? std::string_view() : found->second;
}

std::string_view find_flash(const http::Request& request) {
  const auto flashes = request.find_cookies(flash_cookie);
  return flashes.empty() ? std::string_view() : flash_text(flashes.front());
}

void forget_flash(const http::Request& request, http::Response& response) {
  if (request.find_cookies(flash_cookie).empty()) return;
  response.add_header("Set-Cookie", std::string(flash_cookie) + "=; Path=/; Secure; SameSite=Strict; Max-Age=0");
}

}  // namespace latchkey::admin
