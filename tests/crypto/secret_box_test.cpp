#include "crypto/secret_box.hpp"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>

#include "support/command.hpp"

using namespace latchkey;
using namespace latchkey::crypto;

namespace {

struct KeyFile {
  KeyFile() : path(folder.path() / "secrets.key") { add_secret_key(path); }
  test::TemporaryFolder folder;
  std::string path;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(secret_box, KeyFile)

BOOST_AUTO_TEST_CASE(what_is_sealed_opens_again_and_looks_different_each_time) {
  const SecretBox box(path);
  const std::string secret = std::string("p\xc3\xa4ss") + '\0' + "word";
  const auto one = box.seal(secret);
  const auto two = box.seal(secret);
  BOOST_TEST(box.open(one) == secret);
  BOOST_TEST(one.bytes != two.bytes);
  BOOST_TEST(one.bytes.find("ss") == std::string::npos);
  BOOST_TEST(box.open(box.seal("")).empty());
}

BOOST_AUTO_TEST_CASE(a_changed_byte_is_noticed) {
  const SecretBox box(path);
  const auto sealed = box.seal("secret");
  for (std::size_t i = 0; i < sealed.bytes.size(); ++i) {
    auto changed = sealed;
    changed.bytes[i] = static_cast<char>(changed.bytes[i] ^ 1);
    BOOST_CHECK_THROW(static_cast<void>(box.open(changed)), std::runtime_error);
  }
  BOOST_CHECK_THROW(static_cast<void>(box.open({"", sealed.key_id})), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(keys_are_replaced_while_old_secrets_are_about) {
  const auto old = SecretBox(path).seal("secret");
  add_secret_key(path);
  const SecretBox both(path);
  BOOST_TEST(both.open(old) == "secret");
  BOOST_TEST(both.seal("x").key_id != old.key_id);
  drop_old_secret_keys(path);
  const SecretBox fresh(path);
  BOOST_TEST(fresh.current_key() == both.current_key());
  BOOST_CHECK_THROW(static_cast<void>(fresh.open(old)), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(a_key_file_that_others_may_read_is_refused) {
  ::chmod(path.c_str(), 0644);
  BOOST_CHECK_THROW(SecretBox{path}, std::runtime_error);
  ::chmod(path.c_str(), 0640);
  BOOST_CHECK_NO_THROW(SecretBox{path});
  BOOST_CHECK_THROW(SecretBox{path + ".none"}, std::runtime_error);
  for (const char* text : {"", "abc", "0123abcd ", "0123abcd 00", "0123abcd zz"}) {
    test::write_file(path, text);
    BOOST_CHECK_THROW(SecretBox{path}, std::runtime_error);
  }
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_read_is_not_replaced) {
  test::write_file(path, "not a key\n");
  ::chmod(path.c_str(), 0600);
  BOOST_CHECK_THROW(add_secret_key(path), std::runtime_error);
  BOOST_TEST(test::read_file(path) == "not a key\n");
  test::write_file(path, "");
  BOOST_CHECK_THROW(add_secret_key(path), std::runtime_error);
  BOOST_CHECK_THROW(add_secret_key(folder.path() / "no/such/folder.key"), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(keys_that_are_in_use_stay) {
  const std::string first = SecretBox(path).current_key();
  add_secret_key(path);
  const std::string second = SecretBox(path).current_key();
  add_secret_key(path);
  const auto ids = SecretBox(path).key_ids();
  BOOST_TEST(ids.size() == 3U);
  drop_old_secret_keys(path, {first});
  BOOST_TEST(SecretBox(path).key_ids().size() == 2U);
  BOOST_TEST(SecretBox(path).key_ids().front() == ids.front());
  BOOST_TEST(SecretBox(path).key_ids().back() == first);
}

BOOST_AUTO_TEST_CASE(rotation_keeps_the_file_to_its_owner) {
  struct stat status {};
  BOOST_TEST(::stat(path.c_str(), &status) == 0);
  BOOST_TEST((status.st_mode & 0777U) == 0600U);
}

BOOST_AUTO_TEST_SUITE_END()
