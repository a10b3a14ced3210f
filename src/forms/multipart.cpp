#include "forms/multipart.hpp"

#include <algorithm>
#include <utility>

#include "base/utf8.hpp"

namespace latchkey::forms {
namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::string_view end_mark = "--";  // behind the last boundary
constexpr std::size_t headers_limit_bytes = 4096;
constexpr std::size_t boundary_limit = 70;  // RFC 2046

// A value with its parameters: `form-data; name="file"; filename="a.csv"`.
struct HeaderValue {
  std::string value;                                            // lower-cased
  std::vector<std::pair<std::string, std::string>> parameters;  // names in lower case

  [[nodiscard]] const std::string* find(std::string_view name) const { return find_field(parameters, name); }
};

// Reads up to the quote that closes. A backslash stands for itself: browsers write a quote as %22, and the backslashes
// of a name as they are.
std::optional<std::string> read_quoted(std::string_view& rest) {
  const auto end = rest.find('"');
  if (end == std::string_view::npos) return std::nullopt;
  std::string text(rest.substr(0, end));
  rest.remove_prefix(end + 1);
  return text;
}

// Nothing for a text of another form, and for a parameter that stands twice.
std::optional<HeaderValue> parse_header_value(std::string_view text) {
  const auto take_until = [&](std::string_view signs) {
    const auto end = std::min(text.find_first_of(signs), text.size());
    const auto part = trim(text.substr(0, end));
    text.remove_prefix(end);
    return part;
  };
  HeaderValue header{lower_ascii(take_until(";")), {}};
  while (!text.empty()) {
    text.remove_prefix(1);  // the `;`
    const std::string name = lower_ascii(take_until("=;"));
    if (name.empty() && text.empty()) break;
    if (name.empty() || !text.starts_with('=') || header.find(name) != nullptr) return std::nullopt;
    text.remove_prefix(1);
    if (!text.starts_with('"')) {
      header.parameters.emplace_back(name, take_until(";"));
      continue;
    }
    text.remove_prefix(1);
    auto value = read_quoted(text);
    if (!value || !take_until(";").empty()) return std::nullopt;
    header.parameters.emplace_back(name, *std::move(value));
  }
  return header;
}

// `--` and the boundary; nothing for another type and for no boundary.
std::optional<std::string> find_delimiter(const http::Request& request) {
  const auto type = parse_header_value(request.content_type);
  if (!type || type->value != "multipart/form-data") return std::nullopt;
  const auto* boundary = type->find("boundary");
  if (boundary == nullptr || boundary->empty() || boundary->size() > boundary_limit) return std::nullopt;
  return "--" + *boundary;
}

struct Part {
  std::string name;
  std::optional<std::string> file_name;
  std::string_view content;
};

bool is_readable(std::string_view text) { return text.find('\0') == std::string_view::npos && is_valid_utf8(text); }

// What browsers write for the three bytes that would end a quoted name.
std::string unescape(std::string text) {
  for (const auto& [escape, sign] : {std::pair{"%22", '"'}, {"%0D", '\r'}, {"%0A", '\n'}}) {
    for (auto at = text.find(escape); at != std::string::npos; at = text.find(escape, at + 1)) {
      text.replace(at, std::string_view(escape).size(), 1, sign);
    }
  }
  return text;
}

// The part's name and file name, of its header Content-Disposition.
std::optional<Part> read_headers(std::string_view headers) {
  std::optional<Part> part;
  while (!headers.empty()) {
    const auto end = std::min(headers.find(line_end), headers.size());
    const auto line = headers.substr(0, end);
    headers.remove_prefix(std::min(end + line_end.size(), headers.size()));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    if (lower_ascii(line.substr(0, colon)) != "content-disposition") continue;
    const auto header = parse_header_value(line.substr(colon + 1));
    if (part || !header || header->value != "form-data" || header->find("name") == nullptr) return std::nullopt;
    part = Part{unescape(*header->find("name")), std::nullopt, {}};
    if (const auto* name = header->find("filename")) part->file_name = unescape(*name);
    if (!is_readable(part->name) || !is_readable(part->file_name.value_or(""))) return std::nullopt;
  }
  return part;
}

// Takes the next part off `rest`, which begins behind a delimiter's line.
std::variant<Part, FormFault> take_part(std::string_view& rest, const std::string& delimiter) {
  static constexpr std::string_view blank_line = "\r\n\r\n";
  const auto headers_end = rest.substr(0, headers_limit_bytes + blank_line.size()).find(blank_line);
  if (headers_end == std::string_view::npos) {
    return rest.size() > headers_limit_bytes ? FormFault::unreadable : FormFault::not_whole;
  }
  auto part = read_headers(rest.substr(0, headers_end));
  if (!part) return FormFault::unreadable;
  // The line end before a delimiter is the delimiter's; of an empty part it is the blank line's.
  const auto begin = headers_end + line_end.size();
  const auto end = rest.find(std::string(line_end) + delimiter, begin);
  if (end == std::string_view::npos) return FormFault::not_whole;
  const auto content = rest.substr(begin, end - begin);
  part->content = content.substr(std::min(line_end.size(), content.size()));
  rest.remove_prefix(end + line_end.size() + delimiter.size());
  return *std::move(part);
}

std::optional<FormFault> add_part(FormWithFile& form, Part&& part) {
  const bool is_there = find_field(form.fields, part.name) != nullptr || (form.file && form.file->field == part.name);
  if (is_there) return FormFault::repeated_name;
  if (part.file_name) {
    if (form.file) return FormFault::unreadable;
    form.file = SentFile{std::move(part.name), *std::move(part.file_name), part.content};
    return std::nullopt;
  }
  const bool is_too_much = form.fields.size() == max_form_fields || part.content.size() > http::body_limit_bytes;
  if (is_too_much || !is_readable(part.content)) return FormFault::unreadable;
  form.fields.emplace_back(std::move(part.name), part.content);
  return std::nullopt;
}

}  // namespace

bool is_multipart(const http::Request& request) { return find_delimiter(request).has_value(); }

std::variant<FormWithFile, FormFault> read_multipart(const http::Request& request) {
  const auto delimiter = find_delimiter(request);
  std::string_view rest = request.body;
  if (request.body_state != http::BodyState::complete || !delimiter || !rest.starts_with(*delimiter)) {
    return FormFault::not_whole;
  }
  rest.remove_prefix(delimiter->size());
  FormWithFile form;
  while (!rest.starts_with(end_mark)) {
    // Whatever else follows a boundary is not of a browser's making: the boundary stands in what was sent.
    const bool is_cut_off = line_end.starts_with(rest) || end_mark.starts_with(rest);
    if (is_cut_off) return FormFault::not_whole;
    if (!rest.starts_with(line_end)) return FormFault::unreadable;
    rest.remove_prefix(line_end.size());
    auto part = take_part(rest, *delimiter);
    if (const auto* fault = std::get_if<FormFault>(&part)) return *fault;
    if (const auto fault = add_part(form, std::get<Part>(std::move(part)))) return *fault;
  }
  rest.remove_prefix(end_mark.size());
  if (!rest.empty() && rest != line_end) return FormFault::unreadable;
  return form;
}

}  // namespace latchkey::forms
