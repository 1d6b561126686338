// Exits with 1 unless node_modules holds what package-lock.json names. Optional packages (binaries for other
// systems) may be absent; anything else must be there in the locked version.

import { readFileSync } from "node:fs";

const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));

function holds([path, locked]) {
  if (path === "" || locked.optional) return true;
  try {
    return JSON.parse(readFileSync(`${path}/package.json`, "utf8")).version === locked.version;
  } catch {
    return false;
  }
}

const missing = Object.entries(packages).filter((entry) => !holds(entry));
for (const [path, { version }] of missing) console.error(`${path}: ${version} is not installed`);
process.exit(missing.length > 0 ? 1 : 0);
