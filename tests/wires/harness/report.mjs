// What became of everything that was tried, as rows of a table: printed, and between the marks of docs/compatibility.md.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { table } from "../../hosts/harness/report.mjs";
import { WIRES } from "./place.mjs";

export { write } from "../../hosts/harness/report.mjs";

const HEADING = ["software", "version", "tried", "result", "note"];
/** More of an error belongs into the output, not into a table. */
const NOTE_CHARS = 200;

/** The version that a requirements file holds a package to, by its name in lower case. */
const requirements = () =>
  new Map(
    ["requirements.txt", "requirements-litellm.txt"]
      .flatMap((file) => readFileSync(join(WIRES, file), "utf8").split("\n"))
      .map((line) => line.match(/^([\w.-]+)(?:\[.*\])?==(.+)$/))
      .filter(Boolean)
      .map(([, name, version]) => [name.toLowerCase(), version]),
  );

/** The version that is installed. */
function versionOf({ npm, pypi }) {
  if (npm) return JSON.parse(readFileSync(join(WIRES, "node_modules", npm, "package.json"), "utf8")).version;
  return pypi ? requirements().get(pypi.toLowerCase()) : "";
}

/** A cell: on one line, and without what would end it. */
const cell = (text) => text.replace(/\s+/g, " ").replaceAll("|", "\\|").replaceAll("<", "&lt;").trim();

/** An error in a few words, without the addresses of this run. */
function inShort(error) {
  const text = String(error.message ?? error)
    .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1")
    .replace(/\/tmp\/[\w./-]+/g, "…");
  return text.length > NOTE_CHARS ? `${text.slice(0, NOTE_CHARS)}…` : text;
}

function row({ item, version, tries, left }) {
  const name = item.npm ?? item.pypi ?? item.id;
  const failed = (tries ?? []).filter(({ error }) => error);
  const note = left ?? (failed.length ? failed.map(({ what, error }) => `${what}: ${inShort(error)}`).join("; ") : (item.note ?? ""));
  const tried = (tries ?? []).map(({ what }) => what).join("; ");
  return [name, left ? "" : (version ?? versionOf(item)), tried, left ? "left out" : failed.length ? "failed" : "passed", note].map(cell);
}

/** A section for each group, in the order of the results. */
export function sections(results) {
  const groups = [...new Set(results.map(({ item }) => item.group))];
  const parts = groups.map((group) => `### ${group}\n\n${table(HEADING, results.filter(({ item }) => item.group === group).map(row))}`);
  const tried = results.filter(({ left }) => !left);
  const passed = tried.filter(({ tries }) => tries.every(({ error }) => !error));
  return [`${passed.length} of ${tried.length} passed; ${results.length - tried.length} were left out.`, ...parts].join("\n\n");
}
