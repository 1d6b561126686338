// Lays the finished files into the folder that is shipped, with a .br (quality 11) and a .gz (level 9) beside each,
// and a manifest.json of their sizes and hashes. Files are renamed into place, so that a running server never sees
// half of one; a file that is there already with the same content is left alone, and one that is no longer shipped goes.
//
// node pack.mjs <output folder> <version> <build> <file> …

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const [folder, version, build, ...files] = process.argv.slice(2);

function put(name, content) {
  const part = join(folder, `.${name}.part`);
  writeFileSync(part, content);
  renameSync(part, join(folder, name));
}

function integrity(content) {
  return `sha384-${createHash("sha384").update(content).digest("base64")}`;
}

function brotli(content) {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
  };
  return brotliCompressSync(content, { params });
}

function isThere(name, content) {
  const kept = join(folder, name);
  const siblings = [".br", ".gz"].every((ending) => existsSync(kept + ending));
  return siblings && existsSync(kept) && readFileSync(kept).equals(content);
}

function pack(name, content) {
  if (!isThere(name, content)) {
    put(`${name}.br`, brotli(content));
    put(`${name}.gz`, gzipSync(content, { level: constants.Z_BEST_COMPRESSION }));
    put(name, content);
  }
  const size = (ending) => readFileSync(join(folder, name + ending)).length;
  return { integrity: integrity(content), bytes: content.length, gzip: size(".gz"), brotli: size(".br") };
}

function before() {
  try {
    return Object.keys(JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")).files);
  } catch {
    return [];
  }
}

mkdirSync(folder, { recursive: true });
for (const name of before()) {
  if (files.some((path) => basename(path) === name)) continue;
  for (const ending of ["", ".br", ".gz"]) rmSync(join(folder, name + ending), { force: true });
}
const packed = files.map((path) => [basename(path), pack(basename(path), readFileSync(path))]);
const manifest = { version, build, files: Object.fromEntries(packed) };
pack("manifest.json", Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
