// Runs software of others, in pinned versions, against the real server: model servers, clients, readers of the OpenAPI
// document and makers of tokens. `software.mjs` lists it.
//
//   node tests/wires/run.mjs [--only NAME …] [--write]
//
// `--write` puts the table into docs/compatibility.md. HALO_SERVER names the server's program; HALO_WIRES_PYTHON and
// HALO_WIRES_LITELLM_PYTHON the Pythons that have requirements.txt and requirements-litellm.txt; HALO_CHROMIUM the browser.

import { parseArgs } from "node:util";

import { sections, write } from "./harness/report.mjs";
import { startWorld } from "./harness/world.mjs";
import { SOFTWARE } from "./software.mjs";

const { values } = parseArgs({ options: { only: { type: "string", multiple: true }, write: { type: "boolean" } } });

/** What one try met; it fails on its own, and the next is made all the same. */
async function attempt([what, run], made) {
  const start = Date.now();
  let error;
  try {
    await run(made);
  } catch (thrown) {
    error = thrown;
  }
  console.log(`  ${error ? "FAILED" : "passed"}  ${what} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
  if (error) console.log(String(error.stack ?? error).replace(/^/gm, "          "));
  return { what, error };
}

/** Everything that is tried with one piece of software. */
async function tryAll(item, world) {
  const left = item.left ?? (await item.missing?.());
  console.log(`${item.id}${left ? `: left out, ${left}` : ""}`);
  if (left) return { item, left };
  const tries = [];
  let made;
  try {
    made = await item.start?.(world);
    for (const entry of Object.entries(item.tries)) tries.push(await attempt(entry, { world, ...made }));
  } catch (error) {
    tries.push(await attempt(["start", () => Promise.reject(error)]));
  }
  await made?.stop?.();
  return { item, version: await item.versionOf?.(), tries };
}

const chosen = SOFTWARE.filter(({ id }) => !values.only || values.only.includes(id));
if (chosen.length === 0) throw new Error(`nothing is named ${values.only}: ${SOFTWARE.map(({ id }) => id).join(", ")}`);
const world = await startWorld();
const results = [];
for (const item of chosen) results.push(await tryAll(item, world));
await world.stop();

const text = sections(results);
console.log(`\n${text}`);
if (values.write) write("wires", text);
process.exit(results.some(({ tries }) => tries?.some(({ error }) => error)) ? 1 : 0);
