#!/usr/bin/env bash
# A PostgreSQL server for tests: real, private, gone afterwards.
#   postgres.sh install        installs Debian's package where there is no server and we may
#   postgres.sh start DIR      makes a database in DIR and serves it on a free port of this machine only; prints the port
#   postgres.sh stop DIR       stops the server and removes DIR
# The server does not run as root (it refuses to): root hands DIR to the user postgres.
set -euo pipefail

binaries() {
  local folder
  for folder in /usr/lib/postgresql/*/bin; do
    [[ -x $folder/initdb ]] && echo "$folder"
  done | sort -V | tail -1
}

# Runs a command as the user that the server runs as.
as_server() {
  if [[ $(id -u) == 0 ]]; then
    setpriv --reuid=postgres --regid=postgres --clear-groups env -i PATH="$PATH" LC_ALL=C.UTF-8 "$@"
  else
    env LC_ALL=C.UTF-8 "$@"
  fi
}

install() {
  [[ -n $(binaries) ]] && return
  if [[ $(id -u) != 0 ]] || ! command -v apt-get > /dev/null; then
    echo "PostgreSQL is not installed, and cannot be: that needs root and apt-get (package postgresql)" >&2
    exit 3
  fi
  # No cluster of the package's own: only its programs are wanted.
  mkdir -p /etc/postgresql-common
  [[ -e /etc/postgresql-common/createcluster.conf ]] || echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf
  export DEBIAN_FRONTEND=noninteractive
  if ! { apt-get install -y -q postgresql || { apt-get update -q && apt-get install -y -q postgresql; }; } > /dev/null 2>&1 < /dev/null; then
    echo "PostgreSQL is not installed, and its package (postgresql) could not be" >&2
    exit 3
  fi
}

start() {
  local folder=$1 bin attempt port
  install
  bin=$(binaries)
  mkdir -p "$folder"
  [[ $(id -u) == 0 ]] && chown postgres "$folder"
  cd "$folder"
  as_server "$bin/initdb" --pgdata="$folder/data" --username=k2 --auth=trust --encoding=UTF8 --no-sync > "$folder/log" 2>&1
  # A port that is free now may be taken a moment later: then the next one is tried.
  for attempt in 1 2 3 4 5; do
    port=$((20000 + (RANDOM * 7 + $$ + attempt * 911) % 12000))
    if as_server "$bin/pg_ctl" --pgdata="$folder/data" --log="$folder/data/log" --wait --timeout=120 \
      --options="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200" start >> "$folder/log" 2>&1 < /dev/null; then
      echo "$port"
      return
    fi
  done
  cat "$folder/log" "$folder/data/log" >&2
  exit 1
}

stop() {
  local folder=$1 bin
  bin=$(binaries)
  if [[ -d $folder/data ]]; then
    cd "$folder"
    as_server "$bin/pg_ctl" --pgdata="$folder/data" --mode=immediate --wait stop > /dev/null 2>&1 < /dev/null || true
  fi
  cd /
  rm -rf "$folder"
}

case ${1:-} in
  install) install ;;
  start) start "$2" ;;
  stop) stop "$2" ;;
  *)
    echo "usage: postgres.sh install | start DIR | stop DIR" >&2
    exit 2
    ;;
esac
