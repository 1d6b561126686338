#!/usr/bin/env bash
# idiomorph 0.8.0: a whole document is taken for a fragment when its text leaves out the tags that HTML allows to leave out
# (</head>, </body>, </html>): morphing the document element into it throws HierarchyRequestError. With them it works.
# Seen with 0.8.0 on Node 20 and jsdom 24.1.3, and in Chromium 156.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --save-exact idiomorph@0.8.0 jsdom@24.1.3
cat >seen.cjs <<'JS'
const { readFileSync } = require("node:fs");
const { JSDOM } = require("jsdom");

const SOURCE = readFileSync("node_modules/idiomorph/dist/idiomorph.js", "utf8");
const DOCUMENTS = {
  written: "<!doctype html>\n<html lang=en><head><title>New</title></head><body><p>New</p></body></html>",
  leftOut: "<!doctype html>\n<html lang=en><title>New</title><p>New",
};

function morph(text) {
  const { window } = new JSDOM("<!doctype html><html lang=en><head><title>Old</title></head><body><p>Old</p></body></html>", { runScripts: "outside-only" });
  window.eval(`${SOURCE}; window.Idiomorph = Idiomorph`);
  try {
    window.Idiomorph.morph(window.document.documentElement, text);
    return window.document.body.textContent.trim();
  } catch ({ name }) {
    return name;
  }
}

const seen = Object.fromEntries(Object.entries(DOCUMENTS).map(([name, text]) => [name, morph(text)]));
console.log("idiomorph", JSON.parse(readFileSync("node_modules/idiomorph/package.json")).version, JSON.stringify(seen));
process.exit(seen.written === "New" && seen.leftOut === "HierarchyRequestError" ? 0 : 1);
JS
node seen.cjs
