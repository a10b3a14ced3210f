# The database of a demo: its server, its schema and an account for each program. Uses dir and bin of scripts/demo.
# shellcheck shell=bash disable=SC2154

accounts=(customers login session admin provisioner courier)  # besides the owner
declare -A passwords

sql() { mariadb --no-defaults --socket="$dir/run/database.sock" -u root "$@"; }
latchkey() { LATCHKEY_CONFIG=$dir/latchkey.toml "$bin/latchkey" "$@"; }
random() { openssl rand -hex 24; }

start_database() {
  if [[ ! -d $dir/data/mysql ]]; then
    "$root/scripts/database-server" make "$dir/data" "$dir/tmp" >"$dir/log/install-db.log" 2>&1 ||
      fail "the database could not be made; see $dir/log/install-db.log"
  fi
  start database "$root/scripts/database-server" run "$dir/data" "$dir/run/database.sock" "$dir/tmp" \
    --innodb-buffer-pool-size=64M --loose-innodb-log-file-size=32M --max-connections=100
  wait_for "the database" sql -e "SELECT 1"
}

# New ones each time.
make_passwords() {
  local account
  for account in owner "${accounts[@]}"; do passwords[$account]=$(random); done
}

make_schema() {
  local account
  sql <<SQL
CREATE DATABASE IF NOT EXISTS latchkey CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE USER IF NOT EXISTS latchkey_owner@localhost IDENTIFIED BY '${passwords[owner]}';
ALTER USER latchkey_owner@localhost IDENTIFIED BY '${passwords[owner]}';
GRANT ALL ON latchkey.* TO latchkey_owner@localhost;
SQL
  latchkey migrate 2>>"$dir/log/migrate.log" || { tail -n 3 "$dir/log/migrate.log" >&2; fail "the schema could not be made"; }
  sql latchkey <"$root/sql/grants.sql"
  [[ -s $dir/secrets.key ]] || latchkey secrets rotate 2>>"$dir/log/migrate.log"
  for account in "${accounts[@]}"; do
    sql -e "ALTER USER latchkey_$account@localhost IDENTIFIED BY '${passwords[$account]}' ACCOUNT UNLOCK"
  done
}
