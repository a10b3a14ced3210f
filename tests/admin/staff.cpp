#include "admin/staff.hpp"

#include "base/percent.hpp"
#include "crypto/password.hpp"
#include "crypto/secret_box.hpp"
#include "staff/role_store.hpp"
#include "staff/staff_session.hpp"
#include "staff/user_store.hpp"

namespace latchkey::test {

std::string form_body(const Fields& fields) {
  std::string body;
  for (const auto& [name, value] : fields) {
    body += (body.empty() ? "" : "&") + percent_encode(name) + "=" + percent_encode(value);
  }
  return body;
}

AdminArea::AdminArea() : config_(std::make_unique<Config>(test_config())), db_(SharedDatabase::connect()) {
  config_->password_cost.memory_kib = 8;
  config_->password_cost.passes = 1;
  config_->sockets_folder.clear();  // nobody counts who is at long work
  config_->key_file = folder_->path() / "secrets.key";
  config_->erased_file = folder_->path() / "erased";
  crypto::add_secret_key(config_->key_file);
  application_.mount("/admin", admin::make_service(*config_, *db_));
}

http::Response AdminArea::send(const http::Request& request) const { return http::answer(application_, request); }

Staff::Staff(const AdminArea& area, const staff::Permissions& permissions)
    : area_(area), id_(Uuid::make()), email_(new_email()) {
  address_ = new_address();
  auto& db = area.db();
  const audit::Actor actor{"test", {}};
  const std::string hash = crypto::hash_password(password, {8, 1});
  id_ = staff::create_user(db, actor, {email_, "Stella", "Staff", hash}).value();
  const staff::Role role{
      .id = Uuid::make(), .name = Uuid::make().text(), .requires_second_factor = false, .permissions = permissions};
  static_cast<void>(staff::create_role(db, actor, role));
  static_cast<void>(staff::set_roles(db, actor, id_, {role.id}));
  const auto cookie = staff::open_staff_session(
      db, {.user = id_, .password_hash = hash, .address = address_, .lifetime = std::chrono::hours{12}});
  cookie_ = cookie.value().value.reveal();
}

http::Response Staff::get(const std::string& path, const std::string& query) const {
  return send("GET", path, query, "");
}

http::Response Staff::post(const std::string& path, Fields fields) const {
  fields.emplace_back("csrf", form_value());
  return post_bare(path, fields);
}

http::Response Staff::post_bare(const std::string& path, const Fields& fields) const {
  return send("POST", path, "", form_body(fields));
}

std::string Staff::form_value() const { return staff::make_form_value(crypto::SecretToken::parse(cookie_).value()); }

void Staff::take_cookie(const http::Response& response) {
  for (const auto cookie : response.find_headers("Set-Cookie")) {
    static constexpr std::string_view name = "__Host-staff=";
    if (cookie.starts_with(name)) cookie_ = cookie.substr(name.size(), crypto::SecretToken::random_characters);
  }
}

http::Request Staff::request(const std::string& method, const std::string& path, const Fields& fields) const {
  return make_request(method, path, "", form_body(fields));
}

http::Response Staff::send(const std::string& method, const std::string& path, const std::string& query,
                           const std::string& body) const {
  return area_.send(make_request(method, path, query, body));
}

http::Request Staff::make_request(const std::string& method, const std::string& path, const std::string& query,
                                  const std::string& body) const {
  http::Request request;
  request.method = method;
  request.path = "/admin" + path;
  request.query = query;
  request.body = body;
  if (method == "POST") request.content_type = "application/x-www-form-urlencoded";
  request.remote_address = address_;
  request.id = "r1";
  request.headers = {
      {"cookie", "__Host-staff=" + cookie_}, {"origin", area_.config().base_url}, {"sec-fetch-site", "same-origin"}};
  return request;
}

bool has(const http::Response& response, const std::string& text) {
  return response.body().find(text) != std::string::npos;
}

void dismiss_administrators(db::Connection& db) { db.execute("DELETE FROM user_roles"); }

}  // namespace latchkey::test
