#include "forms/multipart.hpp"

#include <boost/test/unit_test.hpp>

using namespace latchkey;
using forms::FormFault;
using forms::FormWithFile;

namespace {

const std::string type = "multipart/form-data; boundary=----WebKitFormBoundaryX1";

http::Request sent(const std::string& body, const std::string& content_type = type) {
  http::Request request;
  request.method = "POST";
  request.content_type = content_type;
  request.body = body;
  return request;
}

std::string part(const std::string& disposition, const std::string& content) {
  return "------WebKitFormBoundaryX1\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + content + "\r\n";
}

const std::string end = "------WebKitFormBoundaryX1--\r\n";
const std::string file_head =
    "------WebKitFormBoundaryX1\r\nContent-Disposition: form-data; name=\"file\"; filename=\"leads.csv\"\r\n"
    "Content-Type: text/csv\r\n\r\n";

std::string content_of(const std::string& content) {
  const auto request = sent(file_head + content + "\r\n" + end);
  const auto form = forms::read_multipart(request);
  BOOST_REQUIRE(std::holds_alternative<FormWithFile>(form));
  return std::string(std::get<FormWithFile>(form).file.value().content);
}

std::optional<FormFault> fault_of(const http::Request& request) {
  const auto form = forms::read_multipart(request);
  const auto* fault = std::get_if<FormFault>(&form);
  return fault == nullptr ? std::nullopt : std::optional(*fault);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(multipart)

BOOST_AUTO_TEST_CASE(fields_and_the_file_are_read) {
  const auto request = sent(part("name=\"csrf\"", "abc") + part("name=\"empty\"", "") +
                            part("name=\"two\"", "a\r\nb\r\n") + file_head + "email\r\na@b.example\r\n\r\n" + end);
  const auto form = std::get<FormWithFile>(forms::read_multipart(request));
  BOOST_TEST(form.fields.size() == 3U);
  BOOST_TEST(forms::text_of(form.fields, "csrf") == "abc");
  BOOST_TEST(forms::text_of(form.fields, "empty").empty());
  BOOST_TEST(forms::text_of(form.fields, "two") == "a\r\nb\r\n");
  BOOST_REQUIRE(form.file.has_value());
  BOOST_TEST(form.file->field == "file");
  BOOST_TEST(form.file->name == "leads.csv");
  BOOST_TEST(form.file->content == "email\r\na@b.example\r\n");
  BOOST_TEST((form.file->content.data() > request.body.data()));  // it is not copied
  BOOST_TEST((form.file->content.data() < request.body.data() + request.body.size()));
}

BOOST_AUTO_TEST_CASE(the_file_may_have_any_bytes) {
  for (const std::string& content :
       {std::string(), std::string("\0\r\n\0", 4), std::string("\xFF\xFE"), std::string("\r\n"), std::string("--"),
        std::string("\n------WebKitFormBoundaryX1\r\n"), std::string("\r\n----WebKitFormBoundaryX1--"),
        std::string(std::size_t{3} * 1024 * 1024, '\r')}) {
    BOOST_TEST((content_of(content) == content), content.substr(0, 40));
  }
}

BOOST_AUTO_TEST_CASE(names_are_unescaped_as_browsers_escape_them) {
  for (const auto& [written, name] : {std::pair<std::string, std::string>{"a b.csv", "a b.csv"},
                                      {"%22a%22.csv", "\"a\".csv"},
                                      {"a%0D%0Ab", "a\r\nb"},
                                      {"100%25", "100%25"},
                                      {"C:\\x\\a.csv", "C:\\x\\a.csv"},
                                      {"K\u00e4ufer;name=x.csv", "K\u00e4ufer;name=x.csv"},
                                      {"", ""}}) {
    BOOST_TEST_CONTEXT(written) {
      const auto request = sent(part("name=\"file\"; filename=\"" + written + "\"", "x") + end);
      BOOST_TEST(std::get<FormWithFile>(forms::read_multipart(request)).file.value().name == name);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_boundary_is_found_in_every_form_of_the_type) {
  const std::string body = "--b\r\ncontent-disposition: Form-Data; name=a\r\n\r\n1\r\n--b--";
  for (const char* written : {"multipart/form-data; boundary=b", "Multipart/Form-Data;Boundary=\"b\"",
                              "multipart/form-data; charset=utf-8; boundary=b", "multipart/form-data; boundary=b;"}) {
    BOOST_TEST_CONTEXT(written) {
      const auto request = sent(body, written);
      BOOST_TEST(forms::is_multipart(request));
      const auto form = forms::read_multipart(request);
      BOOST_REQUIRE(std::holds_alternative<FormWithFile>(form));
      BOOST_TEST(forms::text_of(std::get<FormWithFile>(form).fields, "a") == "1");
      BOOST_TEST(!std::get<FormWithFile>(form).file.has_value());
    }
  }
}

BOOST_AUTO_TEST_CASE(what_did_not_arrive_whole_is_not_looked_at) {
  const std::string whole = part("name=\"a\"", "1") + file_head + "x\r\n" + end;
  BOOST_TEST(!fault_of(sent(whole)).has_value());
  for (std::size_t bytes = 0; bytes < whole.size() - 2; ++bytes) {
    BOOST_TEST((fault_of(sent(whole.substr(0, bytes))) == FormFault::not_whole), bytes << " bytes");
  }
  for (const std::string& other :
       {std::string(), std::string("multipart/form-data"), std::string("multipart/form-data; boundary="),
        std::string("multipart/form-data; boundary=\"b"), std::string("multipart/mixed; boundary=b"),
        std::string("application/x-www-form-urlencoded"), "multipart/form-data; boundary=" + std::string(71, 'b'),
        std::string("multipart/form-data; boundary=b; boundary=c")}) {
    BOOST_TEST_CONTEXT(other) {
      BOOST_TEST(!forms::is_multipart(sent(whole, other)));
      BOOST_TEST((fault_of(sent(whole, other)) == FormFault::not_whole));
    }
  }
  auto request = sent(whole);
  request.body_state = http::BodyState::too_large;
  BOOST_TEST((fault_of(request) == FormFault::not_whole));
}

BOOST_AUTO_TEST_CASE(hostile_bodies_are_refused) {
  struct Row {
    const char* what;
    std::string body;
    FormFault fault;
  };
  std::string many;
  for (std::size_t i = 0; i <= max_form_fields; ++i) many += part("name=\"f" + std::to_string(i) + "\"", "");
  const std::string first = "------WebKitFormBoundaryX1\r\n";
  for (
      const Row& row :
      {Row{"a field twice", part("name=\"a\"", "1") + part("name=\"a\"", "1") + end, FormFault::repeated_name},
       Row{"a field and a file of one name", part("name=\"file\"", "1") + file_head + "\r\n" + end,
           FormFault::repeated_name},
       Row{"the file twice", file_head + "\r\n" + file_head + "\r\n" + end, FormFault::repeated_name},
       Row{"two files", file_head + "\r\n" + part("name=\"b\"; filename=\"b\"", "") + end, FormFault::unreadable},
       Row{"too many fields", many + end, FormFault::unreadable},
       Row{"the boundary in the data", part("name=\"a\"", "1\r\n------WebKitFormBoundaryX12\r\n") + end,
           FormFault::unreadable},
       Row{"a NUL in a field", part("name=\"a\"", std::string("1\0", 2)) + end, FormFault::unreadable},
       Row{"a NUL in a name", part(std::string("name=\"a\0\"", 9), "1") + end, FormFault::unreadable},
       Row{"a field of other bytes", part("name=\"a\"", "\xff") + end, FormFault::unreadable},
       Row{"a file name of other bytes", part("name=\"a\"; filename=\"\xff\"", "") + end, FormFault::unreadable},
       Row{"a field that is too long", part("name=\"a\"", std::string(65537, 'x')) + end, FormFault::unreadable},
       Row{"no name", part("filename=\"a\"", "1") + end, FormFault::unreadable},
       Row{"the name twice", part("name=\"a\"; name=\"b\"", "1") + end, FormFault::unreadable},
       Row{"a name that is not closed", part("name=\"a", "1") + end, FormFault::unreadable},
       Row{"no disposition", first + "Content-Type: text/plain\r\n\r\n1\r\n" + end, FormFault::unreadable},
       Row{"an attachment", first + "Content-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n" + end,
           FormFault::unreadable},
       Row{"two dispositions",
           first +
               "Content-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n1\r\n" +
               end,
           FormFault::unreadable},
       Row{"a header without a colon", first + "Content\r\n\r\n1\r\n" + end, FormFault::unreadable},
       Row{"huge headers",
           first + "X: " + std::string(5000, 'x') + "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n" + end,
           FormFault::unreadable},
       Row{"headers without an end", first + std::string(100'000, 'x'), FormFault::unreadable},
       Row{"something behind the end", part("name=\"a\"", "1") + end + "x", FormFault::unreadable},
       Row{"something before the beginning", "x\r\n" + part("name=\"a\"", "1") + end, FormFault::not_whole},
       Row{"bare line feeds",
           "------WebKitFormBoundaryX1\nContent-Disposition: form-data; "
           "name=\"a\"\n\n1\n------WebKitFormBoundaryX1--\n",
           FormFault::unreadable}}) {
    BOOST_TEST_CONTEXT(row.what) { BOOST_TEST((fault_of(sent(row.body)) == row.fault)); }
  }
}

BOOST_AUTO_TEST_SUITE_END()
