#include "config/sending.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/utf8.hpp"

namespace latchkey {
namespace {

constexpr std::uint64_t highest_port = 65535;

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (problem != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

// Takes `10.1.2.0/24`, `127.0.0.1:8444`, `fd00::/8` and `[::1]:8444`; a network may have a port as well.
std::optional<AllowedTarget> parse_target(std::string_view text) {
  std::string_view network = text;
  std::string_view port;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    network = text.substr(1, end - 1);
    port = text.substr(end + 1);
    if (!port.empty() && !port.starts_with(':')) return std::nullopt;
  } else if (std::ranges::count(text, ':') == 1) {
    network = text.substr(0, text.find(':'));
    port = text.substr(text.find(':'));
  }
  const auto cidr = Cidr::parse(network);
  const auto number = port.empty() ? std::optional<std::uint16_t>{443} : parse_port(port.substr(1));
  if (!cidr || !number) return std::nullopt;
  return AllowedTarget{*cidr, *number};
}

void read_file_name(Section& section, const std::string& key, const std::filesystem::path& folder, std::string& file) {
  section.read(key, file);
  if (!file.empty()) file = folder / file;
}

void read_address(Section& section, const std::string& key, std::string& address) {
  section.read(key, address);
  if (address.empty()) return;
  const auto at = address.find('@');
  const bool is_address = at != 0 && at != std::string::npos && at + 1 < address.size() &&
                          address.find_first_of(" <>,;\"", 0) == std::string::npos && !has_control_characters(address);
  if (!is_address) section.refuse(key, "must be an e-mail address alone, such as \"hello@example.com\"");
}

void read_tls(Section& section, MailConfig& mail) {
  static const std::map<std::string, MailTls> names{
      {"starttls", MailTls::starttls}, {"implicit", MailTls::implicit}, {"off", MailTls::off}};
  std::string name = "starttls";
  section.read("tls", name);
  const auto found = names.find(name);
  if (found == names.end()) section.refuse("tls", R"(must be "starttls", "implicit" or "off")");
  mail.tls = found->second;
  const auto address = parse_ip_address(mail.host);
  const bool is_loopback =
      mail.host == "localhost" ||
      (address && (Cidr::parse("127.0.0.0/8")->contains(*address) || Cidr::parse("::1")->contains(*address)));
  if (mail.tls == MailTls::off && !is_loopback) {
    section.refuse("tls", "may be \"off\" for a server of this machine alone (localhost, 127.0.0.1, ::1)");
  }
}

}  // namespace

void read_courier(Section section, const std::filesystem::path& folder, CourierConfig& courier) {
  std::vector<std::string> texts;
  section.read("allow", texts);
  for (const auto& text : texts) {
    const auto target = parse_target(text);
    if (!target) {
      section.refuse("allow", "has \"" + text +
                                  R"(": write a network or an address, with or without a port, such as )"
                                  R"("10.1.2.0/24", "127.0.0.1:8444" or "[::1]:8444")");
    }
    courier.allow.push_back(*target);
  }
  read_file_name(section, "ca_file", folder, courier.ca_file);
  section.refuse_unknown_keys();
}

std::optional<MailConfig> read_mail(Section& root, const std::filesystem::path& folder, Program program) {
  const bool is_there = root.has("mail");
  Section section = root.child("mail");
  if (!is_there) return std::nullopt;
  MailConfig mail;
  section.require("host");
  section.require("from");
  section.read("host", mail.host);
  std::uint64_t port = mail.port;
  section.read_number("port", port, 1, highest_port);
  mail.port = static_cast<std::uint16_t>(port);
  read_tls(section, mail);
  read_file_name(section, "ca_file", folder, mail.ca_file);
  section.read("user", mail.user);
  std::string password_file;
  read_file_name(section, "password_file", folder, password_file);
  if (mail.user.empty() != password_file.empty()) {
    section.refuse(mail.user.empty() ? "user" : "password_file", "is missing: user and password_file belong together");
  }
  const bool sends = program == Program::courier || program == Program::owner;
  if (sends && !password_file.empty()) mail.password = read_password_file(section, password_file);
  read_address(section, "from", mail.from);
  section.read("from_name", mail.from_name);
  if (has_control_characters(mail.from_name)) section.refuse("from_name", "has a control character");
  read_address(section, "reply_to", mail.reply_to);
  read_file_name(section, "templates", folder, mail.templates);
  section.read("confirm", mail.confirm);
  section.refuse_unknown_keys();
  return mail;
}

}  // namespace latchkey
