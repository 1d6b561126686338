// Compares the widget with its peers: the same page, the same server, the same words, one browser. What is measured lies
// in measure/, what is made of it in report/.
//
//   node bench/widget.mjs [--runs N] [--only PEER …] [--lengths N,N …] [--write] [--from FILE]
//
// HALO_SDK names the shipped files (default dist/sdk), HALO_CHROMIUM the browser. `--from` reads an earlier result.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { BUILT, bundleAll } from "./bundle.mjs";
import { measureAll } from "./measure/all.mjs";
import { score } from "./measure/lighthouse.mjs";
import { pages } from "./pages.mjs";
import { PEERS } from "./peers.mjs";
import { document, write } from "./report/document.mjs";
import { startServer } from "./server.mjs";

const { chromium } = createRequire(new URL("../package.json", import.meta.url))("playwright-core");

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const BROWSER = process.env.HALO_CHROMIUM ?? "/usr/bin/chromium";
const SDK = process.env.HALO_SDK ?? fileURLToPath(new URL("../dist/sdk", import.meta.url));
/** The last result, for `--from`; git-ignored. */
const RESULT = fileURLToPath(new URL("result.json", import.meta.url));
const LENGTHS = "1000,2000,4000,10000,40000,100000";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "3" },
    only: { type: "string", multiple: true },
    lengths: { type: "string", default: LENGTHS },
    write: { type: "boolean" },
    from: { type: "string" },
  },
});

const tell = (text) => console.error(`${new Date().toISOString().slice(11, 19)} ${text}`);

async function measured() {
  const peers = PEERS.filter(({ id }) => id === "halo" || !values.only || values.only.includes(id));
  tell("bundling");
  await bundleAll(peers);
  const server = await startServer({ folders: { "/files/": BUILT, "/sdk/latest/": SDK }, pages: pages(PEERS) });
  const launch = () => chromium.launch({ executablePath: BROWSER, args: FLAGS });
  const browser = await launch();
  const machine = { processor: cpus()[0].model, cores: cpus().length, browser: browser.version(), node: process.versions.node };
  await browser.close();
  const lengths = values.lengths.split(",").map(Number);
  const all = await measureAll({ launch, judge: (url) => score(BROWSER, FLAGS, url), base: server.base, peers, lengths, runs: Number(values.runs), tell });
  await server.stop();
  const result = { date: new Date().toISOString().slice(0, 10), runs: Number(values.runs), machine, ...all };
  writeFileSync(RESULT, JSON.stringify(result, undefined, 1));
  return result;
}

const result = values.from ? JSON.parse(readFileSync(values.from, "utf8")) : await measured();
console.log(document(result));
if (values.write) write(result);
process.exit(0);
