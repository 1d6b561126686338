// Makes haloagents.umd.js of npm/loader.js. The build is written into it: the hash of this script and of the files that it
// leads to, so that a door asks for the files it was made with and for no others. Without files the build is what stands
// in <build file> already.
//
// node door.mjs <output> <build file> <browsers> <file> …

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { build as bundle } from "esbuild";
import { minify } from "terser";

const [output, buildFile, browsers, ...files] = process.argv.slice(2);

/** Hexadecimal digits: enough that two builds of years never meet. */
const DIGITS = 10;

async function door(build) {
  const { outputFiles } = await bundle({
    entryPoints: ["npm/loader.js"],
    define: { BUILD: JSON.stringify(build) },
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: browsers.split(","),
    legalComments: "none",
    logLevel: "warning",
  });
  // A second minifier: every page pays for this file, and it finds 60 bytes (brotli) more.
  const { code } = await minify(outputFiles[0].text, { compress: { passes: 3, ecma: 2020 }, mangle: true, toplevel: true, ecma: 2020 });
  return code;
}

async function hashed() {
  const hash = createHash("sha256").update(await door(""));
  for (const file of files) hash.update(`${basename(file)}\n`).update(readFileSync(file));
  return hash.digest("hex").slice(0, DIGITS);
}

const build = files.length > 0 ? await hashed() : readFileSync(buildFile, "utf8");
writeFileSync(output, await door(build));
writeFileSync(buildFile, build);
