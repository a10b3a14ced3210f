#include <mysql.h>
#include <mysql/plugin_auth.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "db/caching_sha2/plugin.hpp"

namespace latchkey::db {
namespace {

constexpr int authentication_plugin = 2;
constexpr unsigned int interface_version = 0x0100;

struct AuthenticationPlugin {
  st_mysql_client_plugin head;
  int (*authenticate_user)(MYSQL_PLUGIN_VIO*, MYSQL*);
};

constexpr std::size_t challenge_size = 20;

// The protocol's bytes, MySQL's documentation of caching_sha2_password.
constexpr char asks_for_public_key = 2;
constexpr char server_knows_password = 3;
constexpr char server_wants_password = 4;

using Digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

Digest sha256(std::string_view bytes) {
  Digest digest;
  ::SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
  return digest;
}

std::string_view bytes_of(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

// SHA256(password) XOR SHA256(SHA256(SHA256(password)), challenge)
Digest prove(std::string_view password, std::string_view challenge) {
  Digest proof = sha256(password);
  const Digest mask = sha256(std::string(bytes_of(sha256(bytes_of(proof)))).append(challenge));
  for (std::size_t i = 0; i < proof.size(); ++i) proof.at(i) ^= mask.at(i);
  return proof;
}

// Empty when the key is none.
std::string encrypt(std::string text, std::string_view challenge, std::string_view pem) {
  for (std::size_t i = 0; i < text.size(); ++i)
    text[i] = static_cast<char>(static_cast<unsigned char>(text[i]) ^
                                static_cast<unsigned char>(challenge[i % challenge.size()]));
  const std::unique_ptr<BIO, decltype(&::BIO_free)> bio(::BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())),
                                                        &::BIO_free);
  const std::unique_ptr<EVP_PKEY, decltype(&::EVP_PKEY_free)> key(
      ::PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr), &::EVP_PKEY_free);
  if (!key) return {};
  const std::unique_ptr<EVP_PKEY_CTX, decltype(&::EVP_PKEY_CTX_free)> context(::EVP_PKEY_CTX_new(key.get(), nullptr),
                                                                              &::EVP_PKEY_CTX_free);
  std::string sealed(static_cast<std::size_t>(::EVP_PKEY_get_size(key.get())), '\0');
  std::size_t size = sealed.size();
  if (::EVP_PKEY_encrypt_init(context.get()) <= 0 ||
      ::EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_OAEP_PADDING) <= 0 ||
      ::EVP_PKEY_encrypt(context.get(), reinterpret_cast<unsigned char*>(sealed.data()), &size,
                         reinterpret_cast<const unsigned char*>(text.data()), text.size()) <= 0) {
    return {};
  }
  sealed.resize(size);
  return sealed;
}

class Exchange {
 public:
  Exchange(MYSQL_PLUGIN_VIO* line, MYSQL* session) : line_(line), session_(session) {}

  // Nothing when the server has hung up.
  [[nodiscard]] std::string_view receive() const {
    unsigned char* packet = nullptr;
    const int size = line_->read_packet(line_, &packet);
    return size < 0 ? std::string_view{}
                    : std::string_view{reinterpret_cast<const char*>(packet), static_cast<std::size_t>(size)};
  }
  [[nodiscard]] bool send(std::string_view bytes) const {
    return line_->write_packet(line_, reinterpret_cast<const unsigned char*>(bytes.data()),
                               static_cast<int>(bytes.size())) == 0;
  }
  // Nobody listens in: TLS, or a unix socket.
  [[nodiscard]] bool is_private() const {
    MYSQL_PLUGIN_VIO_INFO info{};
    line_->info(line_, &info);
    return info.protocol == MYSQL_PLUGIN_VIO_INFO::MYSQL_VIO_SOCKET || ::mysql_get_ssl_cipher(session_) != nullptr;
  }

 private:
  MYSQL_PLUGIN_VIO* line_;
  MYSQL* session_;
};

// The server does not remember the password and wants to see it.
int hand_over(const Exchange& exchange, const std::string& password, std::string_view challenge) {
  const std::string text(password.c_str(), password.size() + 1);  // its end counts
  if (exchange.is_private()) return exchange.send(text) ? CR_OK : CR_ERROR;
  if (!exchange.send({&asks_for_public_key, 1})) return CR_ERROR;
  const std::string_view answer = exchange.receive();
  if (answer.empty()) return CR_ERROR;
  const std::string sealed = encrypt(text, challenge, answer);
  return !sealed.empty() && exchange.send(sealed) ? CR_OK : CR_ERROR;
}

int authenticate(MYSQL_PLUGIN_VIO* line, MYSQL* session) {
  const Exchange exchange(line, session);
  const std::string_view first = exchange.receive();
  if (first.size() != challenge_size + 1) return CR_ERROR;
  const std::string challenge(first.substr(0, challenge_size));
  const std::string password = session->passwd == nullptr ? "" : session->passwd;
  if (password.empty()) return exchange.send({}) ? CR_OK : CR_ERROR;
  if (!exchange.send(bytes_of(prove(password, challenge)))) return CR_ERROR;
  const std::string_view verdict = exchange.receive();
  if (verdict.size() != 1) return verdict.empty() ? CR_ERROR : CR_OK_HANDSHAKE_COMPLETE;
  if (verdict.front() == server_knows_password) return CR_OK;
  return verdict.front() == server_wants_password ? hand_over(exchange, password, challenge) : CR_ERROR;
}

}  // namespace

void register_caching_sha2_password() {
  static std::once_flag once;
  std::call_once(once, [] {
    static AuthenticationPlugin plugin{.head = {}, .authenticate_user = authenticate};
    plugin.head.type = authentication_plugin;
    plugin.head.interface_version = interface_version;
    plugin.head.name = "caching_sha2_password";
    plugin.head.author = "Latchkey";
    plugin.head.desc = "SHA-256 sign-in";
    plugin.head.license = "MIT";
    const std::unique_ptr<MYSQL, decltype(&::mysql_close)> session(::mysql_init(nullptr), &::mysql_close);
    ::mysql_client_register_plugin(session.get(), &plugin.head);
  });
}

}  // namespace latchkey::db
