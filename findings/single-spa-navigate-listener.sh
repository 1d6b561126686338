#!/usr/bin/env bash
# single-spa 6.0.3: `navigateToUrl` given to addEventListener itself, as its documentation shows, does not prevent the link's
# default: the path is pushed and then the whole page is loaded. Called with the event by a function it prevents it.
# Seen with 6.0.3 on Node 20 and jsdom 24.1.3; in Chromium 156 the page loads anew.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --save-exact single-spa@6.0.3 jsdom@24.1.3
cat >seen.cjs <<'JS'
const { readFileSync } = require("node:fs");
const { JSDOM } = require("jsdom");

const { window } = new JSDOM("<!doctype html><a href='/next'>next</a>", { url: "http://shop.test/", runScripts: "outside-only" });
window.eval(readFileSync("node_modules/single-spa/lib/es2015/umd/single-spa.dev.cjs", "utf8"));
const { navigateToUrl } = window.singleSpa;

function isPrevented(listener) {
  const link = window.document.querySelector("a").cloneNode(true);
  window.document.body.append(link);
  link.addEventListener("click", listener);
  const event = new window.MouseEvent("click", { bubbles: true, cancelable: true });
  link.dispatchEvent(event);
  return event.defaultPrevented;
}

const seen = { itself: isPrevented(navigateToUrl), byFunction: isPrevented((event) => navigateToUrl(event)) };
console.log("single-spa", require("single-spa/package.json").version, "prevents the default:", JSON.stringify(seen));
process.exit(!seen.itself && seen.byFunction ? 0 : 1);
JS
node seen.cjs
