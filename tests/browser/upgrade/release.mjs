// Another release of the widget than the one that was built: HALO_SDK_NEXT names its folder. Without that it is made of the
// built one, with one script changed, addressed by another build.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { SDK } from "../harness/server.mjs";

const OTHER = "0ther0ther00";
const ENCODED = [".br", ".gz"];

/** The folder of the next release. */
export function nextRelease() {
  if (process.env.HALO_SDK_NEXT) return process.env.HALO_SDK_NEXT;
  const folder = mkdtempSync(join(tmpdir(), "halo-next-"));
  cpSync(SDK, folder, { recursive: true });
  const { build } = JSON.parse(readFileSync(join(SDK, "manifest.json"), "utf8"));
  const change = (name, by) => {
    const path = join(folder, name);
    writeFileSync(path, by(readFileSync(path, "utf8")));
    for (const ending of ENCODED) rmSync(path + ending, { force: true });
  };
  change("manifest.json", (text) => text.replaceAll(build, OTHER));
  change("haloagents.umd.js", (text) => text.replaceAll(build, OTHER));
  change("halo.js", (text) => `${text}/* the next */`);
  return folder;
}
