// Every command and request of the guides is run by a shell, with an organisation, a key and folders of the test in place of
// those of the guide, against the real server; what it shall bring about is in `effects.mjs`. No page is needed for it.

import { execFile, spawn } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

import { fencesOf, filled } from "../harness/fences.mjs";
import { page as html } from "../harness/host.mjs";
import { DEMO, ROOT } from "../harness/place.mjs";
import { EFFECTS } from "./effects.mjs";

const RUN_MS = 60_000;
const START_MS = 60_000;

/** Folders of an own machine, in the server's data folder: there `halo.db` lies, as in the folder of a service. */
function machine(server) {
  const at = (...parts) => join(server.data, ...parts);
  for (const folder of ["bin", "backup", "my-docs"]) mkdirSync(at(folder));
  symlinkSync(resolve(process.env.HALO_SERVER ?? join(ROOT, "target/debug/halo-server")), at("bin/halo-server"));
  writeFileSync(at("my-docs/orders.md"), "# Orders\n\n## How do I return an order?\n\nSend it back within 30 days.\n");
  // A request that is refused ends with an exit code.
  writeFileSync(at(".curlrc"), "fail-with-body\nsilent\nshow-error\n");
  const folders = [
    ["/usr/local/bin", at("bin")],
    ["/var/lib/halo", server.data],
    ["/srv/knowledge", at("my-docs")],
    ["/backup", at("backup")],
  ];
  return {
    /** A text of the guide with what is there on this machine. Ports are free ones. */
    fitted(text, { orgId, apiKey, ids = {} }) {
      let own = filled(text, { orgId, apiKey }).replaceAll("https://chat.example.com/api", `${server.base}/api`);
      for (const [folder, here] of folders) own = own.replaceAll(folder, here);
      for (const [name, id] of Object.entries(ids)) own = own.replaceAll(name, id);
      return own.replaceAll("127.0.0.1:8787", "127.0.0.1:0").replaceAll("--port 8787", "--port 0");
    },
    env: {
      ...process.env,
      PATH: `${at("bin")}:${process.env.PATH}`,
      CURL_HOME: server.data,
      DATABASE_URL: `sqlite://${at("halo.db")}?mode=rwc`,
      HALO_LISTEN: "127.0.0.1:0",
    },
  };
}

/** An organisation of its own with everything that has an id. */
function organisation(server) {
  const told = server.command("org", "add", "Example");
  const orgId = told.match(/[0-9a-f-]{36}/)[0];
  const first = (...command) =>
    server
      .command(...command, orgId)
      .split("\t")[0]
      .trim();
  return { orgId, apiKey: told.match(/ab_live_\w+/)[0], ids: { "KEY-ID": first("key", "list"), "OLD-AGENT-ID": first("agent", "list") } };
}

/** Runs commands to their end; what they print. */
async function ran(script, options) {
  try {
    const { stdout } = await promisify(execFile)("bash", ["-euo", "pipefail", "-c", script], { ...options, timeout: RUN_MS });
    return stdout;
  } catch (error) {
    throw new Error(`${script}\nended with ${error.code}: ${error.stdout}${error.stderr}`);
  }
}

/** Starts a server, waits until it listens, hands its address to `look`, and ends it. */
async function served(script, options, look = () => {}) {
  const child = spawn("bash", ["-euc", `exec ${script}`], { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((done) => child.once("exit", done));
  try {
    let said = "";
    const base = await new Promise((found, failed) => {
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (text) => {
          said += text;
          const address = said.match(/listening on (http:\/\/[\d.]+:\d+)/);
          if (address) found(address[1]);
        });
      ended.then((code) => failed(new Error(`${script}\nended with ${code}: ${said}`)));
      setTimeout(() => failed(new Error(`${script}\ndid not listen: ${said}`)), START_MS).unref();
    });
    if (!(await fetch(`${base}/readyz`)).ok) throw new Error(`${script}\nis not ready: ${said}`);
    await look(base);
  } finally {
    child.kill("SIGTERM");
    await ended;
  }
}

export default {
  name: "every command and request of the guides does what the guide says",
  async run({ page, host, server, until, assert }) {
    const here = machine(server);
    const fences = fencesOf("tests/browser/guide-commands", EFFECTS);
    const failures = [];
    for (const fence of fences) {
      const own = fence.code.includes("ab_live_…") || fence.language === "json" ? { ...DEMO } : organisation(server);
      const it = { ...here, own, server, until, assert, code: here.fitted(fence.code, own) };
      const options = { cwd: server.data, env: here.env };
      const { before, after, look } = EFFECTS[fence.id] ?? {};
      try {
        await before?.(it);
        const isServer = /^\S*halo-server (serve|demo)/.test(it.code);
        if (isServer) await served(it.code, options, (base) => look?.({ ...it, base }));
        else if (fence.language !== "json") await after?.(it, await ran(it.code, options));
        else await after(it);
        if (!isServer && fence.code.includes("curl") && !after)
          throw new Error("nobody knows what it answers: tests/browser/guide-commands/effects.mjs needs a line for it");
      } catch (error) {
        failures.push(`${fence.page}:${fence.line} (${fence.id}): ${error.stack ?? error}`);
      }
    }
    console.log(`        ${fences.length} snippets`);
    assert.equal(failures.length, 0, failures.join("\n"));
    await page.goto(host.serve(html("")));
  },
};
