// Who may be recorded, and from when on anything of ours is in the browser's storage: before the visitor acts, with and
// without consent, under Global Privacy Control, opted out before the part that records has come.

import { fault } from "../harness/proxy.mjs";
import { delivered, rows, together, visitor } from "../harness/visit.mjs";

/** Longer than a flush and a save. */
const SETTLED_MS = 4_500;
/** Longer than a request may take and the wait after it. */
const TRIED_MS = 12_500;
const GPC = `<script>Object.defineProperty(navigator, "globalPrivacyControl", { value: true });</script>`;

const settle = () => new Promise((done) => setTimeout(done, SETTLED_MS));
const ours = (page) =>
  page.evaluate(() =>
    Object.keys(localStorage)
      .concat(Object.keys(sessionStorage))
      .filter((key) => key.startsWith("halo:")),
  );
/** Rows of the visitor's own page. */
const views = async (server, it) =>
  (await server.ask(`SELECT page_url FROM events WHERE event_type = 'page_view'`)).filter(({ page_url }) => page_url === it.address).length;

const one = (id, options, run) => ({
  id: id.startsWith("E") ? id.slice(0, 3) : "consent",
  holds: id.replace(/^E\d\d /, ""),
  async run(around) {
    // A greeting that was shown is noted for the tab: another matter than events.
    const it = await visitor(around, `consent-${id.replace(/\W+/g, "-")}`, { ...options, config: { ...options.config, ui: { greeting: false } } });
    const told = await run({ ...around, it });
    await it.leave();
    return told;
  },
});

const CASES = [
  one(
    "E29 an opt-out throws away what waits, in memory and storage, and what is in a request is not tried again",
    { config: { tracking: false } },
    async ({ it, server, until, assert }) => {
      const page = await it.open();
      it.line.plan(fault.silent);
      await it.track(page, "consent_e29", 15);
      await until(async () => it.line.requests.length === 1 && (await ours(page)).length === 1, "ten are in a request, all are stored");
      await page.evaluate(() => HaloAgents.getInstance().optOut());
      assert.deepEqual(await ours(page), ["halo:consent"]);
      it.line.plan(fault.pass);
      await new Promise((done) => setTimeout(done, TRIED_MS));
      const { depth, dropped, state } = await it.events(page);
      assert.deepEqual([it.line.requests.length, depth, dropped.opted_out, state], [1, 0, 15, "opted_out"]);
      assert.equal((await rows(server, "consent_e29")).length, 0);
      // The agent hears nothing of it either.
      const asked = page.waitForRequest((request) => request.url().endsWith("/chat/stream"));
      await it.track(page, "consent_e29", 1);
      await page.evaluate(() => HaloAgents.getInstance().sendMessage("What is this?"));
      assert.equal((await asked).postDataJSON().behavior_context, undefined);
    },
  ),
  one("who only looks is counted and leaves no event in storage", { config: { tracking: true } }, async ({ it, server, until, assert }) => {
    const page = await it.context.newPage();
    // A script that a test runs in the page counts as the visitor's deed: nothing may run before the recording has begun.
    await page.goto(it.address);
    await until(async () => (await views(server, it)) === 1, "the view is stored by the server");
    assert.deepEqual(await ours(page), []);
    it.line.isDown = true;
    await page.evaluate(() => setTimeout(() => Promise.reject(new Error("of the page"))));
    await settle();
    assert.deepEqual(await ours(page), [], "an event that waits is kept in memory");
    await page.evaluate(() => document.body.click());
    await settle();
    assert.deepEqual(await ours(page), [], "a script's click is no deed");
    await page.mouse.click(400, 300);
    await until(async () => (await ours(page)).length === 1, "with the first deed it is stored");
  }),
  one(
    "tracking false records nothing by itself, and what the site records is stored at once",
    { config: { tracking: false } },
    async ({ it, server, until, assert }) => {
      const page = await it.open();
      await settle();
      assert.deepEqual([await ours(page), it.line.requests.length], [[], 0]);
      await it.track(page, "consent_own", 10);
      await delivered(server, "consent_own", 10);
      assert.equal(await views(server, it), 0);
      await until(async () => (await ours(page)).length === 0, "delivered means removed");
    },
  ),
  one("consent is waited for, given, remembered and taken back", { config: { tracking: "consent" } }, async ({ it, server, until, assert }) => {
    const page = await it.open();
    await it.track(page, "consent_early", 5);
    await settle();
    assert.deepEqual([await ours(page), it.line.requests.length], [[], 0]);
    await page.evaluate(() => HaloAgents.getInstance().optIn());
    await until(async () => (await views(server, it)) === 1, "the view is recorded from the consent on");
    assert.deepEqual(
      (await ours(page)).filter((key) => key === "halo:consent"),
      ["halo:consent"],
    );
    await it.load(page);
    await until(async () => (await views(server, it)) === 2, "the next page knows");
    await page.evaluate(() => HaloAgents.getInstance().optOut());
    await until(async () => (await ours(page)).length === 1, "nothing but the decision is left");
    const before = it.line.requests.length;
    await it.load(page);
    await settle();
    assert.deepEqual([await ours(page), it.line.requests.length - before], [["halo:consent"], 0]);
    assert.equal((await rows(server, "consent_early")).length, 0, "what came before the consent is not recorded afterwards");
  }),
  one("Global Privacy Control forbids everything but what the visitor agreed to", { head: GPC, config: { tracking: true } }, async ({ it, server, assert }) => {
    const page = await it.open();
    await it.track(page, "consent_gpc", 5);
    await settle();
    assert.deepEqual([await ours(page), it.line.requests.length], [[], 0]);
    await page.evaluate(() => HaloAgents.getInstance().optIn());
    await it.track(page, "consent_gpc", 10, 5);
    await delivered(server, "consent_gpc", 10);
    assert.equal(await views(server, it), 0, "never by itself");
  }),
  one("a decision on one page counts on the other pages of the site that are open", { config: { tracking: false } }, async ({ it, server, until, assert }) => {
    const [first, second] = [await it.open(), await it.open()];
    await second.evaluate(() => HaloAgents.getInstance().optOut());
    await until(async () => (await it.events(first)).state === "opted_out", "the other page has heard");
    await it.track(first, "consent_others", 5);
    await second.evaluate(() => HaloAgents.getInstance().optIn());
    await until(async () => (await it.events(first)).state !== "opted_out", "and of the yes");
    await it.track(first, "consent_others", 10, 5);
    await delivered(server, "consent_others", 10);
    assert.equal((await it.events(first)).dropped.opted_out, 5);
  }),
  one(
    "who opts out before the recording has come is never recorded",
    { config: { tracking: true }, functions: `{ onReady() { HaloAgents.getInstance().optOut(); } }` },
    async ({ it, server, assert }) => {
      const page = await it.context.newPage();
      // The part that records comes never; the decision must not wait for it.
      await page.route(/halo_events/, () => {});
      await page.goto(it.address);
      await page.waitForFunction(() => localStorage.getItem("halo:consent") === "out");
      await page.close();
      const next = await it.open();
      await it.track(next, "consent_late", 5);
      await settle();
      assert.deepEqual([await ours(next), it.line.requests.length, await views(server, it)], [["halo:consent"], 0, 0]);
    },
  ),
];

export default {
  name: "E29: no event is in storage before the visitor acts, and consent, opt-out and Global Privacy Control are kept to",
  async run(around) {
    await together(CASES, around);
    await around.page.goto(around.host.serve("<!doctype html><link rel=icon href=data:,>"));
  },
};
