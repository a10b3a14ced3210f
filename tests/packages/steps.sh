# What the scripts in the machine share.
base=https://members.example.com
handlers=(customers login session admin)

say() { printf '   %s\n' "$*"; }
die() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }
expect() { [[ $2 == "$3" ]] || die "$1: $2 in place of $3"; }
curl() { command curl -sS --cacert /etc/ssl/members.pem "$@"; }
status() { curl -o /dev/null -w '%{http_code}' "$@"; }
