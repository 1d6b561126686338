// Sets the widget on a page of each library in libraries.mjs, in a real browser against the shipped files and the real server.
//
//   node tests/hosts/run.mjs [--only NAME …] [--common] [--write]
//
// `--common` runs the most used alone; `--write` puts the results into docs/compatibility.md, where the rows of the others
// stay. HALO_SERVER names the server's program, HALO_SDK the shipped files, HALO_CHROMIUM the browser, and HALO_SHOTS a folder
// for a picture of each failure.

import assert from "node:assert/strict";
import { parseArgs } from "node:util";

import { chromium } from "playwright-core";

import { until } from "../browser/harness/chat.mjs";
import { startServer } from "../browser/harness/server.mjs";
import { LAUNCH } from "../browser/scenarios.mjs";
import { bundle } from "./harness/bundle.mjs";
import { sections, versionOf, write } from "./harness/report.mjs";
import { startSite } from "./harness/site.mjs";
import { alone, together } from "./harness/walk.mjs";
import { LIBRARIES } from "./libraries.mjs";

const { values } = parseArgs({
  options: { only: { type: "string", multiple: true }, common: { type: "boolean" }, write: { type: "boolean" } },
});

/** Pages that a visitor came by, as the server's database has them. */
const views = (server, { id }) =>
  server
    .rows(`SELECT page_url FROM events WHERE event_type = 'page_view' AND page_url LIKE '%/${id}/%' ORDER BY at, rowid`)
    .map(({ page_url }) => new URL(page_url).pathname);

async function attempt(library, { browser, site, server }) {
  if (!versionOf(library)) return { library, skipped: `${library.debian ?? library.package} is not installed` };
  const start = Date.now();
  let error;
  try {
    const before = await alone(browser, site, library);
    await together(browser, site, library, before, async (made) => {
      await until(() => views(server, library).length >= made.length, `${made.length} page views arrive`);
      assert.deepEqual(views(server, library), made, "one page_view for each page that was come by");
    });
  } catch (thrown) {
    error = thrown;
  }
  console.log(`${error ? "FAILED" : "passed"}  ${library.id} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
  if (error) console.log(String(error.stack ?? error).replace(/^/gm, "        "));
  return { library, error };
}

const isChosen = ({ id, common }) => (values.only ? values.only.includes(id) : !values.common || common);
const chosen = LIBRARIES.filter(isChosen);
if (chosen.length === 0) throw new Error(`no library is named ${values.only}: ${LIBRARIES.map(({ id }) => id).join(", ")}`);
const built = new Map();
for (const library of chosen) built.set(library.id, await bundle(library));
const server = await startServer({ env: { HALO_RATE_LIMITS: "false" } });
const site = await startSite(chosen, built, server);
const browser = await chromium.launch(LAUNCH);
const results = [];
for (const library of chosen) results.push(await attempt(library, { browser, site, server }));
await browser.close();
await site.stop();
await server.stop();

const failed = results.filter(({ error }) => error).length;
const skipped = results.filter((result) => result.skipped);
for (const result of skipped) console.log(`skipped ${result.library.id}: ${result.skipped}`);
console.log(`${results.length - failed - skipped.length} passed, ${failed} failed, ${skipped.length} skipped`);
if (values.write) write("hosts", sections(LIBRARIES, results));
process.exit(failed ? 1 : 0);
