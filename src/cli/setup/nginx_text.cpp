#include "cli/setup/nginx_text.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace latchkey::cli {
namespace {

struct ServerBlock {
  std::size_t begin = 0;  // of the word `server`
  std::size_t end = 0;    // of its closing brace
  bool has_tls = false;
  bool has_latchkey = false;
  std::vector<std::string> names;
};

struct Site {
  std::vector<ServerBlock> servers;
  bool has_latchkey = false;  // the line above
  bool is_whole = false;      // every brace has its other one
};

struct Word {
  std::string text;
  bool is_sign = false;  // `;`, `{` or `}`; in quotes they are words
  [[nodiscard]] bool is(std::string_view sign) const { return is_sign && text == sign; }
};

// The words and signs of the file, one after the other.
class Words {
 public:
  explicit Words(const std::string& text) : text_(text) {}

  // A word is without its quotes. Nothing at the end of the file.
  std::optional<Word> next() {
    skip_blanks();
    begin_ = at_;
    if (at_ == text_.size()) return std::nullopt;
    if (is_sign(at_)) return Word{std::string(1, text_[at_++]), true};
    if (text_[at_] == '"' || text_[at_] == '\'') return Word{read_quoted()};
    while (at_ < text_.size() && !is_end_of_word()) at_ += text_[at_] == '\\' ? 2U : 1U;
    at_ = std::min(at_, text_.size());
    return Word{text_.substr(begin_, at_ - begin_)};
  }

  // Where the last one began.
  [[nodiscard]] std::size_t begin() const { return begin_; }

 private:
  [[nodiscard]] bool is_blank(std::size_t at) const {
    return std::string_view(" \t\r\n").find(text_[at]) != std::string_view::npos;
  }
  [[nodiscard]] bool is_sign(std::size_t at) const { return text_[at] == ';' || text_[at] == '{' || text_[at] == '}'; }

  // Within a word `${` begins a variable, and its brace ends none.
  [[nodiscard]] bool is_end_of_word() {
    if (text_[at_] == '{' && text_[at_ - 1] == '$') {
      at_ = std::min(text_.find('}', at_), text_.size() - 1);
      return false;
    }
    return is_blank(at_) || text_[at_] == ';' || text_[at_] == '{';
  }

  void skip_blanks() {
    while (at_ < text_.size() && (is_blank(at_) || text_[at_] == '#')) {
      if (text_[at_] == '#') at_ = std::min(text_.find('\n', at_), text_.size());
      if (at_ < text_.size()) ++at_;
    }
  }

  std::string read_quoted() {
    const char quote = text_[at_++];
    std::string word;
    for (; at_ < text_.size() && text_[at_] != quote; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      word += text_[at_];
    }
    if (at_ < text_.size()) ++at_;
    return word;
  }

  const std::string& text_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;
};

bool names_one_of(const std::vector<std::string>& statement, std::string_view line, std::string_view snippet) {
  if (statement.size() != 2 || statement[0] != "include") return false;
  const std::string_view file = statement[1];
  const std::string_view short_form = line.substr(8, line.size() - 9);  // without `include ` and `;`
  return file.ends_with(short_form) || file.ends_with(snippet);
}

void note_statement(Site& site, ServerBlock* server, const std::vector<std::string>& statement) {
  if (names_one_of(statement, line_above_server, "snippets/latchkey-http.conf")) site.has_latchkey = true;
  if (server == nullptr || statement.empty()) return;
  if (names_one_of(statement, line_in_server, "snippets/latchkey-server.conf")) server->has_latchkey = true;
  if (statement[0] == "server_name") server->names.assign(statement.begin() + 1, statement.end());
  if (statement[0] != "listen") return;
  const bool is_tls = std::ranges::find(statement, "ssl") != statement.end() ||
                      (statement.size() > 1 && (statement[1] == "443" || statement[1].ends_with(":443")));
  if (is_tls) server->has_tls = true;
}

Site read_site(const std::string& text) {
  Site site;
  Words words(text);
  std::vector<std::string> open;  // the first words of the blocks around
  std::vector<std::string> statement;
  std::size_t begin = 0;
  std::optional<std::size_t> server_depth;
  while (const auto word = words.next()) {
    if (word->is("{")) {
      const bool is_http =
          std::ranges::find(open, "stream") == open.end() && std::ranges::find(open, "mail") == open.end();
      if (statement == std::vector<std::string>{"server"} && is_http) {
        server_depth = open.size();
        site.servers.emplace_back().begin = begin;
      }
      open.push_back(statement.empty() ? "" : statement.front());
    } else if (word->is("}")) {
      if (open.empty()) return site;
      open.pop_back();
      if (server_depth == open.size()) {
        site.servers.back().end = words.begin();
        server_depth.reset();
      }
    } else if (word->is(";")) {
      const bool is_in_server = server_depth && *server_depth + 1 == open.size();
      note_statement(site, is_in_server ? &site.servers.back() : nullptr, statement);
    } else {
      if (statement.empty()) begin = words.begin();
      statement.push_back(word->text);
      continue;
    }
    statement.clear();
  }
  site.is_whole = open.empty() && statement.empty();
  return site;
}

bool serves(const ServerBlock& server, const std::string& host) {
  return std::ranges::any_of(server.names, [&](const std::string& name) {
    if (name.starts_with("*.")) return host.ends_with(name.substr(1));
    return name == host || (name.starts_with('.') && (host.ends_with(name) || host == name.substr(1)));
  });
}

// The only one of those that fit; nothing when there is none or more than one.
template <class Fits>
const ServerBlock* find_only(const std::vector<ServerBlock>& servers, Fits fits) {
  const auto found = std::ranges::find_if(servers, fits);
  if (found == servers.end() || std::any_of(found + 1, servers.end(), fits)) return nullptr;
  return &*found;
}

const ServerBlock* find_server(const std::vector<ServerBlock>& servers, const std::string& host) {
  const auto* server = find_only(servers, [&](const ServerBlock& s) { return s.has_tls && serves(s, host); });
  if (server == nullptr && std::ranges::none_of(servers, [&](const auto& s) { return s.has_tls && serves(s, host); })) {
    server = find_only(servers, [](const ServerBlock& s) { return s.has_tls; });
  }
  return server;
}

std::size_t begin_of_line(const std::string& text, std::size_t at) {
  const auto end_of_last = at == 0 ? std::string::npos : text.rfind('\n', at - 1);
  return end_of_last == std::string::npos ? 0 : end_of_last + 1;
}

// A line of its own in front of what stands at `at`, `deeper` than that.
void put_line(std::string& text, std::size_t at, std::string_view deeper, std::string_view line) {
  const auto begin = begin_of_line(text, at);
  const std::string before = text.substr(begin, at - begin);
  const bool is_alone = before.find_first_not_of(" \t") == std::string::npos;
  const std::string indent = is_alone ? before : std::string();
  const std::string whole = indent + std::string(deeper) + std::string(line) + "\n";
  text.insert(is_alone ? begin : at, is_alone ? whole : "\n" + whole);
}

}  // namespace

std::variant<std::string, NoPlace> put_includes_in(const std::string& text, const std::string& host) {
  const Site site = read_site(text);
  if (!site.is_whole) return NoPlace{"its braces do not match"};
  if (site.servers.empty()) return NoPlace{"it has no server block"};
  std::string result = text;
  const bool has_server = std::ranges::any_of(site.servers, &ServerBlock::has_latchkey);
  if (!has_server) {
    const ServerBlock* server = find_server(site.servers, host);
    if (server == nullptr) {
      return NoPlace{"it has not exactly one server block that listens with `ssl` and has the server_name " + host};
    }
    put_line(result, server->end, "    ", line_in_server);
  }
  if (!site.has_latchkey) put_line(result, site.servers.front().begin, "", line_above_server);
  return result;
}

}  // namespace latchkey::cli
