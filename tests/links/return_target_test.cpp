#include "links/return_target.hpp"

#include <boost/test/unit_test.hpp>

using namespace latchkey::links;

BOOST_AUTO_TEST_SUITE(return_target)

BOOST_AUTO_TEST_CASE(a_local_path_is_taken_with_its_query) {
  const auto url = parse_return_url("/wallet/deposit?amount=5&note=a%20b&x=//y");
  BOOST_REQUIRE(url);
  BOOST_TEST(url->path == "/wallet/deposit");
  BOOST_TEST(url->query == "amount=5&note=a%20b&x=//y");
  BOOST_TEST(parse_return_url("/a?q=\xc3\xbc b").value().query == "q=%C3%BC%20b");
  BOOST_TEST(parse_return_url("/").value().path == "/");
}

BOOST_AUTO_TEST_CASE(every_way_out_is_closed) {
  const std::string nul("/dash\0board", 11);
  for (const std::string& text : {std::string(),
                                  std::string("dashboard"),
                                  std::string("https://evil.example/dashboard"),
                                  std::string("//evil.example"),
                                  std::string("///evil.example"),
                                  std::string("/\\evil.example"),
                                  std::string("\\\\evil.example"),
                                  std::string("/dashboard\\"),
                                  std::string("javascript:alert(1)"),
                                  std::string("data:text/html,x"),
                                  std::string("/dashboard#x"),
                                  std::string("/dashboard/../admin"),
                                  std::string("/.."),
                                  std::string("/./dashboard"),
                                  std::string("/a//b"),
                                  std::string("/%2e%2e/admin"),
                                  std::string("/%2F/evil.example"),
                                  std::string("/dashboard%00"),
                                  std::string("/dashboard%0d%0aSet-Cookie:x"),
                                  std::string("/dashboard\r\nSet-Cookie: x=1"),
                                  std::string("/dashboard\n"),
                                  std::string("/dashboard\t"),
                                  std::string(" /dashboard"),
                                  std::string("/dashboard "),
                                  std::string("/dashboard?a=%0d%0a"),
                                  std::string("/dashboard?a=%00"),
                                  std::string("/dashboard?a=%"),
                                  std::string("/dashboard?a=%zz"),
                                  std::string("/dashboard?a=%ff"),
                                  std::string("/dashboard?a=\xff"),
                                  std::string("/d\xc3\xa4shboard"),
                                  std::string("http:/dashboard"),
                                  std::string("/dashboard?a=b#c"),
                                  std::string("?a=b"),
                                  std::string("/<script>"),
                                  std::string("/dashboard\x7f"),
                                  std::string("\xe2\x80\x8b/dashboard"),
                                  std::string("/%5cevil.example"),
                                  std::string("/dashboard\xc2\x85"),
                                  std::string("/\"onmouseover=x"),
                                  nul,
                                  "/" + std::string(2048, 'a')}) {
    BOOST_TEST_CONTEXT(text.substr(0, 40)) { BOOST_TEST(!parse_return_url(text).has_value()); }
  }
}

BOOST_AUTO_TEST_SUITE_END()
