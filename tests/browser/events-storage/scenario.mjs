// E28, E31, E32, E59, E64: storage that throws, is full, or holds what is not ours; and nothing of ours in it before the
// visitor acts.

import { delivered, together, visitor } from "../harness/visit.mjs";

const THROWS = `<script>Object.defineProperty(window, "localStorage", { get() { throw new DOMException("denied", "SecurityError"); } });</script>`;
/** Fills the origin's storage to the last kilobyte. */
const FULL = `<script>for (let text = "x".repeat(1 << 20), n = 0; text.length > 500;) { try { localStorage.setItem("theirs:" + n++, text); } catch { text = text.slice(text.length / 2); } }</script>`;
const RUBBISH = `<script>localStorage.setItem("halo:events:old", "x".repeat(1 << 20)); localStorage.setItem("halo:events:odd", '{"v":9}');</script>`;

const ours = (page) => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("halo:")));

const one = (id, holds, options, run) => ({
  id,
  holds,
  async run(around) {
    const it = await visitor(around, id.replace(/\W/g, ""), options);
    const told = await run(around, it);
    await it.leave();
    return told;
  },
});

const CASES = [
  one("E31", "where the very name of the storage throws, events live in memory and arrive", { head: THROWS }, async (around, it) => {
    const page = await it.open();
    await it.track(page, it.name, 12);
    await delivered(around.server, it.name, 12);
    around.assert.deepEqual(page.errors, []);
  }),
  one("E32", "in a full storage events live in memory and arrive, and the site's own writes go on", { head: FULL }, async (around, it) => {
    const page = await it.open();
    it.line.isDown = true;
    await it.track(page, it.name, 12);
    await around.until(async () => (await it.events(page)).stored === false, "it is known that nothing is stored");
    await page.evaluate(() => localStorage.setItem("theirs:0", "short"));
    it.line.isDown = false;
    await it.context.setOffline(true);
    await it.context.setOffline(false);
    await delivered(around.server, it.name, 12);
    around.assert.deepEqual(page.errors, []);
  }),
  one("E32 blocked", "where the way to the server is blocked, storage keeps under 512 KiB, and what had to go is counted", {}, async (around, it) => {
    const page = await it.open();
    it.line.isDown = true;
    await page.evaluate((type) => {
      for (let n = 0; n < 80; n++) HaloAgents.getInstance().track(type, { n, text: "x".repeat(9_000) });
    }, it.name);
    await around.until(async () => (await ours(page)).length > 0, "something is stored");
    await new Promise((done) => setTimeout(done, 600));
    const [{ record }] = await it.stored(page);
    const bytes = JSON.stringify(record).length;
    const { dropped, depth } = await it.events(page);
    around.assert.ok(bytes <= 512 * 1024, `${bytes} bytes`);
    around.assert.equal(dropped.queue_full + depth, 80);
    await page.evaluate(() => localStorage.setItem("theirs", "x".repeat(1 << 20)));
    return `${bytes} bytes stored, ${dropped.queue_full} counted`;
  }),
  one("E64", "records that are not ours are removed, and recording begins", { head: RUBBISH }, async (around, it) => {
    const page = await it.open();
    await it.track(page, it.name, 12);
    await delivered(around.server, it.name, 12);
    await around.until(async () => !(await ours(page)).some((key) => /old|odd/.test(key)), "the rubbish is gone");
    around.assert.equal((await it.events(page)).dropped.corrupt, 2);
  }),
  one("E59", "values that no JSON holds, cycles and large texts are cut alone; the others of the batch are whole", {}, async (around, it) => {
    const page = await it.open();
    await page.evaluate((type) => {
      const cycle = { deep: {} };
      cycle.deep.again = cycle;
      const given = [
        { big: 10n ** 30n },
        { cycle },
        { numbers: [NaN, Infinity] },
        { half: "\ud800 a" },
        { text: "x".repeat(40_000) },
        { node: document.body, call: () => 1, plain: "whole" },
      ];
      given.forEach((metadata, n) => void HaloAgents.getInstance().track(type, { ...metadata, n }));
    }, it.name);
    const found = (await delivered(around.server, it.name, 6)).map(({ metadata }) => JSON.parse(metadata));
    around.assert.equal(found[0].big, "1000000000000000000000000000000");
    around.assert.deepEqual(found[2].numbers, [null, null]);
    around.assert.ok(found[4].$trimmed && found[4].text.length < 10_000, JSON.stringify(Object.keys(found[4])));
    around.assert.equal(found[5].plain, "whole");
    around.assert.deepEqual(page.errors, []);
  }),
  one(
    "E28",
    "of a visitor who opted out nothing is kept or sent, though the page tracks early",
    { head: `<script>localStorage.setItem("halo:consent", "out");</script>`, config: { tracking: true } },
    async (around, it) => {
      const page = await it.open();
      await it.track(page, it.name, 12);
      await new Promise((done) => setTimeout(done, 4_000));
      around.assert.equal(it.line.requests.length, 0);
      around.assert.deepEqual(await ours(page), ["halo:consent"]);
      around.assert.equal((await it.events(page)).dropped.opted_out, 12);
    },
  ),
];

export default {
  name: "E28 E31 E32 E59 E64: storage that throws, is full or holds rubbish costs no event, and who opted out leaves none",
  async run(around) {
    await together(CASES, around);
    await around.page.goto(around.host.serve("<!doctype html><link rel=icon href=data:,>"));
  },
};
