// The tables of docs/compatibility.md that the command writes, and the versions of what was tried.

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { HOSTS } from "./place.mjs";

const GUIDE = new URL("../../../docs/compatibility.md", import.meta.url);

/** Puts `text` between the marks of that name. */
export function write(name, text) {
  const guide = readFileSync(GUIDE, "utf8");
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [guide.indexOf(begin), guide.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/compatibility.md has no ${begin} … ${end}`);
  writeFileSync(GUIDE, `${guide.slice(0, from + begin.length)}\n${text}\n${guide.slice(to)}`);
}

/** The lines of a table in Markdown. */
export const table = (heading, rows) => [heading, heading.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

/** The installed version, or nothing where it is not installed. */
export function versionOf({ package: name, debian }) {
  try {
    if (!debian) return JSON.parse(readFileSync(join(HOSTS, "node_modules", name, "package.json"), "utf8")).version;
    return execFileSync("dpkg-query", ["--show", `--showformat=\${Version}`, debian], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return undefined;
  }
}

const tried = ({ navigates, dialog }) => ["chat", navigates && "eight pages", dialog && "its dialog open"].filter(Boolean).join(", ");

const HEADING = ["page", "library", "tried", "result", "note"];

const row = ({ library, error, skipped }) => [
  library.id,
  `${library.debian ?? library.package} ${versionOf(library) ?? ""}`.trim(),
  tried(library),
  skipped ? "not tried" : error ? "failed" : "passed",
  skipped ?? (error ? String(error.message).split("\n")[0] : (library.note ?? "")),
];

/** The rows that stand in the guide, by their first cell. */
const standing = () =>
  new Map(
    [...readFileSync(GUIDE, "utf8").matchAll(/^\| ([\w-]+) \| .* \|$/gm)]
      .filter(([line]) => line !== `| ${HEADING.join(" | ")} |`)
      .map(([line, id]) => [id, line]),
  );

/** A section for each kind of library, in the table's order; the rows of those that were not run stay. */
export function sections(libraries, results) {
  const earlier = standing();
  const lineOf = (library) => {
    const result = results.find((one) => one.library === library);
    return result ? `| ${row(result).join(" | ")} |` : earlier.get(library.id);
  };
  const lines = libraries.map((library) => ({ kind: library.kind, line: lineOf(library) })).filter(({ line }) => line);
  const kinds = [...new Set(lines.map(({ kind }) => kind))];
  const heading = table(HEADING, []);
  const parts = kinds.map((kind) => `### ${kind}\n\n${[heading, ...lines.filter((one) => one.kind === kind).map(({ line }) => line)].join("\n")}`);
  const passed = lines.filter(({ line }) => line.includes("| passed |")).length;
  return [`${passed} of ${lines.length} passed.`, ...parts].join("\n\n");
}
