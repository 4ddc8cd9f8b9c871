# shellcheck shell=bash
# What every script here shares; sourced, never run. A server's files are fetched once into dac's cache, outside the checkout; a running
# server lives in a folder that its caller names: `pid`, `url`, `log`.

readonly service_cache="${XDG_CACHE_HOME:-$HOME/.cache}/dac"
readonly maven_plugin=org.apache.maven.plugins:maven-dependency-plugin:3.6.1
# shellcheck source=tests/support/talk.sh
. "$(dirname "${BASH_SOURCE[0]}")/../support/talk.sh"

need() {
  local program
  for program in "$@"; do command -v "$program" >/dev/null || die "$program is not installed: run tests/support/setup.sh test"; done
}

# into_cache NAME FUNCTION...: runs the function with an empty folder and moves that to the cache as NAME once it succeeded. Two that run
# at the same time wait for each other.
into_cache() {
  local name=$1 work
  shift
  [ ! -d "$service_cache/$name" ] || return 0
  mkdir -p "$service_cache"
  exec 9>"$service_cache/.$name.lock"
  flock 9
  if [ ! -d "$service_cache/$name" ]; then
    work=$(mktemp -d "$service_cache/.fetch.XXXXXX")
    "$@" "$work" || { rm -rf "$work"; die "$name could not be fetched"; }
    mv -T "$work" "$service_cache/$name"
  fi
  exec 9>&-
}

# maven_copy ITEM FOLDER: one file of Maven's repository, as group:artifact:version[:type[:classifier]].
maven_copy() {
  need mvn
  try mvn -q -B "$maven_plugin:copy" -Dartifact="$1" -DoutputDirectory="$2" -Dmdep.useBaseVersion=true
}

check_sum() { printf '%s  %s\n' "$1" "$2" | sha256sum --check --quiet || die "${2##*/} is not the pinned one"; }

# A port that nothing listens on now.
free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# As many different ones as asked for, on one line.
free_ports() {
  python3 -c 'import socket, sys
open_ones = [socket.socket() for _ in range(int(sys.argv[1]))]
for s in open_ones: s.bind(("127.0.0.1", 0))
print(*(s.getsockname()[1] for s in open_ones))' "$1"
}

# data_folder NAME MEGABYTES: makes a new folder for a server's data and prints it: in memory where that much is free there, else on disk.
data_folder() {
  local memory=${DAC_MEMORY_FOLDER:-/dev/shm} free
  free=$(df -Pm "$memory" 2>/dev/null | awk "NR == 2 { print \$4 }") || true
  if [ -w "$memory" ] && [ "${free:-0}" -ge "$2" ]; then
    mktemp -d "$memory/$1.XXXXXX"
  else
    say "$memory has no $2 MB free: the data goes to ${TMPDIR:-/tmp}, which is slower"
    mktemp -d "${TMPDIR:-/tmp}/$1.XXXXXX"
  fi
}

# One that ended and that nobody has waited for yet runs no more.
is_running() { [ -f "$1/pid" ] && [[ $(ps -o stat= -p "$(cat "$1/pid")") == [!Z]* ]]; }

# certificate TLS NAME SUBJECT DAYS: signed by the folder's own authority, for this machine.
certificate() {
  openssl req -newkey rsa:2048 -nodes -subj "/CN=$3" -keyout "$1/$2.key" -out "$1/$2.csr"
  openssl x509 -req -in "$1/$2.csr" -CA "$1/ca.crt" -CAkey "$1/ca.key" -CAcreateserial -days "$4" \
    -extfile <(echo 'subjectAltName=IP:127.0.0.1,DNS:localhost') -out "$1/$2.crt"
  openssl pkcs12 -export -in "$1/$2.crt" -inkey "$1/$2.key" -passout pass:throw-away -out "$1/$2.p12"
}

# An authority and certificates, thrown away with the folder; one of them was over yesterday.
make_certificates() {
  local tls=$1/tls
  mkdir -p "$tls"
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=dac-tests-ca -keyout "$tls/ca.key" -out "$tls/ca.crt"
  certificate "$tls" server 127.0.0.1 2
  certificate "$tls" client client 2
  certificate "$tls" expired 127.0.0.1 -1
} 2>"$1/openssl.log"

# launch FOLDER COMMAND...: starts a server in a session of its own; what it says goes to FOLDER/log.
launch() {
  local folder=$1
  shift
  (cd "$folder" && exec setsid "$@" </dev/null >log 2>&1 9>&-) &
  echo $! >"$folder/pid"
}

# wait_until FOLDER SECONDS COMMAND...: until the command succeeds; fails with the end of the log where the server ended or time is up.
wait_until() {
  local folder=$1 end=$((SECONDS + $2))
  shift 2
  until "$@" >/dev/null 2>&1; do
    if ! is_running "$folder" || [ "$SECONDS" -ge "$end" ]; then
      tail -30 "$folder/log" >&2
      stop_server "$folder"
      die "did not start; the whole log is $folder/log"
    fi
    sleep 0.1
  done
}

# Ends the server of a folder; one that is not running is no error.
stop_server() {
  local pid
  [ -f "$1/pid" ] || return 0
  pid=$(cat "$1/pid")
  kill "$pid" 2>/dev/null || true
  for _ in $(seq 100); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  kill -9 "$pid" 2>/dev/null || true
  rm -f "$1/pid"
}
