#!/usr/bin/env bash
# What a user does with the package, and with what was built for it. Usage: .ci/user.sh PACKAGE FOLDER, the folder being one that is not there yet
set -euo pipefail
package=$1
folder=$2
root=$PWD
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true' EXIT

echo "== two app servers on one PostgreSQL: one is killed, the primary lost, a standby promoted"
# With what was built for the package.
npx tsx tests/crash/failover.ts --changes 150 --measures 10 --clients 8

echo "== the package as a user installs it"
mkdir "$folder"
cd "$folder"
echo '{"private": true, "allowScripts": {"better-sqlite3": true}}' >package.json
npm install --no-audit --no-fund --silent "$package"
npx trade-disputes bans --imposed-by CN --affected JP --product 030722 --on 2024-10-24 | tee bans.txt
grep -q cn-jp-aquatic-2023 bans.txt
npx trade-disputes bans --on 2024-10-24 --format csv | head -1 | grep -q '^id,kind,type,title'
npx trade-disputes verify
# All of the bundled data comes out as it went in.
npx trade-disputes export all
npx trade-disputes import all --database file:copy.db
npx trade-disputes export again --database file:copy.db
diff -r all again

PORT=0 node_modules/.bin/trade-disputes serve >serve.log 2>&1 &
server=$!
for _ in $(seq 150); do grep -q 'http://' serve.log && break; sleep 0.2; done
cat serve.log
address=$(grep -o 'http://[^ ]*' serve.log | head -1)
node -e 'fetch(process.argv[1]).then(async (r) => { const b = await r.json(); if (!b.data.length) process.exit(1); })' "${address%/}/bans.json?on=2024-10-24"

echo "== the package as a library, by the examples of docs/integrate.md"
example() { awk -v wanted="$1" '/^```js$/ { found++; inside = 1; next } /^```$/ { inside = 0 } inside && found == wanted' "$root/docs/integrate.md"; }
example 1 >library.mjs
example 2 | sed "s#http://localhost:3000#${address%/}#" >client.mjs
node library.mjs | tee library.txt
grep -q 'cn-jp-aquatic-2023 since 2023-08-24' library.txt
grep -q '^lifted' library.txt
TOKEN=$(npx trade-disputes token create ci --role editor --format json | node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).token')
export TOKEN
node client.mjs 2>client.err | tee client.txt
grep -q '^cn-jp-aquatic-2025 in_force' client.txt
[ ! -s client.err ]
# The client brings nothing along: it runs beside the user's folder too, where no package is installed.
alone=$folder-alone
mkdir "$alone"
cp -r node_modules/trade-disputes/dist/client.js node_modules/trade-disputes/dist/things "$alone"
echo '{"type": "module"}' >"$alone/package.json"
(cd "$alone" && node -e 'import("./client.js").then(({ createClient }) => createClient({ baseUrl: "http://localhost" }))')
# Both are typed, with the declarations of every package they reach checked too.
npm install --no-audit --no-fund --silent --save-dev typescript @types/node
cp "$root/.ci/types.mts" .
npx tsc --noEmit --strict --module nodenext --skipLibCheck false --types node types.mts
npx tsc --noEmit --strict --module nodenext --skipLibCheck false --types node --checkJs library.mjs client.mjs
cd "$root"

echo "== what deploy/ says: the Dockerfile's instructions, the compose file, the unit"
node .ci/deploy.mjs "$folder"
