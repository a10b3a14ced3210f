// Reads what a form with a file sends: multipart/form-data (RFC 7578) as browsers write it. A reader of our own, for
// what Debian has for C++ either copies the file or writes it to a disk.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/percent.hpp"
#include "forms/form.hpp"
#include "http/request.hpp"

namespace latchkey::forms {

// The file as it was chosen. `content` lies in the request's body, which must outlive it.
struct SentFile {
  std::string field;         // the name of the form's field
  std::string name;          // as the browser says it, UTF-8; empty when none was chosen
  std::string_view content;  // any bytes
};

struct FormWithFile {
  FormFields fields;
  std::optional<SentFile> file;
};

[[nodiscard]] bool is_multipart(const http::Request& request);

// The fields and the one file. Faults: `not_whole` for a body of another type, one without a boundary and one that does
// not end with it; `repeated_name` for a name that stands twice; `unreadable` for a part without a name, for names and
// values that are not UTF-8 or have a NUL, and for more than one file, max_form_fields fields, 4 KiB of headers of a
// part or 64 KiB of a field. Part headers other than Content-Disposition do not count.
[[nodiscard]] std::variant<FormWithFile, FormFault> read_multipart(const http::Request& request);

}  // namespace latchkey::forms
