#!/usr/bin/env bash
# jquery-pjax 2.0.1: an answer that has <html but leaves out <head> and <body>, as HTML allows, throws "Cannot read properties
# of null" while it is read, after the address was changed: the address is the new page's, the content the old one's.
# Seen with 2.0.1, jQuery 3.8.0, Node 20 and jsdom 24.1.3, and in Chromium 156.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --save-exact jquery-pjax@2.0.1 jquery@3.8.0 jsdom@24.1.3
cat >seen.cjs <<'JS'
const { readFileSync } = require("node:fs");
const { createServer } = require("node:http");
const { JSDOM, VirtualConsole } = require("jsdom");

const SCRIPTS = ["jquery/dist/jquery.js", "jquery-pjax/jquery.pjax.js"].map((path) => readFileSync(`node_modules/${path}`, "utf8"));
const DOCUMENTS = {
  written: "<!doctype html>\n<html lang=en><head><title>New</title></head><body><main id=main>New</main></body></html>",
  leftOut: "<!doctype html>\n<html lang=en><title>New</title><main id=main>New</main>",
};

const server = createServer((request, response) => {
  response.writeHead(200, { "content-type": "text/html" }).end(DOCUMENTS[new URL(request.url, "http://shop.test").pathname.slice(1)] ?? "");
});

async function visit(name) {
  const base = `http://127.0.0.1:${server.address().port}/`;
  const virtualConsole = new VirtualConsole();
  const { window } = new JSDOM("<main id=main>Old</main>", { url: base, runScripts: "outside-only", virtualConsole });
  window.scrollTo = () => {};
  for (const script of SCRIPTS) window.eval(script);
  const main = window.document.getElementById("main");
  return new Promise((done) => {
    const end = (what) => done({ what, shows: main.textContent, path: window.location.pathname });
    virtualConsole.on("jsdomError", (error) => end(error.message.split("\n")[0]));
    window.$(window.document).on("pjax:end", () => setTimeout(() => end("end")));
    window.$.pjax({ url: `/${name}`, container: "#main", fragment: "#main", timeout: 5000 });
  });
}

server.listen(0, "127.0.0.1", async () => {
  const seen = { written: await visit("written"), leftOut: await visit("leftOut") };
  console.log("jquery-pjax 2.0.1", JSON.stringify(seen, null, 1));
  const { written, leftOut } = seen;
  process.exit(written.shows === "New" && leftOut.shows === "Old" && /of null/.test(leftOut.what) && leftOut.path === "/leftOut" ? 0 : 1);
});
JS
node seen.cjs
