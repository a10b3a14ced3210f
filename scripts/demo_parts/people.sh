# Who is there in a demo, and what its user is told. Uses dir, port and bin of scripts/demo.
# shellcheck shell=bash disable=SC2154

# Demo data, made once: the pages, a partner with an API key, an administrator.
make_demo_data() {
  [[ -s $dir/secrets.env ]] && return
  local admin_password api_key
  latchkey menu add --label Dashboard --path /dashboard --home
  latchkey menu add --label Accounts --path /accounts
  latchkey menu add --label Deposit --path /wallet/deposit
  latchkey menu add --label Withdraw --path /wallet/withdraw
  latchkey menu add --label Profile --path /profile
  latchkey user create --email partner@example.com --first-name Affiliate --last-name One >/dev/null
  admin_password=$(random)
  latchkey user create --email admin@example.com --first-name Demo --last-name Administrator --password-stdin <<<"$admin_password" >/dev/null 2>&1
  api_key=$(latchkey api-key create --name "Demo partner" --user partner@example.com --right customers:create \
    --right leads:create --right logins:create --allow 127.0.0.0/16 --allow ::1)
  (umask 077 && printf 'API_KEY=%s\nADMIN_PASSWORD=%s\n' "$api_key" "$admin_password" >"$dir/secrets.env")
}

write_env() {
  source "$dir/secrets.env"
  (
    umask 077
    cat >"$dir/demo.env" <<ENV
BASE_URL=https://127.0.0.1:$port
CA_FILE=$dir/tls/ca.pem
API_KEY=$API_KEY
API_KEY_USER="Affiliate One"
ADMIN_URL=https://127.0.0.1:$port/admin/
ADMIN_EMAIL=admin@example.com
ADMIN_PASSWORD=$ADMIN_PASSWORD
DB_SOCKET=$dir/run/database.sock
DB_NAME=latchkey
CONFIG=$dir/latchkey.toml
BIN_DIR=$bin
LOG_DIR=$dir/log
ENV
  )
}

# A customer of the demo's own, for a link that can be opened at once.
make_demo_customer() {
  local answer=$dir/tmp/customer.json
  curl -sS --cacert "$dir/tls/ca.pem" -o "$answer" "https://127.0.0.1:$port/api/v1/customers" -H "X-Api-Key: $API_KEY" \
    -H 'Content-Type: application/json' -d '{"firstName":"Demo","lastName":"Customer","email":"demo@example.com",
    "phone":"+35799123456","phoneCountryCode":"CY","nationalityCountryCode":"CY","password":"'"demo$(random)"'1","login":null}'
  rm -f "$answer"
  latchkey customer login-link demo@example.com --kind redirect
}

print_welcome() {
  local link=$1
  cat <<TEXT

Latchkey is up at https://127.0.0.1:$port   (files and logs: $dir)

API key:  $API_KEY

Create a customer:

curl --cacert $dir/tls/ca.pem https://127.0.0.1:$port/api/v1/customers \\
  -H 'X-Api-Key: $API_KEY' -H 'Content-Type: application/json' \\
  -d '{"firstName":"Maria","lastName":"Rossi","email":"maria.'\$RANDOM'@example.com","phone":"+35799123456","phoneCountryCode":"CY","nationalityCountryCode":"IT","password":"sunny day 7","utmDetails":{"utm_source":"newsletter"},"metadata":{"plan":"gold"},"tradingAccount":{"currency":"EUR","leverage":200}}'

All about the API: https://127.0.0.1:$port/api/docs

The admin area: https://127.0.0.1:$port/admin/   (e-mail admin@example.com, password $ADMIN_PASSWORD)

The trading account is opened by "MT5 Demo", a simulator that runs here; nothing is traded.

${mail_port:+Mails are not sent; they are files in $dir/mail, listed at https://127.0.0.1:$port/demo/mails/

}Whoever is told by webhooks and postbacks, and verifies them, writes to $dir/log/receiver.log and $dir/webhooks.

Sign in as the demo customer (works once, for 5 minutes):

$link

TEXT
}
