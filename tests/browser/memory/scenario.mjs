// H50: a day of opening and closing does not grow the page.

import { page as html, snippet } from "../harness/host.mjs";

const ROUNDS = 200;
const GROWTH_BYTES = 5_000_000;

export default {
  name: "opening and closing two hundred times does not grow the page",
  async run({ page, context, host, server, chat, allow, assert }) {
    // So much opening and closing is more than is recorded.
    allow(/events were dropped: more than 10 a second/);
    await page.goto(host.serve(html(snippet(server))));
    await chat.open();
    await chat.close.click();
    const session = await context.newCDPSession(page);
    const size = async () => {
      await session.send("HeapProfiler.collectGarbage");
      await session.send("HeapProfiler.collectGarbage");
      const { metrics } = await session.send("Performance.getMetrics");
      const of = (name) => metrics.find((metric) => metric.name === name).value;
      return { heap: of("JSHeapUsedSize"), nodes: of("Nodes"), listeners: of("JSEventListeners") };
    };
    await session.send("Performance.enable");
    const before = await size();
    await page.evaluate(async (rounds) => {
      const chat = HaloAgents.getInstance();
      const frame = () => new Promise((done) => requestAnimationFrame(done));
      for (let round = 0; round < rounds; round++) {
        await chat.openChat();
        await frame();
        await chat.closeChat();
      }
    }, ROUNDS);
    const after = await size();
    assert.ok(after.heap - before.heap < GROWTH_BYTES, JSON.stringify({ before, after }));
    assert.ok(after.listeners - before.listeners < ROUNDS / 4, JSON.stringify({ before, after }));
    assert.ok(after.nodes - before.nodes < ROUNDS, JSON.stringify({ before, after }));
  },
};
