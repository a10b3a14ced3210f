#include "admin/frame/long_work_page.hpp"

#include "admin/frame/page.hpp"

namespace latchkey::admin {

http::Response ask_to_wait(const Visit& visit) {
  static constexpr std::string_view prefix = "/admin";
  Page page(visit, "One moment, please");
  page.add(Notice{Tone::warn,
                  "Others are testing platforms, taking exports or importing leads just now, and so many at a time are "
                  "enough. Nothing was done yet. Try again in a moment."});
  Form form{.action = visit.request.path.substr(prefix.size()), .submit = "Try again", .cancel = "/admin/"};
  if (visit.request.method != "POST") form.method = Form::Method::get;
  for (const auto& [name, value] : visit.form) {
    if (name != "csrf") form.hidden.emplace_back(name, value);
  }
  http::Response response = page.add(form).render(503);
  response.add_header("Retry-After", "5");
  return response;
}

}  // namespace latchkey::admin
