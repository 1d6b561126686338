// What a page pays before anyone shows interest: on a processor four times slower no long task, no layout shift, and
// little script.

import { page as html, snippet } from "../harness/host.mjs";

const SLOWER = 4;
/**
 * Script of ours until the page has loaded, on the slowed processor. 2 ms is the aim on a usual one, which the benchmarks hold
 * it to; six times as much is no busy machine's doing, but that of a chat which starts with the page.
 */
const SCRIPT_MS = 2 * SLOWER * 6;
/** Loads of which the quickest counts: the machine has other things to do. */
const ROUNDS = 5;

const OBSERVE = `<script>
  window.seen = { longest: 0, shift: 0 };
  new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => (seen.longest = Math.max(seen.longest, duration)))).observe({ type: "longtask", buffered: true });
  new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => (seen.shift += value))).observe({ type: "layout-shift", buffered: true });
</script>`;

export default {
  name: "before any interest the chat costs no long task, no layout shift and hardly any script",
  options: { page: { globals: ["seen"] } },
  async run({ page, context, host, server, chat, assert }) {
    const session = await context.newCDPSession(page);
    await session.send("Profiler.enable");
    await session.send("Profiler.setSamplingInterval", { interval: 100 });
    await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
    const url = host.serve(html(OBSERVE + snippet(server, { load: "interaction" })));
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) {
      await session.send("Profiler.start");
      await page.goto(url, { waitUntil: "networkidle" });
      const { profile } = await session.send("Profiler.stop");
      const ours = new Set(profile.nodes.filter(({ callFrame }) => callFrame.url.includes("haloagents")).map(({ id }) => id));
      const micros = profile.samples.reduce((sum, id, at) => sum + (ours.has(id) ? profile.timeDeltas[at] : 0), 0);
      rounds.push({ ...(await page.evaluate(() => seen)), script: micros / 1000 });
    }
    await session.send("Emulation.setCPUThrottlingRate", { rate: 1 });
    await chat.launcher.waitFor();
    const least = (name) => Math.min(...rounds.map((round) => round[name]));
    assert.equal(least("shift"), 0, JSON.stringify(rounds));
    assert.equal(least("longest"), 0, JSON.stringify(rounds));
    assert.ok(least("script") < SCRIPT_MS, JSON.stringify(rounds));
    if (process.env.HALO_VERBOSE) console.log(rounds);
  },
};
