// Makes every peer's files as a site that cares would: bundled, minified, split where the peer is imported on demand,
// and compressed beforehand with brotli at its best.

import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const HERE = fileURLToPath(new URL("./", import.meta.url));
/** The repository's own esbuild: peers bring older ones. */
const { build } = createRequire(new URL("../package.json", import.meta.url))("esbuild");
/** Where the files go; git-ignored. */
export const BUILT = join(HERE, "built");
const ENTRIES = ["readme", "lazy"];
/** Browsers that have all that the peers need. */
const TARGET = "chrome110";

const entries = ({ id }) =>
  ENTRIES.map((entry) => [entry, join(HERE, "peers", id, `${entry}.js`)])
    .filter(([, path]) => existsSync(path))
    .map(([out, path]) => ({ in: path, out }));

function compress(folder) {
  for (const entry of readdirSync(folder, { recursive: true })) {
    if (!/\.(js|css)$/.test(entry)) continue;
    const content = readFileSync(join(folder, entry));
    const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
    writeFileSync(join(folder, `${entry}.br`), brotliCompressSync(content, { params }));
  }
}

/** Bundles one peer into `built/<id>/`. */
async function bundle(peer) {
  const outdir = join(BUILT, peer.id);
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  const entryPoints = entries(peer);
  if (entryPoints.length > 0) {
    await build({
      entryPoints,
      outdir,
      bundle: true,
      minify: true,
      splitting: true,
      format: "esm",
      target: TARGET,
      jsx: "automatic",
      legalComments: "none",
      logLevel: "error",
      define: {
        "process.env.NODE_ENV": '"production"',
        __VUE_OPTIONS_API__: "true",
        __VUE_PROD_DEVTOOLS__: "false",
        __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
      },
      loader: { ".css": peer.id === "baseline" ? "text" : "css" },
      nodePaths: [join(HERE, "node_modules")],
    });
  }
  for (const [name, from] of Object.entries(peer.copied ?? {})) {
    mkdirSync(dirname(join(outdir, name)), { recursive: true });
    copyFileSync(join(HERE, "node_modules", from), join(outdir, name));
  }
  compress(outdir);
}

/** Bundles all that come from npm. */
export async function bundleAll(peers) {
  for (const peer of peers) if (peer.package) await bundle(peer);
}
