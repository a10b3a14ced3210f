# The processes of a demo: each has a file with its number in DIR/run. Uses dir, port, bin and lock of scripts/demo.
# shellcheck shell=bash disable=SC2154

# The last one started is the first one stopped; mariadb is what a demo of an earlier version calls its database.
services=(nginx admin session login customers courier provisioner receiver mails mt5 database mariadb)

# A process that has ended but was not yet fetched by its parent is not alive.
is_alive() {
  local stat
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null && [[ $stat != *") Z "* ]]
}
# By its command line or environment: after a restart of the machine the number may be another process's.
is_of_this_demo() { grep -qaF "$dir/" "/proc/$1/cmdline" "/proc/$1/environ" 2>/dev/null; }
is_running() {
  local pid
  [[ -s $dir/run/$1.pid ]] && pid=$(<"$dir/run/$1.pid") && is_alive "$pid" && is_of_this_demo "$pid"
}

is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

stop_all() {
  local name pid
  for name in "${services[@]}"; do
    if is_running "$name"; then
      pid=$(<"$dir/run/$name.pid")
      kill -TERM "$pid" 2>/dev/null || true
      for _ in {1..200}; do is_alive "$pid" || break; sleep 0.05; done
      is_alive "$pid" && kill -KILL "$pid" 2>/dev/null
    fi
    rm -f "$dir/run/$name.pid" "$dir/run/$name.sock"
  done
  [[ -L $dir/run/memory ]] && rm -rf "$(readlink "$dir/run/memory")" "$dir/run/memory"
  return 0
}

# start NAME COMMAND…: in the background, in a session of its own, its output in log/NAME.log.
start() {
  local name=$1
  shift
  setsid "$@" >>"$dir/log/$name.log" 2>&1 </dev/null {lock}>&- &
  echo $! >"$dir/run/$name.pid"
}

# wait_for WHAT COMMAND…: until the command succeeds, 30 seconds at most.
wait_for() {
  local what=$1 end=$((SECONDS + 30))
  shift
  while ((SECONDS < end)); do "$@" >/dev/null 2>&1 && return; sleep 0.1; done
  fail "$what does not answer; see $dir/log"
}

# answers STATUS PATH
answers() {
  [[ $(curl -sS --cacert "$dir/tls/ca.pem" -o /dev/null -w '%{http_code}' "https://127.0.0.1:$port$2") == "$1" ]]
}

# start_handler NAME PROCESSES. Without -s: multiwatch 1.0.0 sends the signal beside the one that -s names, and SIGUSR1 by
# default, at which libfcgi and the provisioner finish what they have in hand.
start_handler() {
  rm -f "$dir/run/$1.sock"
  LATCHKEY_CONFIG=$dir/latchkey.toml start "$1" spawn-fcgi -n -s "$dir/run/$1.sock" -M 0660 -- \
    /usr/bin/multiwatch -r 1000000000 -f "$2" -- "$bin/latchkey-$1"
}

# start_worker NAME PROCESSES: one without a socket.
start_worker() {
  LATCHKEY_CONFIG=$dir/latchkey.toml start "$1" /usr/bin/multiwatch -r 1000000000 -f "$2" -- "$bin/latchkey-$1"
}
