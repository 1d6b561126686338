// A thousand messages: what an earlier page kept is drawn and scrolled through without a frame that stalls.

import { DEMO } from "../harness/place.mjs";

const TURNS = 500;
/** A frame on a machine that is busy with other things; drawing a thousand messages anew would take many times as long. */
const SLOWEST_MEDIAN_MS = 34;

/** Runs in the page before any script: a conversation as the widget keeps it. */
const seed = ({ orgId, turns }) => {
  const at = Date.now() - 1_000_000;
  const entry = (_, n) => ({ id: `018f0000-0000-4000-8000-${String(n).padStart(12, "0")}`, at: at + n * 1_000, question: `Question ${n}?`, answer: `Answer **${n}**:\n\n- one\n- two\n\n\`\`\`js\nlet n = ${n};\n\`\`\``, phase: "done" });
  localStorage.setItem(`halo:talk:${orgId}:`, JSON.stringify({ v: 1, session: "sess_1795262400_abcdef", cut: false, turns: Array.from({ length: turns }, entry) }));
};

/** Runs in the page: scrolls a panel's height a frame, up and down; how long each frame took. */
const scroll = async () => {
  const log = document.querySelector("halo-agents").shadowRoot.querySelector(".log");
  const frames = [];
  let last = performance.now();
  for (let n = 0; n < 120; n += 1) {
    await new Promise((done) => requestAnimationFrame(done));
    const now = performance.now();
    frames.push(now - last);
    last = now;
    log.scrollTop += n < 60 ? -400 : 400;
  }
  return frames.sort((one, other) => one - other);
};

export default {
  name: "a thousand messages are drawn and scroll without a stall",
  async run({ page, host, server, chat, until, assert }) {
    await page.addInitScript(seed, { orgId: DEMO.orgId, turns: TURNS });
    await page.goto(host.shop(server, { load: "eager" }));
    await chat.open();
    await until(async () => (await chat.turns.count()) === TURNS, "all turns are there", 20_000);
    await until(() => chat.transcript.evaluate((log) => log.scrollHeight - log.clientHeight - log.scrollTop < 50), "the end is in view");
    assert.match(await chat.turns.last().innerText(), /Question 499\?[\s\S]*Answer 499/);
    const frames = await page.evaluate(scroll);
    const median = frames[frames.length / 2];
    console.log(`        a frame took ${median.toFixed(1)} ms (median), ${frames.at(-1).toFixed(1)} ms (longest)`);
    assert.ok(median < SLOWEST_MEDIAN_MS, `${median} ms a frame`);
    await page.evaluate(() => HaloAgents.getInstance().reset());
    assert.equal(await chat.turns.count(), 0);
  },
};
