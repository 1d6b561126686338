// Runs the scenarios, each in its folder, in a real browser against the shipped files and the real server.
//
//   node tests/browser/run.mjs [--only NAME …] [--headed] [--firefox]
//
// HALO_SERVER names the server's program (default target/debug/halo-server), HALO_SDK the shipped files (dist/sdk),
// HALO_CHROMIUM or HALO_FIREFOX the browser; HALO_SHOTS a folder for a picture of each failure.

import { existsSync, readdirSync } from "node:fs";
import { parseArgs } from "node:util";

import { chromium } from "playwright-core";

import { smoke } from "./harness/firefox.mjs";
import { attempt } from "./harness/attempt.mjs";

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** Playwright turns it off; visitors have it on. */
const UNUSUAL = ["--disable-back-forward-cache"];

const { values } = parseArgs({
  options: { only: { type: "string", multiple: true }, headed: { type: "boolean" }, firefox: { type: "boolean" } },
});

async function scenarios() {
  const here = new URL("./", import.meta.url);
  const folders = readdirSync(here).filter((name) => existsSync(new URL(`${name}/scenario.mjs`, here)));
  const all = await Promise.all(folders.sort().map(async (folder) => ({ folder, ...(await import(new URL(`${folder}/scenario.mjs`, here))).default })));
  return all.filter(({ folder }) => !values.only || values.only.some((wanted) => folder.includes(wanted)));
}

const found = [process.env.HALO_CHROMIUM, process.env.CHROME, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => path && existsSync(path));

async function inChromium() {
  const chosen = await scenarios();
  if (chosen.length === 0) throw new Error(`no scenario is named like ${values.only}`);
  if (!found) throw new Error("no Chromium was found: HALO_CHROMIUM names one");
  const browser = await chromium.launch({ executablePath: found, headless: !values.headed, args: FLAGS, ignoreDefaultArgs: UNUSUAL });
  const results = [];
  for (const scenario of chosen) {
    const start = Date.now();
    const error = await attempt(scenario, browser);
    results.push({ name: scenario.name, error, seconds: (Date.now() - start) / 1000 });
    report(results.at(-1));
  }
  await browser.close();
  return results;
}

function report({ name, error, seconds }) {
  console.log(`${error ? "FAILED" : "passed"}  ${name} (${seconds.toFixed(1)} s)`);
  if (error) console.log(String(error.stack ?? error).replace(/^/gm, "        "));
}

const results = values.firefox ? await smoke(report) : await inChromium();
const failed = results.filter(({ error }) => error).length;
console.log(`${results.length - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
