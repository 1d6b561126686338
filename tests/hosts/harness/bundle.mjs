// Makes the script of a page as the library's own documentation says: with esbuild, where the page has a main.js, main.jsx or
// main.ts. Nothing is written to disk.

import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

import { build } from "esbuild";

import { HOSTS } from "./place.mjs";

const ENTRIES = ["main.js", "main.jsx", "main.ts"];

/** Single-file components of Svelte, by its own compiler. */
const svelte = {
  name: "svelte",
  setup({ onLoad }) {
    onLoad({ filter: /\.svelte$/ }, async ({ path }) => {
      const { compile } = await import(join(HOSTS, "node_modules/svelte/src/compiler/index.js"));
      return { contents: compile(readFileSync(path, "utf8"), { filename: path, css: "injected" }).js.code };
    });
  },
};

/** The bundle's files by name; none where the page uses script tags alone. `options` are esbuild's, from the table. */
export async function bundle({ id, esbuild: options = {} }) {
  const entry = ENTRIES.map((name) => join(HOSTS, id, name)).find(existsSync);
  if (!entry) return new Map();
  const { outputFiles } = await build({
    entryPoints: [entry],
    outdir: join(HOSTS, id),
    write: false,
    bundle: true,
    minify: true,
    format: "iife",
    jsx: "automatic",
    logLevel: "error",
    conditions: ["browser", "production"],
    define: {
      "process.env.NODE_ENV": '"production"',
      __VUE_OPTIONS_API__: "true",
      __VUE_PROD_DEVTOOLS__: "false",
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
    },
    plugins: [svelte],
    ...options,
  });
  return new Map(outputFiles.map(({ path, contents }) => [basename(path), contents]));
}
