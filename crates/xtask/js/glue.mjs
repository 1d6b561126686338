// Finishes the glue: drops what the finished module does not import, takes over the shortened names of its imports
// and exports, and minifies. How the bindings step writes its output is known here and nowhere else; anything
// unexpected ends with an error, never with a glue that might not fit.
//
// node glue.mjs <glue from the bindings step> <names.json> <output>

import { readFileSync } from "node:fs";
import { build } from "esbuild";

const [input, namesFile, outfile] = process.argv.slice(2);
/** @type {{module: string, imports: Record<string, string>, exports: Record<string, string>, target: string}} */
const names = JSON.parse(readFileSync(namesFile, "utf8"));

// Classes of a streams crate that nothing here constructs; their exports are gone from the module.
const UNUSED_CLASS = /^export class (IntoUnderlying\w+) \{\n[^]*?^\}\n(?:if \(Symbol\.dispose\) \1\.prototype.*\n)?/gm;
const IMPORT_OBJECT = /(const import0 = \{\n {8}__proto__: null,\n)([^]*?)(^ {4}\};\n)/m;
const IMPORT_ENTRY = /^ {8}(\w+): function[^]*?^ {8}\}.*,\n/gm;

function fail(what) {
  console.error(`glue.mjs: ${input}: ${what}`);
  process.exit(1);
}

function withImports(glue) {
  const found = glue.match(IMPORT_OBJECT) ?? fail("no import object was found");
  const kept = new Map();
  for (const [entry, name] of found[2].matchAll(IMPORT_ENTRY)) {
    if (name in names.imports) kept.set(name, entry.replace(name, names.imports[name]));
  }
  for (const name of Object.keys(names.imports)) {
    if (!kept.has(name)) fail(`the module imports ${name}, which was not found`);
  }
  // In the module's order: equal sequences of names in both files compress well.
  const entries = Object.keys(names.imports).map((name) => kept.get(name));
  return glue.replace(IMPORT_OBJECT, (_, head, __, tail) => head + entries.join("") + tail);
}

function withExports(glue) {
  return glue.replace(/\bwasm\.(\w+)/g, (whole, name) => (name in names.exports ? `wasm.${names.exports[name]}` : whole));
}

function withModuleName(glue) {
  const key = '"./halo_bg.js": import0';
  return glue.includes(key) ? glue.replace(key, `${names.module}: import0`) : fail(`${key} was not found`);
}

const glue = withModuleName(withExports(withImports(readFileSync(input, "utf8").replace(UNUSED_CLASS, ""))));
const exported = [...glue.matchAll(/^export (?:function|class) (\w+)/gm)].map((match) => match[1]);

await build({
  // initSync is left out: a page never compiles on its main thread.
  stdin: { contents: `export { default, ${exported.join(", ")} } from "glue";`, resolveDir: "." },
  plugins: [
    {
      name: "glue",
      setup(plugins) {
        plugins.onResolve({ filter: /^glue$/ }, () => ({ path: "glue", namespace: "glue" }));
        plugins.onLoad({ filter: /.*/, namespace: "glue" }, () => ({ contents: glue, loader: "js" }));
      },
    },
  ],
  bundle: true,
  minify: true,
  format: "esm",
  target: names.target.split(","),
  // Registries of classes that are gone have no effect of their own.
  pure: ["FinalizationRegistry"],
  legalComments: "none",
  logLevel: "warning",
  outfile,
});

// A name that is still called and that the module no longer has would fail only when it is needed: fail here.
const left = readFileSync(outfile, "utf8").match(/\b__wbg_\w+_[0-9a-f]{16}\b/g);
if (left) fail(`long names are left in the output: ${left.join(", ")}`);
