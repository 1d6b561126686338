// What the servers of customers' pages know of files: their types, and the answer that a file makes.

import { existsSync, readFileSync, statSync } from "node:fs";
import { extname, join } from "node:path";

export const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** What a path is served as. */
export const typeOf = (path) => TYPES[extname(path)] ?? "application/octet-stream";

/** Answers with the first of these files that is there, else with 404. */
export function answerWith(response, paths) {
  const found = paths.find((path) => existsSync(path) && statSync(path).isFile());
  if (!found) return response.writeHead(404).end();
  return response.writeHead(200, { "content-type": typeOf(found) }).end(readFileSync(found));
}

/** The folder's own file, or index.html of it. */
export const candidates = (folder, path) => [join(folder, path), join(folder, path, "index.html")];
