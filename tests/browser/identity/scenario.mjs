// With identity verification on at the real server: tokens that are missing, ended, somebody else's or good, one that ends
// amid a conversation, the order of what waited, log-out. As the line has recorded it and the database holds it.

import { createHmac } from "node:crypto";

import { Chat } from "../harness/chat.mjs";
import { delivered, rows, together, visitor } from "../harness/visit.mjs";

const SECRET = "ha_secret_of_the_scenario_0123456789abcdef";
/** A token this close to its end counts as ended, in seconds. */
const MARGIN_SECONDS = 5;

/** A token for a user that ends in so many seconds. */
function token(userId, seconds, claims = {}) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part({ user_id: userId, exp: now + seconds, ...claims })}`;
  return `${signed}.${createHmac("sha256", SECRET).update(signed).digest("base64url")}`;
}

/** Counts what the page is asked and told; `next` is the token it gives. */
const counting = (next) => `{
  getUserToken: async () => { window.asked = (window.asked ?? 0) + 1; await new Promise((done) => setTimeout(done, 300)); return ${next === undefined ? "undefined" : JSON.stringify(next)}; },
  onIdentityExpired: () => { window.told = (window.told ?? 0) + 1; },
  onError: (error) => { (window.failed ??= []).push(error.code); },
}`;
const counts = (page) => page.evaluate(() => [window.asked ?? 0, window.told ?? 0]);
const identity = (page) =>
  page.evaluate(() => {
    const { log } = console;
    console.log = () => {};
    try {
      return HaloAgents.getInstance().debug().identity;
    } finally {
      console.log = log;
    }
  });

/** Paths of what was posted, in order, without the API's base. */
const paths = (line) => line.requests.map(({ path }) => path.replace("/api/sdk", ""));
const users = async (server, userId) => server.ask(`SELECT user_id, name, email FROM users WHERE user_id = '${userId}'`);

const one = (id, holds, { give, config, ...options }, run) => ({
  id,
  holds,
  async run(around) {
    const userId = `user-${id}`;
    const given = typeof config === "function" ? config(userId) : config;
    const it = await visitor(around, `identity-${id}`, { functions: counting(give?.(userId)), config: { userId, ...given }, watched: "", ...options });
    const page = await it.open();
    const told = await run({ ...around, it, page, userId, line: it.line, stop: given?.userToken });
    around.assert.deepEqual(page.errors, []);
    await it.leave();
    return told;
  },
});

/** No request carries this token. */
const neverSent = (assert, line, text) =>
  assert.equal(line.requests.filter(({ body }) => body.includes(text)).length, 0, "a token known to have ended is never sent");

const CASES = [
  one(
    "good",
    "a good token proves user, company and events, and nobody is asked for another",
    {
      give: () => "unused",
      config: (userId) => ({
        userToken: token(userId, 600, { name: "Ada", company_id: "company-good" }),
        companyId: "company-good",
        companyTraits: { plan: "pro" },
      }),
    },
    async ({ it, page, userId, server, line, until, assert }) => {
      await it.track(page, "good", 10);
      const found = await delivered(server, "good", 10);
      assert.ok(
        found.every(({ user_id }) => user_id === userId),
        JSON.stringify(found[0]),
      );
      assert.deepEqual(
        (await users(server, userId)).map(({ name }) => name),
        ["Ada"],
      );
      const [company] = await until(async () => {
        const companies = await server.ask("SELECT company_id, plan FROM companies WHERE company_id = 'company-good'");
        return companies.length > 0 && companies;
      }, "the company is stored");
      assert.equal(company.plan, "pro");
      assert.deepEqual([await counts(page), paths(line).filter((path) => path === "/users/identify").length], [[0, 0], 1]);
    },
  ),
  one(
    "missing",
    "without a token everything of the user waits, the page is asked and told once",
    { config: {} },
    async ({ it, page, userId, server, line, until, assert }) => {
      await it.track(page, "missing", 10);
      await until(async () => (await identity(page)) === "shut", "the gate is shut");
      await new Promise((done) => setTimeout(done, 4_000));
      assert.deepEqual(await counts(page), [1, 1]);
      assert.deepEqual([await users(server, userId), (await rows(server, "missing")).length], [[], 0]);
      const before = line.requests.length;
      await page.evaluate(([userId, userToken]) => HaloAgents.getInstance().identify(userId, {}, { userToken }), [userId, token(userId, 600)]);
      await delivered(server, "missing", 10);
      assert.equal((await users(server, userId)).length, 1);
      assert.deepEqual(await counts(page), [1, 1]);
      return `${before} requests while nothing could be proved`;
    },
  ),
  one(
    "ended",
    "a token that has ended is never sent; a new one is asked for once, and calls go in their order",
    { give: (userId) => token(userId, 600, { company_id: "company-ended" }), config: (userId) => ({ userToken: token(userId, -60) }) },
    async ({ it, page, userId, server, line, stop, assert }) => {
      await it.track(page, "ended", 10);
      const asked = page.evaluate(() => {
        const chat = HaloAgents.getInstance();
        return Promise.all([
          chat.identifyCompany("company-ended", { name: "Ended" }),
          chat.createTicket({ subject: "first" }),
          chat.createTicket({ subject: "second" }),
        ]);
      });
      await asked;
      await delivered(server, "ended", 10);
      neverSent(assert, line, stop);
      assert.deepEqual(await counts(page), [1, 1]);
      assert.deepEqual(
        paths(line).filter((path) => path !== "/events"),
        ["/users/identify", "/companies/identify", "/tickets/create", "/tickets/create"],
      );
      const tickets = await server.ask(`SELECT subject, user_id FROM tickets WHERE user_id = '${userId}' ORDER BY rowid`);
      assert.deepEqual(
        tickets.map(({ subject }) => subject),
        ["first", "second"],
      );
    },
  ),
  one(
    "foreign",
    "somebody else's token is refused, and nothing of either user is written before the right one comes",
    { give: (userId) => token(userId, 600), config: () => ({ userToken: token("user-somebody", 600) }) },
    async ({ it, page, userId, server, line, assert }) => {
      await it.track(page, "foreign", 10);
      const found = await delivered(server, "foreign", 10);
      assert.ok(found.every(({ user_id }) => user_id === userId));
      assert.deepEqual([await counts(page), await users(server, "user-somebody")], [[1, 1], []]);
      return `${line.requests.length} requests`;
    },
  ),
  one(
    "refused",
    "a server that takes none of the page's tokens is not asked for ever",
    { give: () => token("user-somebody", 600), config: {} },
    async ({ it, page, server, line, assert }) => {
      await it.track(page, "refused", 10);
      await new Promise((done) => setTimeout(done, 8_000));
      const [asked, told] = await counts(page);
      assert.ok(asked <= 2 && told <= 2, `asked ${asked}, told ${told}`);
      assert.ok(line.requests.length <= 8, `${paths(line)}`);
      assert.equal((await rows(server, "refused")).length, 0);
      return `asked ${asked} times, ${line.requests.length} requests`;
    },
  ),
  one(
    "renewed",
    "a token that ends amid a conversation is renewed without the visitor noticing",
    { give: (userId) => token(userId, 600), config: (userId) => ({ userToken: token(userId, MARGIN_SECONDS + 12) }) },
    async ({ page, userId, server, line, stop, until, assert }) => {
      const chat = new Chat(page);
      await chat.open();
      await chat.ask("What is this?");
      const first = line.requests.filter(({ body }) => body.includes(stop)).length;
      const ends = JSON.parse(Buffer.from(stop.split(".")[1], "base64url")).exp * 1000;
      await new Promise((done) => setTimeout(done, Math.max(0, ends - MARGIN_SECONDS * 1000 - Date.now()) + 600));
      const sent = line.requests.length;
      await chat.ask("And once more?");
      // It waits in the line until the new token is there.
      await until(() => line.requests.slice(sent).some(({ path }) => path.endsWith("/chat/stream")), "the second question is sent");
      await chat.answered(2);
      assert.ok(!line.requests.slice(sent).some(({ body }) => body.includes(stop)), "the ended token is not sent again");
      assert.equal(await page.evaluate(() => (window.failed ?? []).length), 0, "no error was told");
      assert.deepEqual([await chat.turns.count(), await counts(page)], [2, [1, 1]]);
      assert.doesNotMatch(await chat.text(), /not possible|again|failed/i);
      await until(
        async () => (await server.ask(`SELECT id FROM messages WHERE user_id = '${userId}'`)).length === 4,
        "two questions and two answers are stored as the user's",
      );
      return `${first} requests with the first token`;
    },
  ),
  one(
    "reset",
    "after a log-out nothing of the person is in storage, in the page or in a later request, and what was recorded keeps its identity",
    {
      config: (userId) => ({
        userToken: token(userId, 600),
        userTraits: { name: "Sentinel Person" },
        context: { cart: { label: "Cart", value: "sentinel-cart" } },
      }),
    },
    async ({ it, page, userId, server, line, stop, until, assert }) => {
      const chat = new Chat(page);
      await chat.open();
      await chat.ask("Where is my sentinel-parcel?");
      await it.track(page, "reset", 3);
      await page.evaluate(() => HaloAgents.getInstance().reset());
      const before = line.requests.length;
      await it.track(page, "reset", 10, 3);
      const found = await delivered(server, "reset", 13);
      assert.deepEqual(
        found.map(({ user_id }) => user_id),
        [...Array(3).fill(userId), ...Array(10).fill(null)],
      );
      assert.equal(new Set(found.map(({ session_id }) => session_id)).size, 2, "another session");
      await until(async () => (await it.events(page)).depth === 0, "the queue is empty");
      await chat.ask("Who are you?");
      // The last events of the person may go after the log-out; whatever else comes then is nobody's.
      const later = line.requests
        .slice(before)
        .map(({ body }) => body)
        .filter((body) => !(body.includes('"events"') && body.includes(userId)));
      const left = [
        ...later,
        await page.evaluate(
          () =>
            JSON.stringify(Object.entries(localStorage)) +
            JSON.stringify(Object.entries(sessionStorage)) +
            document.documentElement.outerHTML.replace(/<script.*?<\/script>/gs, "") +
            document.querySelector("halo-agents").shadowRoot.innerHTML,
        ),
      ];
      for (const secret of [userId, stop, "Sentinel Person", "sentinel-cart", "sentinel-parcel"])
        assert.ok(!left.some((text) => text.includes(secret)), `${secret} in ${left.find((text) => text.includes(secret))?.slice(0, 400)}`);
    },
  ),
  one(
    "queued",
    "events keep the identity they were captured with, whoever it is when they are sent",
    { config: { userId: undefined } },
    async ({ it, page, userId, server, line, assert }) => {
      line.isDown = true;
      await it.track(page, "queued", 2);
      await page.evaluate(([userId, userToken]) => HaloAgents.getInstance().identify(userId, {}, { userToken }), [userId, token(userId, 600)]);
      await it.track(page, "queued", 2, 2);
      await new Promise((done) => setTimeout(done, 400));
      line.isDown = false;
      await it.context.setOffline(true);
      await it.context.setOffline(false);
      await delivered(server, "queued", 4);
      // In the database the visitor's own earlier events are linked to the user by then: the server does so.
      const owners = {};
      for (const { body } of line.requests.filter(({ path }) => path.endsWith("/events"))) {
        const { user_id, events } = JSON.parse(body);
        for (const { metadata } of events) (owners[metadata.n] ??= new Set()).add(user_id);
      }
      assert.deepEqual(
        Object.values(owners).map((names) => [...names]),
        [[undefined], [undefined], [userId], [userId]],
      );
    },
  ),
];

export default {
  name: "E67: with verification on, tokens that are missing, ended, foreign or renewed confuse nobody, and a log-out leaves nothing",
  options: { server: { env: { HALO_DEMO_IDENTITY_SECRET: SECRET } } },
  async run(around) {
    await together(CASES, around);
    await around.page.goto(around.host.serve("<!doctype html><link rel=icon href=data:,>"));
  },
};
