// What a peer costs before and when a visitor wants it: bytes, requests, main-thread time, and the wait on a slow line.

import { measure } from "./streaming.mjs";
import { visit } from "./visit.mjs";

/** Script at load is a matter of a few milliseconds. */
const SAMPLE_US = 100;
/** A telephone on a poor line, as Lighthouse has it: 1.6 Mbit/s, 150 ms there and back, a processor four times slower. */
const SLOW = { offline: false, latency: 150, downloadThroughput: (1.6 * 1_000_000) / 8, uploadThroughput: (0.75 * 1_000_000) / 8 };
const SLOWER = 4;
const FIRST_ANSWER_TOKENS = 1_000;

/** Until the page is loaded and nothing is fetched any more. */
async function arrive(tab, url) {
  await tab.watchScript(SAMPLE_US);
  await tab.page.goto(url);
  await tab.quiet();
  const { task } = await tab.times();
  const { bytes, requests } = tab.network;
  return { bytes, requests, task, script: task * (await tab.scriptShare()), longest: (await tab.seen()).longest, heap: await tab.heap() };
}

/** The page with a peer on it as its own documentation has it, and nobody who wants it. */
export const beforeIntent = (browser, url) => visit(browser, (tab) => arrive(tab, url));

/** The page with the peer as lazily as it goes; then the launcher is pressed, then a first answer comes. */
export const wanted = (browser, url, peer) =>
  visit(browser, async (tab) => {
    const before = await arrive(tab, url);
    const start = await tab.times();
    await tab.watchScript(SAMPLE_US);
    await tab.open(peer);
    await tab.quiet();
    const task = (await tab.times()).task - start.task;
    const { bytes, requests } = tab.network;
    const open = { bytes, requests, task, script: task * (await tab.scriptShare()), heap: await tab.heap() };
    // The answer itself is no part of what a peer weighs.
    const told = tab.network.bytes;
    const answered = await measure(tab, peer, FIRST_ANSWER_TOKENS);
    await tab.quiet();
    return { before, open, answered: { heap: answered.heap, bytes: tab.network.bytes - told } };
  });

/** On a slow line: from the address to a panel in which a visitor can type, who presses the launcher once it is there. */
export const slowly = (browser, url, peer) =>
  visit(browser, async (tab) => {
    let received = 0;
    tab.session.on("Network.dataReceived", ({ encodedDataLength }) => (received += encodedDataLength));
    await tab.session.send("Network.emulateNetworkConditions", SLOW);
    await tab.session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
    const start = performance.now();
    await tab.page.goto(url, { waitUntil: "commit" });
    await tab.open(peer);
    return { ms: performance.now() - start, received };
  });
