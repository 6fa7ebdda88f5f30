#!/usr/bin/env bash
# Installs the packed tarball under other releases of Node, which npm's package "node" brings, and runs what it is for: a question, verify, the
# server. Usage: .ci/nodes.sh TARBALL FOLDER
set -euo pipefail
tarball=$(realpath "$1")
work=$(realpath "$2")
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true' EXIT

# What an address answers; fails unless it is a 2xx.
ask() { node -e 'fetch(process.argv[1]).then(async (r) => { console.log(await r.text()); process.exitCode = r.ok ? 0 : 1; })' "$1"; }

# The folder with bin/ and include/ of a release of Node.
node_home() {
  local home=$work/node-$1
  if [ ! -d "$home" ]; then
    mkdir -p "$home"
    echo '{"private": true, "allowScripts": {"node": true}}' >"$home/package.json"
    npm install --prefix "$home" --no-audit --no-fund --silent "node@$1"
  fi
  dirname "$(dirname "$(find "$home/node_modules" -path '*/include/node' -prune -print | head -1)")"
}

# smoke RELEASE [HEADERS]: on this release, better-sqlite3 compiled with the headers of that one where no binary can be fetched.
smoke() {
  local home headers release=$1 begun=$SECONDS
  home=$(node_home "$release")
  headers=$(node_home "${2:-$release}")
  mkdir -p "$work/user-$release"
  (
    cd "$work/user-$release"
    export PATH=$home/bin:$PATH npm_config_nodedir=$headers
    node -p '"-- Node " + process.version'
    node -e 'if (process.versions.node.split(".")[0] !== process.argv[1]) process.exit(1)' "$release"
    echo '{"private": true, "allowScripts": {"better-sqlite3": true}}' >package.json
    npm install --no-audit --no-fund --silent "$tarball"
    cli=node_modules/.bin/trade-disputes
    $cli bans --imposed-by CN --affected JP --product 030722 --on 2024-10-24 >bans.txt
    grep -q cn-jp-aquatic-2023 bans.txt
    # The first question filled the database, and this one reads it all: collecting their garbage must not end the process.
    $cli verify
  )
  cd "$work/user-$release"
  PORT=0 PATH=$home/bin:$PATH node_modules/.bin/trade-disputes serve >serve.log 2>&1 &
  server=$!
  for _ in $(seq 100); do grep -q 'serving http://' serve.log && break; sleep 0.2; done
  address=$(grep -o 'serving http://[^ ]*' serve.log | cut -d ' ' -f 2)
  ask "$address/readyz"
  ask "$address/metrics" >metrics.txt
  grep "^trade_disputes_build_info{.*node=\"v$release\." metrics.txt
  ask "$address/measures.csv" | grep -q ^cn-au-coal,
  kill "$server"
  wait "$server"
  server=
  grep -q '"message":"stopped"' serve.log
  echo "Node $release: good, in $((SECONDS - begun)) s"
}

# From 24.19 on the headers of Node 24 make better-sqlite3 12 end the process at any collection of garbage ("RemoveEnvironmentCleanupHook
# … Assertion failed: (env) != nullptr"): compiled with those of 24.18, which have the same ABI, it runs on them all.
smoke 24 24.18.1
smoke 26
