#include "endpoints/target.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <boost/test/unit_test.hpp>
#include <cstring>
#include <string>

using namespace latchkey;
using namespace latchkey::endpoints;

namespace {

CourierConfig allowing(std::initializer_list<AllowedTarget> targets) {
  CourierConfig config;
  config.allow = targets;
  return config;
}

AllowedTarget target(const char* network, std::uint16_t port = 443) { return {*Cidr::parse(network), port}; }

}  // namespace

BOOST_AUTO_TEST_SUITE(endpoint_target)

BOOST_AUTO_TEST_CASE(a_plain_https_url_is_read_as_libcurl_reads_it) {
  struct Row {
    const char* url;
    const char* host;
    int port;
  };
  for (const Row& row :
       {Row{"https://hooks.example.com/a?b=c", "hooks.example.com", 443},
        Row{"https://hooks.example.com", "hooks.example.com", 443},
        Row{"HTTPS://hooks.example.com:443/", "hooks.example.com", 443},
        Row{"https://127.0.0.1:8444/x", "127.0.0.1", 8444}, Row{"https://[::1]:8444/x", "::1", 8444},
        Row{"https://8.8.8.8/", "8.8.8.8", 443}, Row{"https://xn--bcher-kva.example/", "xn--bcher-kva.example", 443},
        Row{"https://a.example/p/%7Ex?u=https://b.example/@c", "a.example", 443}}) {
    BOOST_TEST_CONTEXT(row.url) {
      const auto parsed = parse_target(row.url);
      BOOST_REQUIRE(std::holds_alternative<Target>(parsed));
      BOOST_TEST(std::get<Target>(parsed).host == row.host);
      BOOST_TEST(std::get<Target>(parsed).port == row.port);
    }
  }
}

// None of them needs the resolver's answer from outside: the texts are refused, or the address is.
BOOST_AUTO_TEST_CASE(hostile_urls_are_refused) {
  using namespace std::string_literals;
  const CourierConfig config;
  for (const std::string& url :
       {// other schemes, and none
        "http://example.com/"s, "ftp://example.com/"s, "file:///etc/passwd"s, "gopher://example.com/"s,
        "//example.com/"s, "example.com"s, ""s, "https:"s, "https:/example.com/"s, "https:///path"s, "https://"s,
        "javascript:alert(1)"s, "ldap://127.0.0.1/"s, "dict://127.0.0.1:11211/"s, "smtp://127.0.0.1/"s,
        "unix:///run/x.sock"s,
        // user info
        "https://user@8.8.8.8/"s, "https://user:secret@8.8.8.8/"s, "https://8.8.8.8@127.0.0.1/"s, "https://@8.8.8.8/"s,
        "https://8.8.8.8:443@127.0.0.1:443/"s, "https://8.8.8.8\\@127.0.0.1/"s,
        // blanks, control characters, other letters
        " https://8.8.8.8/"s, "https://8.8.8.8/ "s, "https://8.8.8.8/a b"s, "https://8.8.8.8/\r\nX: y"s,
        "https://8.8.8.8/\t"s, "https://8.8.8.8/\0"s, "https://8.8.8.8/\x7f"s, "https://b\xc3\xbc"s + "cher.example/"s,
        "https://8.8.8.8/\xe2\x80\xae"s, "https://127.0.0.1\xe3\x80\x82/"s, "https:\\\\8.8.8.8/"s,
        "https://8.8.8.8/#part"s,
        // ports
        "https://8.8.8.8:80/"s, "https://8.8.8.8:22/"s, "https://8.8.8.8:8443/"s, "https://8.8.8.8:0/"s,
        "https://8.8.8.8:65536/"s, "https://8.8.8.8:65979/"s, "https://8.8.8.8:443x/"s, "https://8.8.8.8:-443/"s,
        // hosts that are none
        "https://%31%32%37.0.0.1/"s, "https://exa%00mple.com/"s, "https://exam*ple.com/"s, "https://.example.com/"s,
        "https://127.0.0.1./"s, "https://a..b/"s, "https://[/"s, "https://[]/"s, "https://[::1/"s,
        "https://[::1%25lo]/"s, "https://[v1.x]/"s, "https://[8.8.8.8]/"s,
        // loopback and its other spellings
        "https://127.0.0.1/"s, "https://127.255.255.254/"s, "https://127.1/"s, "https://127.0.1/"s,
        "https://2130706433/"s, "https://0x7f000001/"s, "https://0x7f.0.0.1/"s, "https://0X7F.1/"s,
        "https://017700000001/"s, "https://0177.0.0.1/"s, "https://127.0.0.01/"s, "https://0/"s, "https://0.0.0.0/"s,
        "https://localhost/"s, "https://LOCALHOST/"s, "https://[::1]/"s, "https://[0:0:0:0:0:0:0:1]/"s,
        "https://[::]/"s,
        // public addresses in an odd spelling
        "https://134744072/"s, "https://0x08080808/"s, "https://010.8.8.8/"s, "https://8.8.2056/"s,
        "https://8.526344/"s,
        // private, shared, link-local, reserved, multicast
        "https://10.0.0.1/"s, "https://172.16.0.1/"s, "https://172.31.255.255/"s, "https://192.168.1.1/"s,
        "https://100.64.0.1/"s, "https://169.254.169.254/latest/meta-data/"s, "https://192.0.0.8/"s,
        "https://192.0.2.1/"s, "https://198.18.0.1/"s, "https://198.51.100.1/"s, "https://203.0.113.1/"s,
        "https://192.88.99.1/"s, "https://224.0.0.1/"s, "https://239.255.255.255/"s, "https://240.0.0.1/"s,
        "https://255.255.255.255/"s, "https://[fe80::1]/"s, "https://[fc00::1]/"s, "https://[fd12:3456::1]/"s,
        "https://[fec0::1]/"s, "https://[ff02::1]/"s, "https://[2001:db8::1]/"s, "https://[100::1]/"s,
        "https://[4000::1]/"s,
        // IPv4 in the clothes of IPv6
        "https://[::ffff:127.0.0.1]/"s, "https://[::ffff:7f00:1]/"s, "https://[::ffff:8.8.8.8]/"s,
        "https://[::ffff:169.254.169.254]/"s, "https://[::127.0.0.1]/"s, "https://[::8.8.8.8]/"s,
        "https://[::ffff:0:127.0.0.1]/"s, "https://[64:ff9b::7f00:1]/"s, "https://[64:ff9b::8.8.8.8]/"s,
        "https://[64:ff9b:1::1]/"s, "https://[2002:7f00:1::]/"s, "https://[2002:a00:1::1]/"s,
        "https://[2001:0:7f00:1::]/"s,
        // names that nobody has (RFC 6761)
        "https://nobody.invalid/"s, "https://x.localhost.invalid/"s,
        "https://8.8.8.8/"s + std::string(longest_url, 'a')}) {
    BOOST_TEST_CONTEXT(url) { BOOST_TEST(find_target_problem(url, config).has_value()); }
  }
}

BOOST_AUTO_TEST_CASE(a_public_address_on_port_443_is_taken) {
  for (const char* url : {"https://8.8.8.8/", "https://8.8.8.8:443/hook?x=y", "https://[2606:4700:4700::1111]/",
                          "https://[2001:4860:4860::8888]:443/"}) {
    BOOST_TEST_CONTEXT(url) { BOOST_TEST(!find_target_problem(url, {}).has_value()); }
  }
}

BOOST_AUTO_TEST_CASE(what_the_configuration_allows_is_taken_with_its_port_alone) {
  const auto config = allowing({target("10.1.2.0/24"), target("127.0.0.1", 8444), target("::1", 8444)});
  struct Row {
    const char* url;
    bool is_taken;
  };
  for (const Row& row :
       {Row{"https://10.1.2.3/", true}, Row{"https://10.1.2.3:443/", true}, Row{"https://10.1.2.3:8444/", false},
        Row{"https://10.1.3.3/", false}, Row{"https://127.0.0.1:8444/", true}, Row{"https://127.0.0.1/", false},
        Row{"https://127.0.0.2:8444/", false}, Row{"https://[::1]:8444/", true}, Row{"https://[::1]/", false},
        Row{"https://[::ffff:127.0.0.1]:8444/", false}, Row{"https://8.8.8.8:8444/", false},
        Row{"https://127.1:8444/", false}, Row{"http://127.0.0.1:8444/", false}}) {
    BOOST_TEST_CONTEXT(row.url) { BOOST_TEST(!find_target_problem(row.url, config).has_value() == row.is_taken); }
  }
}

BOOST_AUTO_TEST_CASE(a_socket_address_is_judged_by_its_family) {
  const auto config = allowing({target("127.0.0.1", 8444)});
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_port = htons(8444);
  inet_pton(AF_INET, "127.0.0.1", &v4.sin_addr);
  sockaddr address{};
  std::memcpy(&address, &v4, sizeof v4);
  BOOST_TEST(may_connect(address, config));
  BOOST_TEST(!may_connect(address, {}));
  sockaddr_in6 mapped{};
  mapped.sin6_family = AF_INET6;
  mapped.sin6_port = htons(8444);
  inet_pton(AF_INET6, "::ffff:127.0.0.1", &mapped.sin6_addr);
  BOOST_TEST(!may_connect(reinterpret_cast<const sockaddr&>(mapped), config));
  sockaddr other{};
  other.sa_family = AF_UNIX;
  BOOST_TEST(!may_connect(other, config));
}

BOOST_AUTO_TEST_SUITE_END()
