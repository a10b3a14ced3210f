#include "db/errors.hpp"

namespace latchkey::db {

ErrorKind classify(int number) {
  switch (number) {
    case 1053:  // server shutdown
    case 1077:  // the same, at other moments of it
    case 1078:
    case 1079:
    case 1152:  // the server has ended the connection
    case 1158:  // the server could not read from it, or write to it
    case 1159:
    case 1160:
    case 1161:
    case 1180:  // Galera: cut off during COMMIT, which the others may have carried out; also a full disk
    case 1184:
    case 1927:  // connection was killed
    case 2001:  // no descriptor for a unix socket
    case 2002:  // no socket, or refused
    case 2003:
    case 2004:  // no descriptor for a TCP socket
    case 2005:  // unknown host
    case 2006:  // gone away
    case 2008:  // this program is out of memory
    case 2013:  // lost during the statement, or a time-out
    case 2014:  // out of sync
    case 2026:  // TLS
    case 2055:
    case 3100:  // MySQL Group Replication: the COMMIT could not be handed to the group
    case 4031:  // closed for inactivity (MySQL 8)
      return ErrorKind::connection_lost;
    case 1047:  // Galera: no majority
    case 1290:  // read-only
    case 1792:  // read-only by its setting for all transactions
    case 1836:  // read-only mode (MySQL 8)
    case 3032:  // offline mode (MySQL)
      return ErrorKind::server_unfit;
    case 1040:  // too many connections
    case 1041:  // out of memory
    case 1044:  // account without rights on the schema
    case 1045:  // wrong password: the password may be in the middle of a change
    case 1698:  // the same, as MariaDB says it by chance for an account that is not there
    case 1114:  // table full
    case 1021:  // disk full
    case 1129:  // this machine is shut out after too many failed connections
    case 1130:  // no account for this machine
    case 1203:  // too many connections of this account
    case 1226:  // resource limit of this account
    case 1317:  // interrupted: somebody has killed the statement
    case 1461:  // max_prepared_stmt_count is used up
    case 1820:  // the account's password has expired
    case 1862:  // the same, told when connecting
    case 1969:  // max_statement_time (MariaDB)
    case 2059:  // the plugin for the account's kind of sign-in cannot be loaded
    case 2061:  // that plugin has failed
    case 3024:  // max_execution_time (MySQL)
    case 3118:  // account locked (MySQL)
    case 4151:  // account locked (MariaDB)
      return ErrorKind::server_busy;
    case 1020:  // MariaDB with innodb_snapshot_isolation: a row has changed since the statement began
    case 1205:
    case 1213:
    case 3101:  // MySQL Group Replication: another node has changed the same rows
      return ErrorKind::conflict;
    case 1062:
      return ErrorKind::duplicate;
    case 1243:  // unknown statement handle
    case 1615:  // needs to be prepared again
    case 2030:  // not prepared
    case 2057:  // columns changed since it was prepared
      return ErrorKind::stale_statement;
    default:
      return ErrorKind::other;
  }
}

std::string parse_constraint(const std::string& message) {
  const auto end = message.rfind('\'');
  if (end == std::string::npos || end == 0) return {};
  const auto begin = message.rfind('\'', end - 1);
  if (begin == std::string::npos) return {};
  const std::string name = message.substr(begin + 1, end - begin - 1);
  const auto dot = name.find('.');
  return dot == std::string::npos ? name : name.substr(dot + 1);
}

}  // namespace latchkey::db
