// Every fenced snippet of the guides, and who runs it. A snippet that nobody runs says why, in a line right before it
// that no reader sees: `[//]: # (not run: the reason)`. Run as a program it prints the list, and fails over a snippet
// that is neither run nor excused. What a runner does with its snippets is its own.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { ROOT } from "./place.mjs";

const EXCUSE = /^\[\/\/\]: # \(not run: (.{10,})\)$/;

/** The pages that people read snippets in. */
const pages = () => [
  "README.md",
  "npm/README.md",
  ...readdirSync(join(ROOT, "docs"))
    .filter((name) => name.endsWith(".md"))
    .sort()
    .map((name) => `docs/${name}`),
];

const anchor = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-");

/** The snippets of a page, in order: `id` is page, heading and, from the second below a heading on, its number. */
function read(page) {
  const found = [];
  let open;
  let heading = "";
  let before = "";
  for (const [index, line] of readFileSync(join(ROOT, page), "utf8").split("\n").entries()) {
    const fence = line.match(/^\s*```(\w*)/);
    if (fence && open) open = void found.push(open);
    else if (fence) open = { page, heading, language: fence[1], line: index + 1, excuse: before.match(EXCUSE)?.[1], code: "" };
    else if (open) open.code += `${line}\n`;
    else if (line.startsWith("#")) heading = anchor(line.replace(/^#+/, ""));
    if (line.trim()) before = line;
  }
  if (open) throw new Error(`${page}:${open.line}: the snippet does not end`);
  return found.map((one, index) => {
    const number = found.slice(0, index).filter((other) => other.heading === one.heading).length + 1;
    return { ...one, id: `${page}#${one.heading}${number > 1 ? ` ${number}` : ""}` };
  });
}

const isSample = ({ page, code }) => page.endsWith("identity-verification.md") && code.includes("HS256");

/** Who runs a snippet: the first of these that knows its kind. Each runs all that is its own, or fails. */
const RUNNERS = [
  ["tests/docs/samples.rs", isSample],
  ["crates/server/tests/api/outbox.rs", ({ page, language }) => page.endsWith("notifications.md") && ["js", "json"].includes(language)],
  ["tests/docs/fences.rs", ({ page, language }) => page === "README.md" && language === "text"],
  ["tests/package/next", ({ language, code }) => language === "jsx" && code.startsWith('"use client"')],
  ["tests/package/guides", ({ language, code }) => ["jsx", "vue", "liquid"].includes(language) || (language === "js" && /from "halo-widget/.test(code))],
  ["tests/browser/guide-commands", ({ page, language }) => language === "sh" || (language === "json" && page.endsWith("backend-api.md"))],
  [
    "tests/browser/guide-snippets",
    ({ page, language }) => ["html", "js", "css", "php", "json"].includes(language) || (language === "text" && page.endsWith("content-security.md")),
  ],
];

/** All snippets; `runner` is missing where nobody runs one. */
export const fences = () =>
  pages()
    .flatMap(read)
    .map((fence) => ({ ...fence, runner: fence.excuse ? undefined : RUNNERS.find(([, isOurs]) => isOurs(fence))?.[0] }));

/** The snippets of one runner. A name of `known` that none of them has is a test of nothing, and refused. */
export function fencesOf(runner, known = {}) {
  const ours = fences().filter((fence) => fence.runner === runner);
  const stale = Object.keys(known).filter((id) => !ours.some((fence) => fence.id === id));
  if (ours.length === 0 || stale.length > 0) throw new Error(`${runner}: no snippet is called ${stale.join(", ")}`);
  return ours;
}

/** What a reader puts in place of the placeholders. */
export const filled = (code, { orgId, apiKey }) => code.replaceAll("YOUR-ORG-ID", orgId).replaceAll("ab_live_…", apiKey);

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const all = fences();
  for (const { page, line, language, runner, excuse } of all)
    console.log(`${page}:${line} ${language}: ${runner ?? (excuse ? `not run: ${excuse}` : "NEITHER RUN NOR EXCUSED")}`);
  const lost = all.filter(({ runner, excuse }) => !runner && !excuse);
  console.log(`${all.length} snippets, ${all.filter(({ runner }) => runner).length} run, ${all.filter(({ excuse }) => excuse).length} excused`);
  process.exit(lost.length > 0 ? 1 : 0);
}
