// A thousand messages: what an earlier page kept is drawn and scrolled through without a frame that stalls.

import { DEMO } from "../harness/place.mjs";

const TURNS = 500;
const FRAMES = 120;
/** Two frames at 60 a second, of the page's own processor time; drawing a thousand messages anew would take many times as long. */
const SLOWEST_FRAME_MS = 34;

/** Runs in the page before any script: a conversation as the widget keeps it. */
const seed = ({ orgId, turns }) => {
  const at = Date.now() - 1_000_000;
  const entry = (_, n) => ({
    id: `018f0000-0000-4000-8000-${String(n).padStart(12, "0")}`,
    at: at + n * 1_000,
    question: `Question ${n}?`,
    answer: `Answer **${n}**:\n\n- one\n- two\n\n\`\`\`js\nlet n = ${n};\n\`\`\``,
    phase: "done",
  });
  localStorage.setItem(
    `halo:talk:${orgId}:`,
    JSON.stringify({ v: 1, session: "sess_1795262400_abcdef", cut: false, turns: Array.from({ length: turns }, entry) }),
  );
};

/** Runs in the page: scrolls a panel's height a frame, up and down. */
const scroll = async (frames) => {
  const log = document.querySelector("halo-agents").shadowRoot.querySelector(".log");
  for (let n = 0; n < frames; n += 1) {
    await new Promise((done) => requestAnimationFrame(done));
    log.scrollTop += n < frames / 2 ? -400 : 400;
  }
};

/** Milliseconds that a page's main thread has run, whatever else the machine does meanwhile. */
async function clockOfThread(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  return async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return 1_000 * metrics.find(({ name }) => name === "TaskDuration").value;
  };
}

/** A machine this many times slower. */
const SLOW = 4;

/** Opened on a slow machine, at the end. */
async function slowly({ page, host, server, chat, until, assert }) {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOW });
  page.setDefaultTimeout(60_000);
  await page.goto(host.shop(server, { load: "eager" }, { path: "/slowly" }));
  await chat.open();
  await until(async () => (await chat.turns.count()) === TURNS, "all turns are there");
  await until(() => chat.transcript.evaluate((log) => log.scrollHeight - log.clientHeight - log.scrollTop < 2), "the end is in view");
  await session.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  await page.evaluate(() => HaloAgents.getInstance().reset());
}

export default {
  name: "a thousand messages are drawn and scroll without a stall, and open at their end however slowly",
  options: { ms: 240_000 },
  async run({ page, host, server, chat, until, assert }) {
    await page.addInitScript(seed, { orgId: DEMO.orgId, turns: TURNS });
    await page.goto(host.shop(server, { load: "eager" }));
    await chat.open();
    await until(async () => (await chat.turns.count()) === TURNS, "all turns are there");
    await until(() => chat.transcript.evaluate((log) => log.scrollHeight - log.clientHeight - log.scrollTop < 50), "the end is in view");
    assert.match(await chat.turns.last().innerText(), /Question 499\?[\s\S]*Answer 499/);
    const ran = await clockOfThread(page);
    const before = await ran();
    await page.evaluate(scroll, FRAMES);
    const frame = ((await ran()) - before) / FRAMES;
    console.log(`        a frame took ${frame.toFixed(1)} ms of the page's thread`);
    assert.ok(frame > 0 && frame < SLOWEST_FRAME_MS, `${frame} ms a frame`);
    await page.evaluate(() => HaloAgents.getInstance().reset());
    assert.equal(await chat.turns.count(), 0);
    await slowly({ page, host, server, chat, until, assert });
  },
};
