// A member of staff with a file of leads.
#pragma once
#include <boost/test/unit_test.hpp>
#include <regex>
#include <string>

#include "admin/body_limit.hpp"
#include "admin/staff.hpp"
#include "customers/import/lead_file.hpp"

namespace latchkey::test {

struct ImportDesk : AdminArea {
  ImportDesk() : staff(*this, staff::Permissions::all()) {}

  // As a browser sends the form with the file.
  [[nodiscard]] http::Request upload_request(const std::string& text, const Fields& fields) const {
    auto request = staff.request("POST", "/leads/import", {});
    request.content_type = "multipart/form-data; boundary=----WebKitFormBoundaryX1";
    const std::string start = "------WebKitFormBoundaryX1\r\nContent-Disposition: form-data; name=\"";
    request.body = start + "csrf\"\r\n\r\n" + staff.form_value() + "\r\n";
    for (const auto& [name, value] : fields) request.body += start + name + "\"\r\n\r\n" + value + "\r\n";
    request.body += start + "file\"; filename=\"leads.csv\"\r\nContent-Type: text/csv\r\n\r\n" + text +
                    "\r\n------WebKitFormBoundaryX1--\r\n";
    return request;
  }
  [[nodiscard]] http::Response upload(const std::string& text, const Fields& fields = {}) const {
    return send(upload_request(text, fields));
  }
  // The path of its page, below /admin.
  [[nodiscard]] std::string send_file(const std::string& text, const Fields& fields = {}) const {
    const auto answer = upload(text, fields);
    const std::string location(answer.find_header("Location"));
    BOOST_REQUIRE_MESSAGE(location.starts_with("/admin/leads/import/"), answer.body());
    return location.substr(std::string_view("/admin").size());
  }

  static std::string whole(const http::Response& response) {
    std::string text = response.body();
    if (!response.rest()) return text;
    response.rest()([&](const std::string& part) {
      text += part;
      return true;
    });
    return text;
  }
  // What the answer says in the end; the columns are those that the page shows now.
  [[nodiscard]] std::string take_in(const std::string& path, Fields fields = {}) const {
    if (find_revision(fields) == fields.end()) {
      const auto stored = db().query("SELECT revision FROM lead_files WHERE user_id = ?", {staff.id()});
      fields.emplace_back("revision", stored.at(0).text("revision"));
    }
    return whole(staff.post(path + "/take-in", std::move(fields)));
  }

  // The number beside a label of the page.
  static int count_in(const http::Response& page, const std::string& label) {
    std::smatch found;
    const std::string& body = page.body();
    const std::regex pattern("<dt>" + label + "</dt><dd>\\s*(?:<[^>]*>)?(\\d+)");
    return std::regex_search(body, found, pattern) ? std::stoi(found[1]) : -1;
  }

  Staff staff;

 private:
  static Fields::const_iterator find_revision(const Fields& fields) {
    return std::find_if(fields.begin(), fields.end(), [](const auto& field) { return field.first == "revision"; });
  }
};

}  // namespace latchkey::test
