#include "limit_client.hpp"

#include <sodium.h>

#include <cstdlib>
#include <iostream>

namespace latchkey::bench {

std::string sha256(const std::string& text) {
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(digest.data()),
                     reinterpret_cast<const unsigned char*>(text.data()), text.size());
  return digest;
}

LimitClient::LimitClient(const std::string& socket, const std::string& user, const std::string& password)
    : connection_(mysql_init(nullptr)) {
  if (mysql_real_connect(connection_, nullptr, user.c_str(), password.c_str(), "latchkey", 0, socket.c_str(), 0) ==
      nullptr) {
    fail(mysql_error(connection_));
  }
  send("SET time_zone = '+00:00'");
  send("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
}

LimitClient::~LimitClient() {
  for (const auto& [sql, statement] : statements_) mysql_stmt_close(statement);
  mysql_close(connection_);
}

void LimitClient::fail(const char* what) {
  std::cerr << "bench-limit: " << what << '\n';
  std::_Exit(1);
}

void LimitClient::send(const std::string& sql) {
  if (mysql_real_query(connection_, sql.data(), sql.size()) != 0) fail(mysql_error(connection_));
}

MYSQL_STMT* LimitClient::run(const std::string& sql, const Row& values) {
  MYSQL_STMT*& statement = statements_[sql];
  if (statement == nullptr) {
    statement = mysql_stmt_init(connection_);
    if (mysql_stmt_prepare(statement, sql.data(), sql.size()) != 0) fail(mysql_stmt_error(statement));
  }
  std::vector<MYSQL_BIND> binds(values.size());
  std::vector<unsigned long> lengths(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!values[i]) {
      binds[i].buffer_type = MYSQL_TYPE_NULL;
      continue;
    }
    lengths[i] = values[i]->size();
    binds[i].buffer_type = MYSQL_TYPE_STRING;
    binds[i].buffer = const_cast<char*>(values[i]->data());
    binds[i].buffer_length = lengths[i];
    binds[i].length = &lengths[i];
  }
  if (!binds.empty() && mysql_stmt_bind_param(statement, binds.data()) != 0) fail(mysql_stmt_error(statement));
  if (mysql_stmt_execute(statement) != 0) fail(mysql_stmt_error(statement));
  return statement;
}

std::vector<Row> LimitClient::query(const std::string& sql, const Row& values) {
  static constexpr unsigned long field_limit = 2100;
  MYSQL_STMT* statement = run(sql, values);
  const unsigned count = mysql_stmt_field_count(statement);
  std::vector<MYSQL_BIND> binds(count);
  std::vector<unsigned long> lengths(count);
  std::vector<my_bool> nulls(count);
  std::vector<std::string> buffers(count, std::string(field_limit, '\0'));
  for (unsigned i = 0; i < count; ++i) {
    binds[i].buffer_type = MYSQL_TYPE_STRING;
    binds[i].buffer = buffers[i].data();
    binds[i].buffer_length = field_limit;
    binds[i].length = &lengths[i];
    binds[i].is_null = &nulls[i];
  }
  if (mysql_stmt_bind_result(statement, binds.data()) != 0 || mysql_stmt_store_result(statement) != 0) {
    fail(mysql_stmt_error(statement));
  }
  std::vector<Row> rows;
  while (mysql_stmt_fetch(statement) == 0) {
    Row row;
    for (unsigned i = 0; i < count; ++i) {
      row.push_back(nulls[i] != 0 ? Field() : Field(std::string(buffers[i], 0, lengths[i])));
    }
    rows.push_back(std::move(row));
  }
  mysql_stmt_free_result(statement);
  return rows;
}

void LimitClient::change(const std::string& sql, const Row& values) { run(sql, values); }

void LimitClient::change_one(const std::string& sql, const Row& values) {
  if (mysql_stmt_affected_rows(run(sql, values)) != 1) fail(("not one row changed by: " + sql).c_str());
}

}  // namespace latchkey::bench
