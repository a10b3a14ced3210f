# What stands beside Latchkey in a demo: an SMTP server, an MT5 server, a receiver of webhooks. Each writes its port to
# shellcheck shell=bash disable=SC2154
# a file of its folder. Uses dir of scripts/demo.

# take_port FOLDER: the port that the simulator of the folder had before when that is free, else 0, which is any; its
# file is there again when it listens.
take_port() {
  local former=0
  mkdir -p "$1"
  [[ -s $1/port ]] && former=$(<"$1/port")
  is_taken "$former" && former=0
  rm -f "$1/port"
  echo "$former"
}

# The end of all mails: an SMTP server that keeps them as files in DIR/mail, with a page that lists them.
start_mails() {
  mail_port=
  [[ ${LATCHKEY_DEMO_MAIL:-} == off ]] && return
  mkdir -p "$dir/mail/templates"
  chmod 700 "$dir/mail"
  start mails /usr/bin/python3 -B "$root/tests/simulators/smtp_server.py" --port "$(take_port "$dir/mail")" --list "$dir/mail"
  wait_for "the server of mails" test -s "$dir/mail/port"
  mail_port=$(<"$dir/mail/port")
}

# The simulated MT5 server. Its accounts are kept in DIR/mt5.
start_mt5() {
  local mt5_port
  start mt5 python3 -B "$root/tests/simulators/mt5_simulator.py" --port "$(take_port "$dir/mt5")" \
    --port-file "$dir/mt5/port" --control-port-file "$dir/mt5/control" --certificate "$dir/tls/server.pem" \
    --key "$dir/tls/server.key" --record "$dir/mt5/accounts.jsonl"
  wait_for "the MT5 simulator" test -s "$dir/mt5/port"
  mt5_port=$(<"$dir/mt5/port")
  if [[ $(latchkey platform list) != *"MT5 Demo"* ]]; then
    latchkey platform add --name "MT5 Demo" --kind mt5 --host 127.0.0.1 --port "$mt5_port" --manager 1000 --secret-stdin \
      --server-name Latchkey-Demo \
      --ca "$dir/tls/ca.pem" --demo --default <<<Password1 >/dev/null
    latchkey platform group add --platform "MT5 Demo" --account-type standard --currency USD --group 'demo\forex-usd' \
      --leverage 50,100,200 --default
    latchkey platform group add --platform "MT5 Demo" --account-type standard --currency EUR --group 'demo\forex-eur' \
      --leverage 50,100,200
  fi
  sql latchkey -e "UPDATE trading_platforms SET port = $mt5_port WHERE name = 'MT5 Demo'"
}

# Whoever is told of things. It verifies what it gets, and keeps it in DIR/webhooks.
start_receiver() {
  start receiver python3 -B "$root/tests/simulators/webhook_receiver.py" --port "$(take_port "$dir/webhooks")" \
    --port-file "$dir/webhooks/port" --certificate "$dir/tls/server.pem" --key "$dir/tls/server.key" --folder "$dir/webhooks"
  wait_for "the receiver of webhooks" test -s "$dir/webhooks/port"
}

# Made once; on another port than before they are changed.
tell_receiver() {
  local address events=() event
  address=https://127.0.0.1:$(<"$dir/webhooks/port")
  if [[ ! -s $dir/webhooks/secrets ]]; then
    for event in customer.created lead.created lead.matched lead.status_changed deposit.first deposit \
      trading_account.created trading_account.failed login.redeemed customer.erased; do events+=(--event "$event"); done
    (umask 077 && latchkey webhook add --url "$address/webhook" "${events[@]}" >"$dir/webhooks/secrets.new" 2>/dev/null)
    latchkey postback add --user partner@example.com --event lead --event customer --event deposit.first \
      --url "$address/postback?cid={click_id}&event={event}&lead={lead_id}" >/dev/null
    mv "$dir/webhooks/secrets.new" "$dir/webhooks/secrets"
  fi
  sql latchkey -e "UPDATE endpoints SET url = REGEXP_REPLACE(url, '^https://127\\\\.0\\\\.0\\\\.1:[0-9]+/', '$address/')"
}
