// A plain libmariadb client: one connection, statements prepared once, every value sent as text or bytes.
#pragma once
#include <mysql.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace latchkey::bench {

using Field = std::optional<std::string>;
using Row = std::vector<Field>;

[[nodiscard]] std::string sha256(const std::string& text);

// Ends the program with the server's message when anything fails: a limit that skips work is none.
class LimitClient {
 public:
  LimitClient(const std::string& socket, const std::string& user, const std::string& password);
  ~LimitClient();
  LimitClient(const LimitClient&) = delete;
  LimitClient& operator=(const LimitClient&) = delete;
  LimitClient(LimitClient&&) = delete;
  LimitClient& operator=(LimitClient&&) = delete;

  void send(const std::string& sql);  // unprepared, without a result
  [[nodiscard]] std::vector<Row> query(const std::string& sql, const Row& values);
  void change(const std::string& sql, const Row& values);
  void change_one(const std::string& sql, const Row& values);  // exactly one row must be changed

 private:
  MYSQL_STMT* run(const std::string& sql, const Row& values);
  [[noreturn]] static void fail(const char* what);

  MYSQL* connection_;
  std::map<std::string, MYSQL_STMT*> statements_;
};

}  // namespace latchkey::bench
