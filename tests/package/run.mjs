// Installs the packed package into each consumer, builds it as its users would, opens the result in a real browser, and
// asks the chat something. A consumer is a folder with a package.json; its "halo" says what to run and what to serve. A
// prepare.mjs beside it writes the snippets of the guides into the consumer before it is built.
//
//   node tests/package/run.mjs [--only NAME …]

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { chromium } from "playwright-core";

import { lead } from "../browser/harness/addresses.mjs";
import { Chat, until } from "../browser/harness/chat.mjs";
import { answerWith, candidates } from "../browser/harness/files.mjs";
import { startServer } from "../browser/harness/server.mjs";
import { follow } from "../browser/harness/trace.mjs";
import { modules, notices, pack } from "./stage.mjs";

const HERE = fileURLToPath(new URL("./", import.meta.url));
/** A development server that has to bundle first. */
const START_MS = 60_000;

/** Nothing but what is needed goes into the package. */
const EXPECTED = [
  "LICENSE-APACHE",
  "LICENSE-MIT",
  "README.md",
  "boot.js",
  "check.js",
  "diagnose.js",
  "form.js",
  "halo.js",
  "halo_plain.js",
  ...modules(),
  ...notices(),
  "haloagents.umd.js",
  "index.d.ts",
  "index.js",
  "instance.js",
  "launcher.js",
  "manifest.json",
  "package.json",
  "page.js",
  "quiet.js",
  "react.d.ts",
  "react.js",
  "realm.js",
  "vue.d.ts",
  "vue.js",
].sort();

const { values } = parseArgs({ options: { only: { type: "string", multiple: true } } });

function run(command, cwd) {
  execFileSync("sh", ["-c", command], { cwd, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" } });
}

/** Serves a folder; a path without a file is index.html of it. */
async function serve(folder) {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://x").pathname));
    return answerWith(response, candidates(folder, path));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { base: `http://127.0.0.1:${server.address().port}`, stop: () => (server.closeAllConnections(), server.close()) };
}

/** Runs a consumer's own server: its command is given a free port as the last word. */
async function start(command, folder) {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((done) => probe.once("listening", done));
  const { port } = probe.address();
  await new Promise((done) => probe.close(done));
  const child = spawn("sh", ["-c", `exec ${command} ${port}`], { cwd: folder, stdio: "ignore", detached: true });
  const base = `http://127.0.0.1:${port}`;
  await until(
    () =>
      fetch(base).then(
        ({ ok }) => ok,
        () => false,
      ),
    `${command} answers`,
    START_MS,
  );
  return { base, stop: () => process.kill(-child.pid) };
}

async function visit(browser, host, path) {
  const chat = await startServer();
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    const trace = await follow(page);
    await page.goto(`${host.base}${path}?api=${encodeURIComponent(chat.api)}`);
    const visitor = new Chat(page);
    await visitor.open();
    await visitor.ask("What is this?");
    // It sends an empty batch, to hear whether the key is known; the server refuses that with 400.
    trace.allow(/status of 400/);
    const findings = await page.evaluate(() => document.querySelector("halo-agents").own && window.HaloAgents?.diagnose());
    if (findings)
      assert.deepEqual(
        findings.filter(({ ok }) => !ok),
        [],
      );
    assert.match(await visitor.turns.last().innerText(), /\w{4}/);
    // The file of a language is found too, and no other is fetched.
    const files = [];
    page.on("response", (response) => /\.json(\?|$)|^data:.*json/.test(response.url()) && response.ok() && files.push(response.url().slice(0, 99)));
    await page.goto(`${host.base}${path}?api=${encodeURIComponent(chat.api)}&locale=de-AT`);
    await page.getByRole("button", { name: "Chat öffnen", exact: true }).waitFor();
    assert.ok(files.length === 2 && !/data:/.test(files), `the hashes and one language: ${files}`);
    trace.consoleIsEmpty();
  } finally {
    await context.close();
    host.stop();
    await chat.stop();
  }
}

/** Opens the pages that are snippets of the guides: their addresses are those of the guide. */
async function visitSnippets(browser, host, snippets) {
  const server = await startServer();
  try {
    for (const { path, userId } of snippets) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      await lead(context, server);
      const page = await context.newPage();
      const trace = await follow(page);
      const asked = page.waitForRequest((request) => request.url().endsWith("/chat/stream"));
      await page.goto(host.base + path);
      const visitor = new Chat(page);
      await visitor.open();
      await visitor.ask("What is this?");
      assert.match(await visitor.turns.last().innerText(), /\w{4}/, path);
      assert.equal((await asked).postDataJSON().user_id, userId, path);
      trace.consoleIsEmpty();
      await context.close();
    }
  } finally {
    await server.stop();
  }
}

async function consume(name, tarball, browser) {
  const folder = mkdtempSync(join(tmpdir(), `halo-consumer-${name}-`));
  try {
    cpSync(join(HERE, name), folder, { recursive: true });
    const own = join(HERE, name, "prepare.mjs");
    const snippets = existsSync(own) ? (await import(own)).prepare(folder) : [];
    run(`npm install --no-audit --no-fund --no-package-lock --loglevel=error ${tarball}`, folder);
    const { halo } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    if (halo.build) run(halo.build, folder);
    if (halo.serve && existsSync(join(folder, halo.serve, "index.html"))) await visit(browser, await serve(join(folder, halo.serve)), "/");
    if (snippets.length > 0) {
      const host = await serve(join(folder, halo.serve));
      await visitSnippets(browser, host, snippets).finally(host.stop);
    }
    if (halo.start) await visit(browser, await start(halo.start, folder), "/");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const attempt = async (name, work) => {
  const start = Date.now();
  let error;
  try {
    await work();
  } catch (thrown) {
    error = thrown;
  }
  console.log(`${error ? "FAILED" : "passed"}  ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
  if (error) console.log(`${error.stack ?? error}\n${error.stdout ?? ""}${error.stderr ?? ""}`.replace(/^/gm, "        "));
  return !error;
};

const packed = pack();
const results = [await attempt("the package holds only what is needed", () => assert.deepEqual(packed.files, EXPECTED))];
const found = [process.env.HALO_CHROMIUM, process.env.CHROME, "/usr/bin/chromium", "/usr/bin/google-chrome"].find((path) => path && existsSync(path));
const browser = await chromium.launch({ executablePath: found, args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
const consumers = readdirSync(HERE).filter((name) => existsSync(join(HERE, name, "package.json")));
for (const name of consumers.filter((name) => !values.only || values.only.some((wanted) => name.includes(wanted)))) {
  results.push(await attempt(`the package works with ${name}`, () => consume(name, packed.tarball, browser)));
}
await browser.close();
const failed = results.filter((passed) => !passed).length;
console.log(`${results.length - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
