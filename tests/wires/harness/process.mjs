// Programs of others: run to their end, or started as a server on a port of its own and ended with the rest.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { until } from "../../browser/harness/chat.mjs";

/** The largest of them is loaded in a quarter of a minute on a quiet machine of two cores. */
const START_MS = 180_000;
/** A generator that has written nothing by then writes nothing. */
const RUN_MS = 300_000;
/** How much of what a program printed is told when it failed. */
const TOLD_CHARS = 1_500;

/** Nothing here asks anybody outside of this machine, or tells them of its use. */
const QUIET = { NO_COLOR: "1", DO_NOT_TRACK: "1", REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true", LITELLM_TELEMETRY: "False" };

const folders = new Set();
const servers = new Set();
process.once("exit", () => {
  for (const child of servers) child.kill("SIGKILL");
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** An empty folder that goes with the run. */
export function emptyFolder() {
  const folder = mkdtempSync(join(tmpdir(), "halo-wires-"));
  folders.add(folder);
  return folder;
}

/** JSON that is YAML as well: some line ends of Unicode end a line there. */
export const yaml = (value) =>
  JSON.stringify(value).replace(/[\u007f-\ud7ff\ue000-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** A port that nothing listens on. */
async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}

/** What a program prints; a failure tells the end of it. */
export function printed(program, args, { cwd, env, input } = {}) {
  return new Promise((done, failed) => {
    const options = { cwd, env: { ...process.env, ...QUIET, ...env }, timeout: RUN_MS, maxBuffer: 1 << 26 };
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      if (!error) return done(stdout);
      const told = `${stdout}\n${stderr}`.trim().slice(-TOLD_CHARS);
      failed(new Error(`${args[0] === "-m" ? args[1] : program.split("/").at(-1)} ended with ${error.code ?? error.signal}: ${told}`));
    });
    child.stdin.end(input);
  });
}

/**
 * Starts a server of others; `args` is given the port, which stands in the environment as well. It is ready when `path` is
 * answered, with whatever status. Answers its address and how to end it.
 */
export async function startServerOf(program, args, { cwd = emptyFolder(), env = {}, path = "/" } = {}) {
  const port = await freePort();
  const given = { ...process.env, ...QUIET, PORT: `${port}`, ...env };
  const child = spawn(program, args(port), { cwd, env: given, stdio: ["ignore", "pipe", "pipe"] });
  servers.add(child);
  let told = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (piece) => {
      told = `${told}${piece}`.slice(-TOLD_CHARS);
    });
  }
  const ended = once(child, "exit").then(() => servers.delete(child));
  const url = `http://127.0.0.1:${port}`;
  const answers = async () => {
    if (!servers.has(child)) throw new Error(`${program.split("/").at(-1)} ended: ${told}`);
    const response = await fetch(`${url}${path}`).catch(() => undefined);
    await response?.body?.cancel();
    return response;
  };
  await until(answers, `${program.split("/").at(-1)} answers at ${path}`, START_MS);
  return {
    url,
    async stop() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
