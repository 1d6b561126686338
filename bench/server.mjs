// The one server of a comparison: pages, every peer's files as brotli made beforehand, and every peer's wire with the
// same words at the same pace.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { once } from "node:events";

import { tokens } from "./answer.mjs";
import { ANSWERS, isPrevious, STREAMS } from "./wires.mjs";

const TYPES = {
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
  ".json": "application/json",
  ".html": "text/html; charset=utf-8",
};
/** Tokens in one write at full speed: more than a packet's worth helps nobody, one by one is a measurement of Node. */
const TOKENS_A_WRITE = 8;
/** Pause between writes at a pace, shorter than a frame. */
const TICK_MS = 5;

const encoded = new Map();

/** The parts of an answer, made once: the server shall not cost what is measured. */
function parts(path, wire, count) {
  const key = `${path} ${count}`;
  if (!encoded.has(key))
    encoded.set(
      key,
      tokens(count).map((text, n) => wire.token(text, n)),
    );
  return encoded.get(key);
}

/** Sends them as fast as the socket takes them, or so many a second. */
async function send(response, all, pace) {
  const start = performance.now();
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  for (let sent = 0; sent < all.length && !response.destroyed; ) {
    const due = pace ? Math.min(all.length, Math.ceil(((performance.now() - start) / 1000) * pace)) : Math.min(all.length, sent + TOKENS_A_WRITE);
    const taken = due === sent || response.write(all.slice(sent, due).join(""));
    sent = due;
    if (pace) await new Promise((done) => setTimeout(done, TICK_MS));
    else if (!taken) await once(response, "drain", { signal: gone.signal }).catch(() => {});
  }
}

/** Answers a question such as "1000 tokens" or "4000 tokens at 1000 a second". */
async function answer(path, wire, body, response) {
  // The newest question is the last that is named; some peers send the conversation along.
  const asked = [...body.matchAll(/(\d+) tokens(?: at (\d+) a second)?/g)].at(-1);
  const all = parts(path, wire, Number(asked?.[1] ?? 100));
  response.writeHead(200, { "content-type": wire.type, "cache-control": "no-store", "x-session-id": "sess_1795262400_abcdef" });
  if (wire.before) response.write(wire.before);
  await send(response, all, Number(asked?.[2] ?? 0));
  response.end(wire.after(all.length));
}

async function posted(request) {
  let body = "";
  for await (const part of request.setEncoding("utf8")) body += part;
  return body;
}

/**
 * Starts it. `folders` are the beginnings of paths and the folders behind them, `pages` whole documents by path.
 * @param {{ folders: Record<string, string>, pages: (path: string) => string | undefined }} content
 */
export async function startServer({ folders, pages }) {
  const file = (path) => {
    const prefix = Object.keys(folders).find((prefix) => path.startsWith(prefix));
    if (!prefix) return undefined;
    try {
      return readFileSync(join(folders[prefix], `${normalize(path.slice(prefix.length))}.br`));
    } catch {
      return undefined;
    }
  };
  const plain = (response, status, type, content) => response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(content);
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://bench").pathname;
    const body = request.method === "POST" ? await posted(request) : "";
    const stream = STREAMS.find(([prefix]) => path.startsWith(prefix));
    if (stream && body && isPrevious(body)) return plain(response, 200, TYPES[".json"], '{"data":[]}');
    if (stream && body) return answer(path, stream[1], body, response);
    const page = pages(path);
    if (page) return plain(response, 200, TYPES[".html"], page);
    const compressed = file(path);
    if (compressed) {
      const headers = { "content-type": TYPES[extname(path)] ?? "application/octet-stream", "content-encoding": "br", "cache-control": "public, max-age=3600" };
      return response.writeHead(200, headers).end(compressed);
    }
    const known = ANSWERS.find(([prefix]) => path.startsWith(prefix));
    return known ? plain(response, 200, TYPES[".json"], JSON.stringify(known[1])) : plain(response, 404, "text/plain", "not found");
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    base: `http://127.0.0.1:${server.address().port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
