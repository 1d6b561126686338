// E34, E35, E37, E39, E41, E44, E46, E47, E49, E51, E57, E68, E69 and H38: tabs that are closed, killed, left and restored, a browser
// that is offline until tomorrow, a server that is killed. Every event is in the database once.

import { randomUUID } from "node:crypto";

import { ADOPTED_MS, delivered, rows, together, visitor } from "../harness/visit.mjs";
import { comesBack } from "../harness/leaving.mjs";
import { fault } from "../harness/proxy.mjs";
import { startServer } from "../harness/server.mjs";

const HOUR_MS = 3_600_000;
const TABS = 20;
/** All keepalive bodies of a page together, in bytes, and the largest single one. */
const [KEEPALIVE_BYTES, BATCH_BYTES] = [65_536, 48 * 1024];

/** Makes everything that is stored so many hours older. Runs in the page. */
const age = (hours) => {
  for (const key of Object.keys(localStorage).filter((key) => key.startsWith("halo:events:"))) {
    const record = JSON.parse(localStorage.getItem(key));
    record.beat -= hours;
    for (const event of record.events) {
      event.at -= hours;
      event.event.metadata.$at = new Date(event.at).toISOString();
    }
    localStorage.setItem(key, JSON.stringify(record));
  }
};

/** What a hidden or shown page sees; Chromium without a window never hides one by itself. Runs in the page. */
const show = (isShown) => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => !isShown });
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => (isShown ? "visible" : "hidden") });
  document.dispatchEvent(new Event("visibilitychange"));
};

/** A tab whose renderer is gone without another word. */
async function kill(page) {
  const session = await page.context().newCDPSession(page);
  const gone = new Promise((done) => page.once("crash", done));
  session.send("Page.crash").catch(() => {});
  await gone;
  await page.close();
}

/** Waits until this many events are in storage, as the page wrote them. */
const saved = (around, it, page, count) =>
  around.until(
    async () => (await it.stored(page)).reduce((all, { record }) => all + record.events.length, 0) >= count,
    `${count} events are stored in the browser`,
  );

async function tomorrow(around, it, hours, check) {
  const page = await it.open();
  it.line.isDown = true;
  await it.track(page, it.name, 7);
  await saved(around, it, page, 7);
  await page.close();
  const beside = await it.beside();
  await beside.evaluate(age, hours * HOUR_MS);
  await beside.close();
  it.line.isDown = false;
  return check(await it.open());
}

const one = (id, holds, run, options) => ({
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
  one("E34", "offline, closed, and opened again tomorrow: the events arrive, with the time they happened at", (around, it) =>
    tomorrow(around, it, 20, async () => {
      const found = await delivered(around.server, it.name, 7, ADOPTED_MS);
      const ages = found.map(({ at }) => (Date.now() - Date.parse(at)) / HOUR_MS);
      around.assert.ok(
        ages.every((hours) => hours > 19.9 && hours < 20.1),
        `hours since: ${ages}`,
      );
    }),
  ),
  one("E34 after 25 h", "what is older than a day is dropped, and counted", (around, it) =>
    tomorrow(around, it, 25, async (page) => {
      await around.until(async () => (await it.events(page)).dropped.expired === 7, "seven are counted as expired", ADOPTED_MS);
      around.assert.equal((await rows(around.server, it.name)).length, 0);
    }),
  ),
  one("E35", "two tabs over one storage deliver everything once, though an answer is not heard", async (around, it) => {
    it.line.plan(fault.unheard, fault.pass);
    const tabs = [await it.open(), await it.open()];
    await Promise.all(tabs.map((page, index) => it.track(page, it.name, 9, 9 * index)));
    await delivered(around.server, it.name, 18);
  }),
  one("E37", "a killed tab's events, those in a request too, are sent by the next tab", async (around, it) => {
    const page = await it.open();
    it.line.plan(fault.silent);
    await it.track(page, it.name, 10);
    await around.until(() => it.line.requests.length > 0, "ten are in a request");
    await it.track(page, it.name, 3, 10);
    await saved(around, it, page, 13);
    await kill(page);
    it.line.plan(fault.pass);
    const start = Date.now();
    await it.open();
    await delivered(around.server, it.name, 13, ADOPTED_MS);
    return `all 13 after ${((Date.now() - start) / 1000).toFixed(1)} s`;
  }),
  one("E39", `${TABS} tabs that are closed at once keep all their events`, async (around, it) => {
    const tabs = [];
    for (let tab = 0; tab < TABS; tab++) tabs.push(await it.open());
    it.line.isDown = true;
    await Promise.all(tabs.map((page, tab) => it.track(page, it.name, 4, 4 * tab)));
    await saved(around, it, tabs[0], 4 * TABS);
    await Promise.all(tabs.map((page) => page.close()));
    it.line.isDown = false;
    await it.open();
    await delivered(around.server, it.name, 4 * TABS, ADOPTED_MS);
  }),
  one("E44 H38", "out of the back-forward cache, after the last request failed, tries go on as usual", async (around, it) => {
    const page = await it.open();
    const another = around.host.serve("<!doctype html><title>Another</title><link rel=icon href=data:,>", { path: "/another" });
    let tracked = 0;
    await around.until(async () => {
      await it.recording(page);
      it.line.plan(fault.cut, fault.status(503), fault.pass);
      await it.track(page, it.name, 5, tracked);
      tracked += 5;
      return comesBack(page, another);
    }, "it comes out of the cache");
    await delivered(around.server, it.name, tracked, ADOPTED_MS);
    const requests = it.line.requests.length;
    await it.track(page, it.name, 10, tracked);
    await delivered(around.server, it.name, tracked + 10);
    return `${requests} requests until all were stored`;
  }),
  one("E46 E47", "what is sent on leaving keeps to the browser's limits, and the rest waits for the next page", async (around, it) => {
    const page = await it.open();
    // The first is on its way for as long as the page is there.
    let release;
    const left = new Promise((done) => {
      release = done;
    });
    it.line.plan(fault.held(left), fault.pass);
    const large = (first, count) =>
      page.evaluate(
        ([type, first, count]) => {
          for (let n = first; n < first + count; n++) HaloAgents.getInstance().track(type, { n, text: "x".repeat(1_500) });
        },
        [it.name, first, count],
      );
    await large(0, 10);
    await large(10, 70);
    await around.until(() => it.line.requests.length > 0, "the first ten are in a request");
    const before = it.line.requests.length;
    const beside = around.host.serve("<!doctype html><link rel=icon href=data:,>", { path: "/empty" });
    await page.goto(beside);
    await around.until(() => it.line.requests.length > before, "a request on leaving");
    release();
    const bodies = it.line.requests.map(({ body }) => Buffer.byteLength(body));
    around.assert.ok(
      bodies.every((bytes) => bytes <= BATCH_BYTES),
      `${bodies}`,
    );
    around.assert.ok(bodies.reduce((all, bytes) => all + bytes, 0) <= KEEPALIVE_BYTES, `${bodies}`);
    await it.load(page);
    await delivered(around.server, it.name, 80);
    return `bodies of ${bodies.join(" and ")} bytes`;
  }),
  one("E41 E49", "a page that is hidden sends what it has, at once and not again when it is shown", async (around, it) => {
    const page = await it.open();
    // In one go: between two a slow machine would have sent them already.
    const flying = await page.evaluate(
      ([type, hide]) => {
        const chat = HaloAgents.getInstance();
        for (let n = 0; n < 5; n++) chat.track(type, { n });
        // biome-ignore lint/security/noGlobalEval: the text of this file, in the page
        (0, eval)(`(${hide})(false)`);
        return chat.debug().events.inFlight;
      },
      [it.name, String(show)],
    );
    around.assert.equal(flying, 5, "they are in a request before the page's own script goes on");
    await page.evaluate(show, true);
    await delivered(around.server, it.name, 5);
    await new Promise((done) => setTimeout(done, 4_000));
    around.assert.equal(it.line.requests.length, 1, "one request");
    // Another application comes to the front, and the system ends the browser.
    await it.track(page, it.name, 5, 5);
    await page.evaluate(show, false);
    await kill(page);
    await delivered(around.server, it.name, 10);
    around.assert.equal(it.line.requests.length, 2, "nobody had to adopt them");
  }),
  one(
    "E51",
    "nothing listens for unload, holds a lock or opens a database",
    async (around, it) => {
      const page = await it.open();
      await it.track(page, it.name, 10);
      await delivered(around.server, it.name, 10);
      const found = await page.evaluate(async () => ({
        heard: window.heard,
        locks: (await navigator.locks.query()).held.length,
        databases: (await indexedDB.databases()).length,
      }));
      around.assert.deepEqual([found.locks, found.databases, found.heard.filter((type) => /unload/.test(type))], [0, 0, []]);
      around.assert.ok(found.heard.includes("pagehide") && found.heard.includes("visibilitychange"), found.heard.join(" "));
    },
    {
      head: `<script>window.heard = []; const { addEventListener: add } = EventTarget.prototype; EventTarget.prototype.addEventListener = function (...args) { heard.push(args[0]); return add.apply(this, args); };</script>`,
    },
  ),
  one(
    "E57",
    "what the browser says of the network is not believed: tries tell",
    async (around, it) => {
      const page = await it.open();
      await it.track(page, it.name, 10);
      await delivered(around.server, it.name, 10);
    },
    { head: `<script>Object.defineProperty(navigator, "onLine", { get: () => false });</script>` },
  ),
  {
    id: "E68",
    holds: "one batch posted ten times at once makes one row each, and every answer is the same",
    async run({ server, assert }) {
      const events = [...Array(20).keys()].map((n) => ({ event_type: "E68", metadata: { n, $id: randomUUID() } }));
      const answers = await Promise.all([...Array(10).keys()].map(() => server.call("/events", { events })));
      const texts = await Promise.all(answers.map((answer) => answer.text()));
      assert.deepEqual([...new Set(texts)], ['{"success":true}']);
      await delivered(server, "E68", 20);
    },
  },
  {
    id: "E69",
    holds: "a server that is killed after it stored and before it answered makes no second row",
    async run(around) {
      const mortal = await startServer();
      const it = await visitor({ ...around, server: mortal }, "E69");
      try {
        const page = await it.open();
        const stored = new Promise((done) => it.line.plan({ ...fault.unheardForEver, onDelivered: done }, fault.cut));
        await it.track(page, "E69", 10);
        await stored;
        const { length } = await mortal.ask("SELECT id FROM events WHERE event_type = 'E69'");
        await mortal.kill();
        const risen = await startServer({ data: mortal.data });
        it.line.target = new URL(risen.base);
        it.line.plan(fault.pass);
        await it.track(page, "E69", 3, 10);
        await delivered(risen, "E69", 13);
        await around.until(async () => (await it.events(page)).depth === 0, "the browser knows", ADOPTED_MS);
        await delivered(risen, "E69", 13);
        await risen.stop();
        return `${length} rows when it was killed, 13 in the end, of ${it.line.requests.length} requests`;
      } finally {
        await it.leave();
      }
    },
  },
];

export default {
  name: "E34 E35 E37 E39 E41 E44 E46 E47 E49 E51 E57 E68 E69 H38: tabs closed, killed, hidden and restored, a day offline and a killed server cost no event",
  async run(around) {
    await together(CASES, around);
    await around.page.goto(around.host.serve("<!doctype html><link rel=icon href=data:,>"));
  },
};
