# nginx of a demo, with its whole configuration in DIR/nginx. Uses dir, port and build_dir of scripts/demo.
# shellcheck shell=bash disable=SC2154

# Since nginx 1.25.1 HTTP/2 is a directive of its own, and a word of `listen` is a warning.
listen_with_http2() {
  local version
  version=$(nginx -v 2>&1 | sed 's|.*/\([0-9.]*\).*|\1|')
  if printf '1.25.1\n%s\n' "$version" | sort -CV; then
    printf 'listen 127.0.0.1:%s ssl;\nhttp2 on;' "$port"
  else
    echo "listen 127.0.0.1:$port ssl http2;"
  fi
}

start_nginx() {
  ln -sfn "$root/nginx/snippets" "$dir/nginx/snippets"
  ln -sfn "$root/nginx/site.conf" "$dir/nginx/site.conf"
  local user_line=
  [[ $EUID -eq 0 ]] && user_line='user root;'
  cat >"$dir/nginx/nginx.conf" <<NGINX
$user_line
worker_processes 2;
pid $dir/run/nginx-master.pid;
error_log $dir/log/nginx-error.log;
events { worker_connections 1024; }
http {
    types { text/html html; text/css css; text/javascript js; application/json json; image/svg+xml svg; }
    access_log $dir/log/nginx-other.log;
    client_body_temp_path $dir/tmp/body;
    fastcgi_temp_path $dir/tmp/fastcgi;
    proxy_temp_path $dir/tmp/proxy;
    uwsgi_temp_path $dir/tmp/uwsgi;
    scgi_temp_path $dir/tmp/scgi;
    include site.conf;
}
NGINX
  cat >"$dir/nginx/latchkey/upstreams.conf" <<NGINX
upstream latchkey_customers { server unix:$dir/run/customers.sock; }
upstream latchkey_login     { server unix:$dir/run/login.sock; }
upstream latchkey_session   { server unix:$dir/run/session.sock; keepalive 1; keepalive_timeout 10ms; keepalive_time 10ms; }
upstream latchkey_admin     { server unix:$dir/run/admin.sock; }
NGINX
  cat >"$dir/nginx/latchkey/listen.conf" <<NGINX
$(listen_with_http2)
server_name 127.0.0.1 localhost;
ssl_certificate     $dir/tls/server.pem;
ssl_certificate_key $dir/tls/server.key;
root $root/nginx/members;
NGINX
  [[ -z $mail_port ]] || cat >>"$dir/nginx/latchkey/listen.conf" <<NGINX
location /demo/mails/ { alias $dir/mail/; index index.html; default_type text/plain; charset utf-8; }
NGINX
  printf 'listen unix:%s;\nserver_name 127.0.0.1;\n' "$dir/run/nginx-http.sock" >"$dir/nginx/latchkey/listen-http.conf"
  echo "access_log $dir/log/nginx-access.log latchkey;" >"$dir/nginx/latchkey/log.conf"
  echo "error_log $dir/log/nginx-error.log alert;" >"$dir/nginx/latchkey/error-log.conf"
  echo 'add_header Strict-Transport-Security "max-age=31536000; includeSubDomains" always;' >"$dir/nginx/latchkey/headers.conf"
  sed "s|/run/latchkey-verify|$(readlink "$dir/run/memory")/verify|" "$root/nginx/latchkey/verify-cache.conf" >"$dir/nginx/latchkey/verify-cache.conf"
  ln -sfn "$build_dir/nginx/words.conf" "$dir/nginx/latchkey/words.conf"
  rm -f "$dir/run/nginx-http.sock"
  start nginx nginx -e "$dir/log/nginx-error.log" -p "$dir/nginx" -c "$dir/nginx/nginx.conf" -g 'daemon off;'
  wait_for "nginx or latchkey-customers" answers 200 /healthz
  wait_for latchkey-login answers 200 /auth/login
  wait_for latchkey-session answers 401 /auth/session
  wait_for latchkey-admin answers 200 /admin/sign-in
}
