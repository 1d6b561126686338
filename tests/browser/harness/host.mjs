// A customer's own server: pages on another port than the chat's, so that everything is cross-origin as in real life.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

import { DEMO, ROOT } from "./place.mjs";

const HTML = "text/html; charset=utf-8";

/** The two script tags of the install guide. `config` is added to the demo's. */
export const snippet = (server, config = {}, attributes = "") => `
<script ${attributes} src="${server.door}"></script>
<script ${attributes}>window.HaloAgents.init(${JSON.stringify({ ...DEMO, apiUrl: server.api, ...config })});</script>`;

/** A small page around `body`. */
export const page = (body, head = "") => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width, initial-scale=1">${head}</head>
<body><h1>A page</h1><p>Some words.</p>${body}</body></html>`;

/** Under this policy WebAssembly is refused, and nothing else. With HALO_PLAIN every page has it that has no other. */
export const PLAIN = "script-src 'self' 'unsafe-inline' http: data: blob:";
export const IS_PLAIN = Boolean(process.env.HALO_PLAIN);
const headers = IS_PLAIN ? { "content-security-policy": PLAIN } : {};
/** The widget's file that is fetched first, and the one that its code is in. */
export const [ENTRY, MODULE] = IS_PLAIN ? ["halo_plain.js", "halo_plain.js"] : ["halo.js", "halo_bg.wasm"];

/** Starts the customer's server. */
export async function startHost() {
  const pages = new Map();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://host");
    const found = pages.get(pathname);
    if (!found) return response.writeHead(404, { "content-type": "text/plain" }).end("not found");
    response.writeHead(200, { "content-type": HTML, "cache-control": "no-store", ...headers, ...found.headers });
    return response.end(found.content);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const base = `http://127.0.0.1:${server.address().port}`;

  return {
    base,
    /** Serves `content` and returns its address. */
    serve(content, { path = "/", headers = {} } = {}) {
      pages.set(path, { content, headers });
      return base + path;
    },
    /** Serves the demo page with the snippet of another origin and more options. */
    shop(chat, config = {}, options = {}) {
      const shop = readFileSync(join(ROOT, "index.html"), "utf8");
      const own = shop.indexOf("<!-- The snippet of");
      return this.serve(`${shop.slice(0, own)}${snippet(chat, config)}</body></html>`, options);
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
