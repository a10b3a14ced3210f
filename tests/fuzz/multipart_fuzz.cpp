// A form with a file as a browser sends it. The first line of the input is the type, the rest the body.
#include <algorithm>
#include <set>
#include <string>

#include "base/utf8.hpp"
#include "forms/multipart.hpp"
#include "fuzz/expect.hpp"

namespace latchkey::fuzz {
namespace {

using forms::FormWithFile;

// A quoted name as browsers write it.
std::string in_quotes(const std::string& name) {
  std::string text;
  for (const char c : name) {
    if (c == '"') {
      text += "%22";
    } else if (c == '\r') {
      text += "%0D";
    } else if (c == '\n') {
      text += "%0A";
    } else {
      text += c;
    }
  }
  return "\"" + text + "\"";
}

bool has(const FormWithFile& form, const std::string& text) {
  const auto holds = [&](std::string_view other) { return other.find(text) != std::string_view::npos; };
  const bool is_in_file = form.file && (holds(form.file->field) || holds(form.file->name) || holds(form.file->content));
  return is_in_file ||
         std::ranges::any_of(form.fields, [&](const auto& field) { return holds(field.first) || holds(field.second); });
}

// What was read, written with another boundary, reads the same.
void check_again(const FormWithFile& form) {
  std::string boundary = "b";
  while (has(form, boundary)) boundary += std::to_string(boundary.size());
  http::Request request;
  request.content_type = "multipart/form-data; boundary=" + boundary;
  const auto write = [&](const std::string& disposition, std::string_view content) {
    request.body += "--" + boundary + "\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n";
    request.body.append(content) += "\r\n";
  };
  for (const auto& [name, value] : form.fields) write("name=" + in_quotes(name), value);
  if (form.file) {
    write("name=" + in_quotes(form.file->field) + "; filename=" + in_quotes(form.file->name), form.file->content);
  }
  request.body += "--" + boundary + "--\r\n";
  static constexpr std::size_t longest_boundary = 70;
  static constexpr std::size_t headers_limit = 4096;  // escaping makes names longer
  const bool is_too_long = boundary.size() > longest_boundary || request.body.find("%") != std::string::npos;
  if (is_too_long && request.body.size() > headers_limit / 2) return;
  const auto again = forms::read_multipart(request);
  const auto* read = std::get_if<FormWithFile>(&again);
  expect(read != nullptr && read->fields == form.fields, "fields written anew read the same");
  expect(read->file.has_value() == form.file.has_value(), "a file written anew is there");
  if (!form.file) return;
  expect(read->file->field == form.file->field && read->file->name == form.file->name &&
             read->file->content == form.file->content,
         "a file written anew reads the same");
}

}  // namespace

void check_input(std::string_view input) {
  const auto line = input.find('\n');
  http::Request request;
  request.content_type = input.substr(0, line);
  if (line != std::string_view::npos) request.body = input.substr(line + 1);
  const auto read = forms::read_multipart(request);
  const auto* form = std::get_if<FormWithFile>(&read);
  if (form == nullptr) return;
  expect(forms::is_multipart(request), "only a form with a file is read as one");
  expect(form->fields.size() <= max_form_fields, "a form has at most max_form_fields fields");
  std::set<std::string_view> names;
  for (const auto& [name, value] : form->fields) {
    expect(names.insert(name).second, "no name stands twice");
    for (const auto& text : {name, value}) {
      expect(is_valid_utf8(text) && text.find('\0') == std::string::npos, "names and values are UTF-8 without NUL");
    }
  }
  if (form->file) {
    const auto* begin = request.body.data();
    const auto* content = form->file->content.data();
    expect(names.insert(form->file->field).second, "no name stands twice");
    expect(is_valid_utf8(form->file->name), "the file's name is UTF-8");
    expect(content >= begin && content + form->file->content.size() <= begin + request.body.size(),
           "the file lies in the body");
  }
  check_again(*form);
}

}  // namespace latchkey::fuzz
