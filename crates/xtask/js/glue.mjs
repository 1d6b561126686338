// Makes halo.js: npm/widget.js bundled with the glue that the bindings step wrote. For the shipped file the glue first
// loses what the finished module does not import, takes over the shortened names of its imports and exports, and learns
// where the chunks of the module and the locales are and what their content must be (they lie beside the output already). How
// the bindings step writes is known here and nowhere else; anything unexpected ends with an error, never with a file
// that might not fit the module.
//
// node glue.mjs <glue> <output> <browsers> [names.json [plain module]]
//
// Without names: the glue as it is, for the edit loop. With a plain module: the form without WebAssembly, as wasm2js wrote it.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";

const [input, outfile, browsers, namesFile, plainFile] = process.argv.slice(2);

const IMPORT_OBJECT = /(const import0 = \{\n {8}__proto__: null,\n)([\s\S]*?)(^ {4}\};\n)/m;
const IMPORT_ENTRY = /^ {8}(\w+): function[\s\S]*?^ {8}\}.*,\n/gm;
const IMPORTED_FROM = '"./halo_bg.js": import0';
/** From here on the bindings step loads the module in its own way, by classes of the page's. */
const LOADING = /\nasync function __wbg_load\([\s\S]*$/;
const KIND = /= ([\w()]+) instanceof (\w+);/g;
const SET = /\w+\.prototype\.set\.call\((getArray\w+\([^)]*\)), ([\w()]+)\);/g;
/** A view of the module's memory that may be stale. */
const STALE = /(cached\w+Memory0) === null \|\| (?:\1\.byteLength === 0|\1\.buffer\.detached === true [^{]*)(?=\) \{)/g;
const BASE64 = /base64DecodeToExistingUint8Array\(bufferView, (\d+), "([^"]*)"\)/g;
const BASE64_DECODER = /^ {2}var base64ReverseLookup[\s\S]*?(?=^function initActiveSegments)/m;
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
  return glue.includes(IMPORTED_FROM) ? glue.replace(IMPORTED_FROM, `${module}: import0`) : fail(`${IMPORTED_FROM} was not found`);
}

/** Kinds are told by what an object can do, `fetch` is ours, and the module is started by `halo-form`. */
function withOwnRealm(glue) {
  if (!LOADING.test(glue) || !glue.match(KIND) || !glue.match(STALE)) fail("it is written in another way than expected");
  return `import { AbortController, fetch, is } from "halo-realm";\n${glue
    .replace(LOADING, START)
    .replace(KIND, '= is($1, "$2");')
    .replace(SET, "$1.set($2);")
    // A plain module that grows gets another buffer and leaves the old one as it was.
    .replace(STALE, "$1 === null || $1.buffer !== wasm.memory.buffer")}`;
}

const START = `
let starting;
export default async (start) => {
  if (wasm !== undefined) return wasm;
  starting ||= start(__wbg_get_imports()).then(({ instance, module }) => __wbg_finalize_init(instance, module));
  try {
    return await starting;
  } catch (error) {
    starting = undefined;
    throw error;
  }
};
`;

/** The data as a string of a character a byte: most is text, which does not compress as base64. */
const latin1 = (data) => JSON.stringify(Buffer.from(data, "base64").toString("latin1"));

/** Four bytes at an address that no word begins at, as wasm2js reads and writes them: one by one, in hundreds of places. */
const AT = String.raw`(?:(\$\w+)(?: \+ (\d+))? \| 0|(\d+))`;
const BYTE = (shift) => String.raw`HEAPU8\[(?:\1 \+ \d+ \| 0|\d+)\] << ${shift}`;
const READ_APART = new RegExp(String.raw`HEAPU8\[${AT}\] \| ${BYTE(8)} \| \(${BYTE(16)} \| ${BYTE(24)}\)`, "g");
const WRITE_APART = new RegExp(
  [String.raw`HEAP8\[${AT}\] = (\$\w+);`, ...[8, 16, 24].map((shift) => String.raw`HEAP8\[(?:\1 \+ \d+ \| 0|\d+)\] = \4 >>> ${shift};`)].join("\\s*"),
  "g",
);
const APART = `
 function readApart(at) {
  return HEAPU8[at] | HEAPU8[at + 1] << 8 | HEAPU8[at + 2] << 16 | HEAPU8[at + 3] << 24;
 }
 function writeApart(at, word) {
  HEAP8[at] = word;
  HEAP8[at + 1] = word >>> 8;
  HEAP8[at + 2] = word >>> 16;
  HEAP8[at + 3] = word >>> 24;
 }
`;
const OPENING = /^function asmFunc\(imports\) \{$/m;

/** The same with the reading and writing apart in one place each. */
function withApart(text) {
  const address = (name, offset, fixed) => fixed ?? `${name} + ${offset ?? 0} | 0`;
  return text
    .replace(READ_APART, (_, ...at) => `readApart(${address(...at)})`)
    .replace(WRITE_APART, (_, name, offset, fixed, word) => `writeApart(${address(name, offset, fixed)}, ${word});`)
    .replace(OPENING, (opening) => opening + APART);
}

/** What wasm2js wrote, as a function of the imports instead of a module that runs at once. */
function plainModule(text) {
  const start = text.indexOf("var retasmFunc = asmFunc(");
  if (start < 0 || ![BASE64, READ_APART, WRITE_APART, OPENING].every((it) => text.match(it))) fail(`${plainFile}: it is written in another way than expected`);
  const withText = withApart(text.slice(0, start)).replace(BASE64, (_, at, data) => `bytes(bufferView, ${at}, ${latin1(data)})`);
  return `const bytes = (view, at, text) => {
  for (let index = 0; index < text.length; index++) view[at + index] = text.charCodeAt(index);
};
${withText.replace(BASE64_DECODER, "").replace(/^import [^\n]*\n/gm, "")}
export const form = "JavaScript";
export const starter = () => async (imports) => ({ instance: { exports: asmFunc(imports) } });`;
}

/** Written so that bundlers find the file. */
const address = (name) => `new URL(${JSON.stringify(`./${name}`)}, import.meta.url)`;

/** A file beside the output as `[name, address, integrity]`. */
function file(name) {
  const hash = createHash("sha384")
    .update(readFileSync(join(dirname(outfile), name)))
    .digest("base64");
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
  "halo-bindings": withOwnRealm(names ? shortened(written, names) : written),
  "halo-form": plainFile ? plainModule(readFileSync(plainFile, "utf8")) : 'export * from "./npm/start.js";',
  "halo-realm": 'export * from "./npm/realm.js";',
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
        plugins.onResolve({ filter: /^halo-(bindings|chunks|form|locales|realm)$/ }, ({ path }) => ({ path, namespace: "bindings" }));
        plugins.onLoad({ filter: /.*/, namespace: "bindings" }, ({ path }) => ({ contents: virtual[path], loader: "js", resolveDir: process.cwd() }));
      },
    },
  ],
  bundle: true,
  minify: Boolean(names),
  format: "esm",
  target: browsers.split(","),
  legalComments: "none",
  // The data of the plain form is smaller so; it is a module, and those are UTF-8.
  charset: "utf8",
  logLevel: "warning",
});

/** The import of what only a server has: bundlers let it be for these words, which minifying takes away. */
const FROM_SERVER = /\bimport\((?=`\$\{)/g;
const LET_IT_BE = "/*webpackIgnore:true*//*turbopackIgnore:true*//*@vite-ignore*/";
const bundled = readFileSync(outfile, "utf8");
if (bundled.match(FROM_SERVER)?.length !== 1) fail("the import of the newest build was not found");
writeFileSync(
  outfile,
  bundled.replace(FROM_SERVER, (found) => found + LET_IT_BE),
);

const left = names && bundled.match(LONG_NAME);
if (left) fail(`names were not shortened: ${left.join(", ")}`);
