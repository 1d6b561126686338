// Makes halo.js: npm/widget.js bundled with the glue that the bindings step wrote. For the shipped file the glue first
// loses what the finished module does not import, takes over the shortened names of its imports and exports, and learns
// where the chunks of the module and the locales are and what their content must be (they lie beside the output already). How
// the bindings step writes is known here and nowhere else; anything unexpected ends with an error, never with a file
// that might not fit the module.
//
// node glue.mjs <glue> <output> <browsers> [names.json]     (without names: the glue as it is, for the edit loop)

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";

const [input, outfile, browsers, namesFile] = process.argv.slice(2);

const IMPORT_OBJECT = /(const import0 = \{\n {8}__proto__: null,\n)([^]*?)(^ {4}\};\n)/m;
const IMPORT_ENTRY = /^ {8}(\w+): function[^]*?^ {8}\}.*,\n/gm;
const IMPORTED_FROM = '"./halo_bg.js": import0';
const LOCALES = "halo_locales.json";
// A name of the bindings step that was not shortened would fail only when it is called.
const LONG_NAME = /\b__wbg_\w+_[0-9a-f]{16}\b/g;

function fail(what) {
  console.error(`glue.mjs: ${input}: ${what}`);
  process.exit(1);
}

function withImports(glue, imports) {
  const found = glue.match(IMPORT_OBJECT) ?? fail("no import object was found");
  const kept = new Map();
  for (const [entry, name] of found[2].matchAll(IMPORT_ENTRY)) {
    if (name in imports) kept.set(name, entry.replace(name, imports[name]));
  }
  for (const name of Object.keys(imports)) {
    if (!kept.has(name)) fail(`the module imports ${name}, which was not found`);
  }
  // In the module's order: equal sequences of names in both files compress well.
  const entries = Object.keys(imports).map((name) => kept.get(name));
  return glue.replace(IMPORT_OBJECT, (_, head, __, tail) => head + entries.join("") + tail);
}

function withExports(glue, exports) {
  return glue.replace(/\bwasm\.(\w+)/g, (whole, name) => (name in exports ? `wasm.${exports[name]}` : whole));
}

function withModuleName(glue, module) {
  return glue.includes(IMPORTED_FROM)
    ? glue.replace(IMPORTED_FROM, `${module}: import0`)
    : fail(`${IMPORTED_FROM} was not found`);
}

/** Written so that bundlers find the file. */
const address = (name) => `new URL(${JSON.stringify(`./${name}`)}, import.meta.url)`;

/** A file beside the output as `[name, address, integrity]`. */
function file(name) {
  const hash = createHash("sha384").update(readFileSync(join(dirname(outfile), name))).digest("base64");
  return `[${JSON.stringify(name)}, ${address(name)}, "sha384-${hash}"]`;
}

/** The files of the locales, and the file of their hashes. */
function localeModule() {
  const hashes = JSON.parse(readFileSync(join(dirname(outfile), LOCALES), "utf8"));
  const files = Object.keys(hashes).map((locale) => `${JSON.stringify(locale)}: ${address(`halo.${locale}.json`)}`);
  return `export default { index: ${file(LOCALES)}, files: { ${files} } };\n`;
}

function chunkModule({ module, chunks }) {
  const list = Object.entries(chunks).map(([chunk, files]) => `${chunk}: [${files.map(file)}]`);
  return `export const from = ${JSON.stringify(module)};\nexport default { ${list} };\n`;
}

/** @param {{module: string, imports: Record<string, string>, exports: Record<string, string>}} names */
function shortened(glue, names) {
  return withModuleName(withExports(withImports(glue, names.imports), names.exports), names.module);
}

const written = readFileSync(input, "utf8");
const names = namesFile && JSON.parse(readFileSync(namesFile, "utf8"));
const virtual = {
  "halo-bindings": names ? shortened(written, names) : written,
  // A module that was not cut asks for none.
  "halo-chunks": chunkModule(names ?? { module: "", chunks: {} }),
  // The edit loop speaks English.
  "halo-locales": names ? localeModule() : "export default { files: {} };",
};

await build({
  entryPoints: ["npm/widget.js"],
  outfile,
  plugins: [
    {
      name: "bindings",
      setup(plugins) {
        plugins.onResolve({ filter: /^halo-(bindings|chunks|locales)$/ }, ({ path }) => ({ path, namespace: "bindings" }));
        plugins.onLoad({ filter: /.*/, namespace: "bindings" }, ({ path }) => ({ contents: virtual[path], loader: "js" }));
      },
    },
  ],
  bundle: true,
  minify: Boolean(names),
  format: "esm",
  target: browsers.split(","),
  legalComments: "none",
  logLevel: "warning",
});

const left = names && readFileSync(outfile, "utf8").match(LONG_NAME);
if (left) fail(`names were not shortened: ${left.join(", ")}`);
