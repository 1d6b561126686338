// The tables in Markdown: ours first, each line with its ratio to the best of the others, and the list of lines in which
// one of them is ahead.

import { CAP_MS } from "../measure/streaming.mjs";
import { REASONS } from "./reasons.mjs";
import { length, slope, tables } from "./lines.mjs";

const OVER_CAP = `> ${CAP_MS / 1_000} s`;
const ABSENT = "–";
/** Marks a number that was got without showing the whole answer. */
const PARTIAL = "†";
/** The length at which everybody is set against ours. */
const COMMON_TOKENS = 4_000;

const row = (cells) => `| ${cells.join(" | ")} |`;

const markdown = (head, rows) => [row(head), row(head.map((_, n) => (n === 0 ? ":--" : "--:"))), ...rows.map(row)].join("\n");

function cell(line, peer, none) {
  if (line.failed?.(peer)) return "failed";
  if (line.capped?.(peer)) return OVER_CAP;
  const value = line.value(peer, none);
  return value === undefined ? ABSENT : `${line.show(value)}${line.isPartial?.(peer) ? PARTIAL : ""}`;
}

/** Ours against the best of the others: `{ ratio, best }`, or nothing where one side has no number. */
function against(line, [ours, ...others], none) {
  const own = line.value(ours, none);
  const found = others.map((peer) => ({ peer, value: line.value(peer, none) })).filter(({ value }) => value !== undefined);
  if (own === undefined || found.length === 0) return undefined;
  const best = found.reduce((one, other) => (other.value < one.value ? other : one));
  // Of two that show the same, none is ahead.
  const isBehind = own > best.value && line.show(own) !== line.show(best.value);
  return { ratio: best.value > 0 ? own / best.value : undefined, best: best.peer, isBehind, own, value: best.value };
}

const times = (ratio) => (ratio === undefined ? ABSENT : ratio >= 10 ? ratio.toFixed(0) : ratio >= 0.1 ? ratio.toFixed(2) : ratio.toFixed(3));

function table({ heading, lines }, { peers, none }) {
  const head = [heading, ...peers.map(({ name }) => name), "ratio to the best peer"];
  const rows = lines.map((line) => {
    const met = against(line, peers, none);
    return [
      line.about,
      ...peers.map((peer) => cell(line, peer, none)),
      met ? `${times(met.ratio)}${line.isPartial?.(peers[0]) ? PARTIAL : ""} (${met.best.name})` : ABSENT,
    ];
  });
  return markdown(head, rows);
}

/** How the cost grows, for each. */
function growth({ peers }) {
  const said = (found, of) => (found ? of(found) : ABSENT);
  const at = (peer) => peer.full.find(({ tokens }) => tokens === COMMON_TOKENS) ?? {};
  const own = at(peers[0]).task;
  const rows = peers.map((peer) => {
    const common = at(peer);
    const multiple = common.capped ? `over ${Math.floor(CAP_MS / own)}×` : common.task && own ? `${times(common.task / own)}×` : ABSENT;
    const task = slope(peer);
    const script = slope(peer, "script");
    const paced = slope(peer, "script", "paced");
    return [
      peer.name,
      said(script, ({ exponent }) => exponent.toFixed(2)),
      said(script, ({ doubled }) => `${doubled.toFixed(1)}×`),
      said(task, ({ exponent }) => exponent.toFixed(2)),
      said(task, ({ doubled }) => `${doubled.toFixed(1)}×`),
      said(task, ({ lengths }) => String(lengths)),
      said(paced, ({ doubled }) => `${doubled.toFixed(1)}×`),
      multiple,
    ];
  });
  return markdown(
    [
      "How the cost of a stream grows",
      "script: exponent",
      "twice the length costs",
      "main thread: exponent",
      "twice the length costs",
      "lengths that ended",
      "script at 1,000 tokens a second: twice the length costs",
      `main thread at ${length(COMMON_TOKENS)} tokens, times Halo's`,
    ],
    rows,
  );
}

/** Who showed less than the whole answer, in words. */
function gaps({ peers }) {
  const found = peers.flatMap((peer) =>
    peer.full
      .filter(({ missing }) => missing?.length > 0)
      .map(
        ({ tokens, missing }) =>
          `- ${peer.name}, ${length(tokens)} tokens: formatted in the page at the end are ${missing.join(", ")}.${REASONS[`missing-${peer.id}`] ? ` ${REASONS[`missing-${peer.id}`]}` : ""}`,
      ),
  );
  return found.length > 0
    ? `Not all of an answer was formatted at its end, which ${PARTIAL} marks above:\n\n${found.join("\n")}`
    : "Everybody who reached the end showed every heading, list item, table and block of code of the answer.";
}

const reason = (id) => REASONS[id] ?? REASONS[id.replace(/-\d+$/, "")] ?? "No reason is known yet.";

/** Every line in which a peer is ahead, by the reason. */
function behind(result) {
  const reasons = new Map();
  for (const { heading, lines } of tables(result)) {
    let section = "";
    for (const line of lines) {
      if (!line.about.startsWith("…")) section = line.about.replace(/(, ms)?: .*$/, "");
      const met = against(line, result.peers, result.none);
      if (!met?.isBehind) continue;
      const name = line.about.startsWith("…") ? `${section}, ${line.about.slice(2)}` : line.about;
      const why = `${heading}. ${reason(line.id)}`;
      reasons.set(why, [...(reasons.get(why) ?? []), `${name}: ${met.best.name} ${line.show(met.value)}, Halo ${line.show(met.own)}`]);
    }
  }
  const found = [...reasons].map(([why, lines]) => `- ${why}\n${lines.map((line) => `  - ${line}`).join("\n")}`);
  return found.length > 0 ? `A peer is ahead in these lines:\n\n${found.join("\n")}` : "No peer is ahead in any line.";
}

function demo({ demo }) {
  if (!demo) return "";
  const rows = [
    ["requests", ({ requests }) => String(requests)],
    ["KB", ({ bytes }) => (bytes / 1_000).toFixed(1)],
    ["script, ms", ({ script }) => script.toFixed(1)],
    ["main thread, ms", ({ task }) => task.toFixed(0)],
    ["long tasks", ({ tasks }) => String(tasks)],
    ["layout shift", ({ shift }) => shift.toFixed(3)],
    ["entries stored", ({ stored }) => String(stored)],
    ...(demo.with.lighthouse === undefined ? [] : [["Lighthouse, performance", ({ lighthouse }) => String(lighthouse)]]),
  ];
  return markdown(
    ["The demo page before any intent, processor 4 times slower", "without the widget", "with it"],
    rows.map(([about, of]) => [about, of(demo.without), of(demo.with)]),
  );
}

/** All of it, in order. */
export function report(result) {
  const who = result.peers.map(({ name, version, mounted }) => [name, version, mounted]);
  const parts = [
    markdown(["who", "version", "put on the page by"], who),
    ...tables(result).map((one) => table(one, result)),
    gaps(result),
    growth(result),
    behind(result),
    demo(result),
  ];
  return parts.filter(Boolean).join("\n\n");
}
