// The demo page with the widget and without it, on a processor four times slower: what the page pays before anyone wants
// the chat.

import { visit } from "./visit.mjs";

const SLOWER = 4;
const SAMPLE_US = 100;

/** What is stored by the end; runs in the page. */
const STORED = `indexedDB.databases().then((databases) => localStorage.length + sessionStorage.length + databases.length + (document.cookie ? 1 : 0))`;

async function load(tab, url) {
  await tab.session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  await tab.watchScript(SAMPLE_US);
  await tab.page.goto(url);
  await tab.quiet();
  const { longest, tasks, shift } = await tab.seen();
  const { task } = await tab.times();
  const script = task * (await tab.scriptShare());
  return { requests: tab.network.requests, bytes: tab.network.bytes, script, task, longest, tasks, shift, stored: await tab.page.evaluate(STORED) };
}

/** Both, one load each. */
export async function demo(browser, base) {
  const without = await visit(browser, (tab) => load(tab, `${base}/demo/without`));
  return { without, with: await visit(browser, (tab) => load(tab, `${base}/demo/with`)) };
}
