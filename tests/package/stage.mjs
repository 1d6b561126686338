// Lays the package together (npm/ and the shipped files), packs it, and says where the tarball is.

import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ROOT } from "../browser/harness/place.mjs";

const SDK = process.env.HALO_SDK ?? join(ROOT, "dist/sdk");

/** Where the files of the package that are not in npm/ come from. */
const elsewhere = (name) => [join(SDK, name), join(ROOT, name)].find(existsSync);

/** The WebAssembly module and its chunks, as the dist step has cut it, and the locales. */
export const modules = () => readdirSync(SDK).filter((name) => /^halo_\w+\.wasm$|^halo[_.][\w-]+\.json$/.test(name));

/** Of third parties, as a release gathers them; without a release there are none. */
export const notices = () => ["THIRD-PARTY.txt"].filter((name) => existsSync(join(SDK, name)));

/** Packs and returns `{ tarball, files, unpacked }`: the path, the names in it, its size in bytes when unpacked. */
export function pack() {
  const folder = mkdtempSync(join(tmpdir(), "halo-package-"));
  const { files } = JSON.parse(readFileSync(join(ROOT, "npm/package.json"), "utf8"));
  const named = files.filter((name) => !name.includes("*") && !modules().includes(name) && name !== "THIRD-PARTY.txt");
  for (const name of [...named, ...modules(), ...notices(), "package.json", "README.md"]) {
    const source = [join(ROOT, "npm", name)].find(existsSync) ?? elsewhere(name);
    if (!source) throw new Error(`${name} is in the package's files and nowhere to be found (cargo xtask dist?)`);
    copyFileSync(source, join(folder, name));
  }
  const [packed] = JSON.parse(execFileSync("npm", ["pack", "--json", "--loglevel=error"], { cwd: folder, encoding: "utf8" }));
  return { tarball: join(folder, packed.filename), files: packed.files.map(({ path }) => path).sort(), unpacked: packed.unpackedSize };
}
