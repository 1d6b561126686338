// What an answer costs while it streams in: from the press of Enter until its last words stand in the page.

import { expected, marker } from "../answer.mjs";
import { pause, visit } from "./visit.mjs";

/** Main-thread time after which a peer counts as not finishing. */
export const CAP_MS = 60_000;
/** Real time after which a tab that no longer answers is given up; layout and painting elsewhere come on top. */
const WALL_LIMIT_MS = 80_000;
/** Of the profiler: often enough for a frame, seldom enough to cost nothing. */
const SAMPLE_US = 1_000;
/** Between two looks for the end. */
const LOOK_MS = 50;
/** After the end: what a peer puts off to a later frame is part of the answer. */
const SETTLE_MS = 300;

/** Text as far back from the end as `characters`, without reading the whole; runs in the page. */
const ending = (root, characters) => {
  let text = "";
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) text = node.data + text;
    else if (node.localName !== "style") {
      for (let child = node.lastChild; child; child = child.previousSibling) if (walk(child)) return true;
      if (node.shadowRoot) return walk(node.shadowRoot);
    }
    return text.length > characters;
  };
  walk(root);
  return text;
};
/** Characters of buttons and times that may stand behind an answer. */
const BEHIND = 300;

/** Elements by name and all nodes below; runs in the page. */
const count = (root, names) => {
  const found = Object.fromEntries(names.map((name) => [name, 0]));
  let nodes = 0;
  const walk = (node) => {
    nodes += 1;
    const name = /^h[1-6]$/.test(node.localName) ? "heading" : node.localName;
    if (name in found) found[name] += 1;
    if (node.shadowRoot) walk(node.shadowRoot);
    for (let child = node.firstChild; child; child = child.nextSibling) walk(child);
  };
  walk(root);
  return { found, nodes };
};

/** Waits for the end; false when the cap was reached first. */
async function finished(tab, peer, tokens, start) {
  const look = `(${ending})(${peer.transcript}, ${BEHIND}).includes(${JSON.stringify(marker(tokens))})`;
  const begun = performance.now();
  for (;;) {
    // Hidden parts of a peer may not be there yet.
    if (await tab.evaluate(look).catch(() => false)) return true;
    if ((await tab.times()).task - start.task > CAP_MS || performance.now() - begun > WALL_LIMIT_MS) return false;
    await pause(LOOK_MS);
  }
}

/** What of the answer is not there, in words. */
async function lacks(tab, peer, tokens) {
  const wanted = expected(tokens);
  const { found, nodes } = await tab.evaluate(`(${count})(${peer.transcript}, ${JSON.stringify(Object.keys(wanted))})`);
  const missing = Object.keys(wanted).filter((name) => found[name] < wanted[name]);
  return { nodes, missing: missing.map((name) => `${found[name]} of ${wanted[name]} ${name}`) };
}

/** Runs in the page: notes how long each frame took from now on. */
const FRAMES = `(() => {
  const seen = globalThis[Symbol.for("bench")];
  seen.frames = [];
  let last = performance.now();
  const next = () => {
    const now = performance.now();
    seen.frames.push(now - last);
    last = now;
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
})()`;
/** One frame and half another at 60 a second: a clock's jitter is no missed frame. */
const LATE_MS = 25;

/** Asks, waits for the end, and says what it cost; `pace` in tokens a second, or as fast as the socket takes them. */
export async function measure(tab, peer, tokens, pace) {
  await tab.evaluate(`globalThis[Symbol.for("bench")].longest = 0`);
  if (pace) await tab.evaluate(FRAMES);
  await tab.watchScript(SAMPLE_US);
  const start = await tab.times();
  const begun = performance.now();
  await tab.ask(peer, pace ? `${tokens} tokens at ${pace} a second` : `${tokens} tokens`);
  if (!(await finished(tab, peer, tokens, start))) return { tokens, capped: true };
  const wall = performance.now() - begun;
  await pause(SETTLE_MS);
  const end = await tab.times();
  const task = end.task - start.task;
  const script = (await tab.scriptShare()) * task;
  const { longest, frames } = await tab.seen();
  const drawn = frames && { longestFrame: Math.max(...frames), late: frames.filter((ms) => ms > LATE_MS).length / frames.length };
  return { tokens, wall, script, task, layout: end.layout - start.layout, longest, ...drawn, ...(await lacks(tab, peer, tokens)), heap: await tab.heap() };
}

/** One answer of so many tokens in a tab of its own. */
export async function stream(browser, base, peer, tokens, pace) {
  const given = new Promise((done) => setTimeout(() => done({ tokens, capped: true }), WALL_LIMIT_MS + LOOK_MS).unref());
  return visit(browser, async (tab) => {
    await tab.page.goto(`${base}/page/${peer.id}/lazy`);
    await tab.open(peer);
    await tab.quiet();
    return Promise.race([measure(tab, peer, tokens, pace), given]);
  });
}
