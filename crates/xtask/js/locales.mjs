// Makes the shipped locale files of src/i18n/locales/*.json, English left out (it is inside the module), and the file of
// their hashes that halo.js knows the hash of.
//
// node locales.mjs <source folder> <output folder>

import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [source, output] = process.argv.slice(2);

/** Vite puts what is smaller than this into the page's own script, all locales with it. Spaces compress to nothing. */
const INLINED_BYTES = 4_096;

function put(name, texts) {
  const json = JSON.stringify(texts);
  const room = Math.max(0, INLINED_BYTES - Buffer.byteLength(json));
  const content = `${json}${" ".repeat(room)}\n`;
  writeFileSync(join(output, name), content);
  return `sha384-${createHash("sha384").update(content).digest("base64")}`;
}

const names = readdirSync(source)
  .filter((name) => name.endsWith(".json") && name !== "en.json")
  .sort();
const hashes = names.map((name) => {
  const locale = name.slice(0, -".json".length);
  return [locale, put(`halo.${name}`, JSON.parse(readFileSync(join(source, name), "utf8")))];
});
put("halo_locales.json", Object.fromEntries(hashes));
