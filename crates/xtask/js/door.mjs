// Bundles the door into one plain script. The door is told the version and the hashes of the files it fetches.
//
// node door.mjs <entry> <output> <browsers> <version> <fetched file> …

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { build } from "esbuild";

const [entry, outfile, browsers, version, ...fetched] = process.argv.slice(2);

const sha384 = (path) => `sha384-${createHash("sha384").update(readFileSync(path)).digest("base64")}`;
const integrity = Object.fromEntries(fetched.map((path) => [basename(path), sha384(path)]));

await build({
  entryPoints: [entry],
  outfile,
  bundle: true,
  minify: true,
  format: "iife",
  target: browsers.split(","),
  define: { HALO_VERSION: JSON.stringify(version), HALO_INTEGRITY: JSON.stringify(integrity) },
  legalComments: "none",
  logLevel: "warning",
});
