// The real server on a port of its own with an empty data folder, and what its database holds afterwards.

import { execFile, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

import { DEMO, ROOT } from "./place.mjs";

const BINARY = process.env.HALO_SERVER ?? process.env.HALO_SERVER_BIN ?? join(ROOT, "target/debug/halo-server");
export const SDK = process.env.HALO_SDK ?? join(ROOT, "dist/sdk");

/** An unoptimised server on a busy machine indexes its knowledge before it listens. */
const START_MS = 60_000;
const STOP_MS = 10_000;

const QUERY =
  "import json,sqlite3,sys\nc=sqlite3.connect('file:'+sys.argv[1]+'?mode=ro',uri=True)\nc.row_factory=sqlite3.Row\nprint(json.dumps([dict(r) for r in c.execute(sys.argv[2])],default=str))";
/** Python's own sqlite3, or the sqlite3 program where there is no Python. */
const programs = (file, sql) => [
  ["python3", ["-c", QUERY, file, sql]],
  ["sqlite3", ["-readonly", "-json", file, sql]],
];

/** Rows of a query as objects. */
function rows(file, sql) {
  for (const [program, args] of programs(file, sql)) {
    try {
      return JSON.parse(execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }) || "[]");
    } catch (error) {
      if (error.code !== "ENOENT") throw new Error(`${sql}: ${error.stderr}`);
    }
  }
  throw new Error("neither python3 nor sqlite3 is on PATH, one of which reads the database");
}

/** The same without holding up whatever else runs here. */
async function rowsMeanwhile(file, sql) {
  const run = promisify(execFile);
  for (const [program, args] of programs(file, sql)) {
    const done = await run(program, args, { encoding: "utf8", maxBuffer: 1 << 28 }).catch((error) => {
      if (error.code !== "ENOENT") throw error;
    });
    if (done) return JSON.parse(done.stdout || "[]");
  }
  return rows(file, sql);
}

function sqliteFile(data) {
  const file = readdirSync(data, { recursive: true }).find((name) => /\.(db|sqlite3?)$/.test(name));
  if (!file) throw new Error(`no SQLite file in ${data}: ${readdirSync(data).join(", ")}`);
  return join(data, file);
}

/** The servers that run, and the folder of each: a scenario that failed in the midst of it leaves none behind. */
const running = new Map();
process.once("exit", () => {
  for (const [child, data] of running) {
    child.kill("SIGKILL");
    rmSync(data, { recursive: true, force: true });
  }
});

/**
 * Starts `halo-server demo`; `args` are passed on, `env` is added to the environment. `data` is the folder of a server
 * that was killed; without it the data begins empty. `database` is the address of another store than the SQLite file in that
 * folder, `sdk` the folder of another release of the widget, `port` that of a server that was stopped.
 */
export async function startServer({ args = [], env = {}, data = mkdtempSync(join(tmpdir(), "halo-scenario-")), database, sdk = SDK, port = 0 } = {}) {
  if (!existsSync(BINARY)) throw new Error(`${BINARY} is not there: cargo build -p halo-server, or set HALO_SERVER`);
  if (!existsSync(join(sdk, "haloagents.umd.js"))) throw new Error(`${sdk} has no door: cargo xtask dist, or set HALO_SDK`);
  const store = ["--database-url", database ?? `sqlite://${join(data, "halo.db")}?mode=rwc`];
  const child = spawn(resolve(BINARY), ["demo", "--port", `${port}`, "--data", data, "--sdk", resolve(sdk), ...store, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines = [];
  running.set(child, data);
  const ended = new Promise((done) => child.once("exit", (code) => done(code)));
  ended.then(() => running.delete(child));
  const base = await new Promise((found, failed) => {
    const timer = setTimeout(() => failed(new Error(`the server did not listen within ${START_MS} ms:\n${lines.join("\n")}`)), START_MS);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        lines.push(line);
        const address = line.match(/listening on (http:\/\/[\w.:]+)/);
        if (!address) return;
        clearTimeout(timer);
        found(address[1]);
      });
    }
    ended.then((code) => failed(new Error(`the server ended with ${code}:\n${lines.join("\n")}`)));
  });

  return {
    base,
    data,
    api: `${base}/api/sdk`,
    door: `${base}/sdk/latest/haloagents.umd.js`,
    lines,
    /** What a command of the server prints that works on the same database. */
    command: (...args) => execFileSync(resolve(BINARY), [...args, ...store], { encoding: "utf8" }),
    /** Rows of the server's own SQLite file. */
    rows: (sql) => rows(sqliteFile(data), sql),
    /** The same as a promise, for scenarios in which something else goes on meanwhile. */
    ask: (sql) => rowsMeanwhile(sqliteFile(data), sql),
    /** A request to the API with the demo's key, outside of any browser. */
    call: (path, body, headers = {}) =>
      fetch(`${base}/api/sdk${path}`, {
        method: body === undefined ? "GET" : "POST",
        headers: { authorization: `Bearer ${DEMO.apiKey}`, "content-type": "application/json", ...headers },
        body: body === undefined ? undefined : JSON.stringify(body),
      }),
    /** Ends it without another word; its data stays. */
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
    async stop() {
      const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
      child.kill("SIGTERM");
      await ended;
      clearTimeout(timer);
      rmSync(data, { recursive: true, force: true });
    },
  };
}
