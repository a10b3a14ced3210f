# The configuration of a demo, its certificate and the folder in memory. Uses dir, port and extra of scripts/demo.
# shellcheck shell=bash disable=SC2154

# Where the handlers and nginx remember checked sessions, in memory where there is any for everybody; removed when the demo
# stops. nginx makes its own folder in it.
make_memory() {
  local parent=/dev/shm
  [[ -w $parent ]] || parent=$dir/tmp
  ln -sfn "$(mktemp -d "$parent/latchkey-demo-XXXXXXXX")" "$dir/run/memory"
  mkdir -m 700 "$dir/run/memory/sessions" "$dir/run/memory/metrics"
  chmod 711 "$dir/run/memory/"  # nginx's workers are other users
}

make_certificate() {
  [[ -s $dir/tls/server.pem ]] && return
  mkdir -p "$dir/tls"
  (
    cd "$dir/tls"
    umask 077
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 825 -subj "/CN=Latchkey demo CA" \
      -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign -keyout ca.key -out ca.pem
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=127.0.0.1" -keyout server.key -out server.csr
    printf 'subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth\n' >server.ext
    openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 825 -extfile server.ext -out server.pem
  ) >"$dir/log/tls.log" 2>&1 || fail "the certificate could not be made; see $dir/log/tls.log"
}

# Sections of --extra take the place of those that stand there already.
add_extra() {
  awk '
    FNR == NR { if ($0 ~ /^\[/) taken[$1] = 1; next }
    /^\[/ { is_taken = ($1 in taken) }
    !is_taken
  ' "$extra" "$dir/latchkey.toml" >"$dir/latchkey.toml.new"
  printf '\n' >>"$dir/latchkey.toml.new"
  cat "$extra" >>"$dir/latchkey.toml.new"
  mv "$dir/latchkey.toml.new" "$dir/latchkey.toml"
}

# With the passwords of database.sh.
write_config() {
  (
    umask 077
    cat >"$dir/latchkey.toml" <<TOML
[site]
base_url = "https://127.0.0.1:$port"
name = "Northgate Markets"
support = "support@example.com"
logo = "$root/nginx/members/members/logo.svg"
accent = "#4338ca"

[database]
socket = "$dir/run/database.sock"
name = "latchkey"

[session]
cache_folder = "$(readlink "$dir/run/memory")/sessions"

[metrics]
folder = "$(readlink "$dir/run/memory")/metrics"

[sockets]
folder = "$dir/run"

[courier]
allow = ["127.0.0.1:$(<"$dir/webhooks/port")"]
ca_file = "$dir/tls/ca.pem"
TOML
    for account in "${!passwords[@]}"; do
      printf '\n[database.%s]\nuser = "latchkey_%s"\npassword = "%s"\n' "$account" "$account" "${passwords[$account]}" >>"$dir/latchkey.toml"
    done
    [[ -z $mail_port ]] || cat >>"$dir/latchkey.toml" <<TOML

[mail]
host = "127.0.0.1"
port = $mail_port
tls = "off"
from = "hello@northgate.example"
templates = "$dir/mail/templates"
TOML
    [[ -z $extra ]] || add_extra
  )
}
