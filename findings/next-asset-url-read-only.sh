#!/usr/bin/env bash
# Next 16.4.6: in a prerendered component `new URL("./file", import.meta.url)` gives an object that passes for a URL (`instanceof
# URL`) and is none: its `origin` is empty and its parts are read-only, so that setting `search` throws a TypeError. Both of
# its bundlers do so, Turbopack (the default) and webpack. Seen on Node 20.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo "{}" >package.json
npm install --silent --no-audit --no-fund --save-exact next@16.4.6 react@19.3.1 react-dom@19.3.1
mkdir app
echo words >app/file.txt
cat >app/layout.js <<'JS'
export default function Layout({ children }) {
  return <html lang="en"><body>{children}</body></html>;
}
JS
cat >app/page.js <<'JS'
"use client";

const address = new URL("./file.txt", import.meta.url);

function setSearch() {
  try {
    address.search = "?v=1";
    return `search is ${address.search}`;
  } catch ({ name }) {
    return name;
  }
}

const seen = JSON.stringify([address instanceof URL, address.origin !== "", setSearch()]);

export default function Page() {
  return <pre>{`[[${seen}]]`}</pre>;
}
JS
export NEXT_TELEMETRY_DISABLED=1
seen() {
  rm -rf .next
  npx next build "$1" >build.log 2>&1 || { cat build.log; exit 1; }
  grep --only-matching '\[\[\[[^<]*\]\]\]' .next/server/app/index.html | sed 's/&quot;/"/g'
}
turbopack=$(seen --turbopack)
webpack=$(seen --webpack)
echo "next $(node -p 'require("next/package.json").version'): turbopack $turbopack webpack $webpack"
[ "$turbopack" = '[[[true,false,"TypeError"]]]' ]
[ "$webpack" = "$turbopack" ]
