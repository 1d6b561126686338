// A faulty line between browser and server: it takes HTTP/1.1 requests off a TCP connection and does to each what the
// scenario says, byte by byte where that matters. It knows nothing of events.

import { connect, createServer } from "node:net";

const HEAD_END = "\r\n\r\n";
/** What any page may read of an answer that the line made up. */
const CORS = "access-control-allow-origin: *\r\naccess-control-expose-headers: Retry-After, Date";

/** What can be done to a request. Each is a function of what a fault needs; `pass` is the absence of one. */
export const fault = {
  pass: { kind: "pass" },
  /** The connection ends before the server hears of anything. */
  cut: { kind: "cut" },
  /** The server answers, and the answer never arrives. */
  unheard: { kind: "unheard" },
  /** The server answers, and the connection stays open and silent. */
  unheardForEver: { kind: "unheardForEver" },
  /** Neither server nor answer nor end. */
  silent: { kind: "silent" },
  /** The server hears of it later. */
  delay: (ms) => ({ kind: "delay", ms }),
  /** The server hears of it when the promise is kept. */
  held: (released) => ({ kind: "held", released }),
  /** The answer comes in pieces of so many bytes. */
  drip: (bytes, ms) => ({ kind: "drip", bytes, ms }),
  /** The line answers itself. */
  status: (status, headers = {}) => ({
    kind: "answer",
    status,
    headers: { "content-type": "application/json", ...headers },
    body: '{"error":"the line says so"}',
  }),
  /** A hotel's log-in page instead of the API. */
  portal: { kind: "answer", status: 200, headers: { "content-type": "text/html" }, body: "<!doctype html><h1>Log in to the hotel</h1>" },
};

/** Reads one request; what comes after it on the connection is refused by closing it. */
function readRequest(bytes) {
  const end = bytes.indexOf(HEAD_END);
  if (end < 0) return undefined;
  const [line, ...lines] = bytes.subarray(0, end).toString("latin1").split("\r\n");
  const [method, path] = line.split(" ");
  const headers = Object.fromEntries(lines.map((it) => [it.slice(0, it.indexOf(":")).toLowerCase(), it.slice(it.indexOf(":") + 1).trim()]));
  const start = end + HEAD_END.length;
  const length = Number(headers["content-length"] ?? 0);
  if (bytes.length < start + length) return undefined;
  const kept = lines.filter((it) => !/^connection:/i.test(it));
  const body = bytes.subarray(start, start + length);
  const wire = Buffer.concat([Buffer.from([line, ...kept, "connection: close"].join("\r\n") + HEAD_END, "latin1"), body]);
  return { method, path, headers, body: body.toString("utf8"), wire };
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Sends the request to the server and gives its whole answer; nothing when the server is not there. */
const ask = (target, wire) =>
  new Promise((done) => {
    const chunks = [];
    const upstream = connect(target.port, target.hostname, () => upstream.write(wire));
    upstream.on("data", (chunk) => chunks.push(chunk));
    upstream.on("error", () => done(undefined));
    upstream.on("close", () => done(Buffer.concat(chunks)));
  });

/** Passes the answer on as it comes, so that a stream stays one. */
function relay(client, target, wire) {
  const upstream = connect(target.port, target.hostname, () => upstream.write(wire));
  upstream.on("error", () => client.destroy());
  client.on("close", () => upstream.destroy());
  upstream.pipe(client);
}

function answer(client, { status, headers, body }) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  client.end(
    `HTTP/1.1 ${status} Fault\r\n${lines.join("")}${CORS}\r\ndate: ${new Date().toUTCString()}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

async function perform(client, target, request, what) {
  const { kind, ms, bytes } = what;
  if (kind === "cut") return client.destroy();
  if (kind === "silent") return undefined;
  if (kind === "answer") return answer(client, what);
  if (kind === "delay") await pause(ms);
  if (kind === "held") await what.released;
  if (kind === "unheard" || kind === "unheardForEver" || kind === "drip") {
    const whole = await ask(target, request.wire);
    if (kind === "unheardForEver" && whole) return what.onDelivered?.();
    if (kind === "unheard" || !whole) return client.destroy();
    for (let at = 0; at < whole.length && !client.destroyed; at += bytes) {
      client.write(whole.subarray(at, at + bytes));
      await pause(ms);
    }
    return client.end();
  }
  return relay(client, target, request.wire);
}

/**
 * Starts a line to `server`. `line.next(request)` says what to do with each `POST` whose path ends in `line.path`; all
 * else passes, unless `line.isDown`. `line.requests` holds those posts in the order they came: `{ path, body, at, kind }`.
 */
export async function startLine(server, path = "/events") {
  const sockets = new Set();
  const line = {
    path,
    isDown: false,
    target: new URL(server.base),
    requests: [],
    next: () => fault.pass,
    /** Does these to the requests that come next, and after them the last one for good. */
    plan(...faults) {
      const waiting = [...faults];
      line.next = () => (waiting.length > 1 ? waiting.shift() : waiting[0]);
    },
  };
  const gate = createServer((client) => {
    sockets.add(client);
    client.on("close", () => sockets.delete(client));
    client.on("error", () => client.destroy());
    if (line.isDown) return client.destroy();
    let bytes = Buffer.alloc(0);
    let isTaken = false;
    client.on("data", (chunk) => {
      if (isTaken) return;
      bytes = Buffer.concat([bytes, chunk]);
      const request = readRequest(bytes);
      if (!request) return;
      isTaken = true;
      const isWatched = request.method === "POST" && request.path.endsWith(line.path);
      const what = line.isDown ? fault.cut : isWatched ? line.next(request) : fault.pass;
      if (isWatched) line.requests.push({ path: request.path, body: request.body, at: Date.now(), kind: what.kind });
      perform(client, line.target, request, what).catch?.(() => client.destroy());
    });
    return undefined;
  });
  await new Promise((done) => gate.listen(0, "127.0.0.1", done));
  line.base = `http://127.0.0.1:${gate.address().port}`;
  line.api = `${line.base}/api/sdk`;
  line.door = server.door;
  line.stop = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => gate.close(done));
  };
  return line;
}

/** Lends `task` a line for `/chat/stream`. It ends before the page does, whose last events are then refused. */
export async function overLine({ server, allow }, task) {
  const line = await startLine(server, "/chat/stream");
  allow(/ERR_EMPTY_RESPONSE|ERR_CONNECTION_(REFUSED|RESET)/);
  try {
    await task(line);
  } finally {
    await line.stop();
  }
}
