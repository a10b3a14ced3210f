# Shared by the scripts beside it, which set `root`.
# shellcheck shell=bash disable=SC2154

# mariadbd and nginx stand where an ordinary user's shell does not look.
export PATH=$PATH:/usr/sbin:/sbin

fail() {
  echo "$0: $*" >&2
  exit 1
}

# install_packages PURPOSE…: what scripts/packages.txt lists for these purposes, quietly and only when something is missing.
install_packages() {
  local missing=() purpose package
  while read -r purpose package; do
    [[ " $* " == *" $purpose "* ]] || continue
    [[ $package == nodejs || $package == npm ]] && command -v "${package/nodejs/node}" >/dev/null && continue
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
  done < <(grep -v '^#' "$root/scripts/packages.txt")
  [[ ${#missing[@]} -eq 0 ]] && return
  local sudo=()
  if [[ $EUID -ne 0 ]]; then
    command -v sudo >/dev/null || fail "needs root or sudo to install: ${missing[*]}"
    sudo=(sudo)
  fi
  echo "Installing ${#missing[@]} packages: ${missing[*]}" >&2
  local log status=0
  log=$(mktemp)
  # Services that the packages would start are not ours to run: a policy says no while they are installed.
  local policy=/usr/sbin/policy-rc.d made_policy=
  if [[ ! -e $policy ]]; then
    made_policy=1
    trap '"${sudo[@]}" rm -f "$policy"; exit 130' INT TERM HUP
    printf '#!/bin/sh\nexit 101\n' | "${sudo[@]}" tee "$policy" >/dev/null
    "${sudo[@]}" chmod 755 "$policy"
  fi
  { "${sudo[@]}" apt-get update -q -o Acquire::Retries=3 &&
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends -o Acquire::Retries=3 "${missing[@]}"
  } >"$log" 2>&1 || status=$?
  if [[ -n $made_policy ]]; then
    "${sudo[@]}" rm -f "$policy"
    trap - INT TERM HUP
  fi
  if [[ $status -ne 0 ]]; then
    tail -n 20 "$log" >&2
    fail "the packages could not be installed; the log is $log"
  fi
  rm -f "$log"
  # Nor are those of the web servers that only tests need to start with the machine.
  local service
  for service in apache2 caddy h2o lighttpd; do
    if [[ " ${missing[*]} " == *" $service "* ]] && command -v systemctl >/dev/null; then "${sudo[@]}" systemctl --quiet disable "$service" || true; fi
  done
}

# install_npm_packages LIST FOLDER: what LIST/package-lock.json names, in FOLDER/node_modules, anew when the list has changed.
install_npm_packages() {
  local list=$1 folder=$2
  cmp -s "$list/package-lock.json" "$folder/installed.json" && return
  mkdir -p "$folder"
  cp "$list/package.json" "$list/package-lock.json" "$folder/"
  # A registry that falls silent within an answer ends npm after five minutes; it tries nothing again then. What has come by
  # then is in its cache.
  local try
  for try in 1 2 3; do
    (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --fetch-timeout=60000 >"$folder/npm.log" 2>&1) && break
    tail -n 5 "$folder/npm.log" >&2
    [[ $try -lt 3 ]] || fail "npm ci failed three times; its log is $folder/npm.log"
  done
  cp "$list/package-lock.json" "$folder/installed.json"
}

# Prints the mirror of Debian that this machine's apt uses.
debian_mirror() {
  local mirror
  # shellcheck disable=SC2016  # apt's own variable
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | head -n 1)
  [[ -n $mirror ]] || fail "apt knows no mirror of Debian; run apt-get update"
  echo "$mirror"
}

# build PRESET [OPTION…]: configures when needed and compiles, all of it or what `target` names; the log is shown only when
# it fails.
build() {
  local log
  log=$(mktemp)
  if ! (cd "$root" && cmake --preset "$@" && cmake --build --preset "$1" ${target:+--target "$target"}) >"$log" 2>&1; then
    grep -E 'error|Error|FAILED' -A 5 "$log" | head -n 60 >&2
    fail "the build failed; its log is $log"
  fi
  rm -f "$log"
}
