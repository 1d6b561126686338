// H37, E55, E56: visitors whose clocks are wrong by a day, set while the page is open, or replaced by the page. A good token
// stays good, an ended one is ended, and events have happened when they happened.

import { createHmac } from "node:crypto";

import { delivered, together, visitor } from "../harness/visit.mjs";

const SECRET = "ha_secret_of_the_scenario_0123456789abcdef";
const DAY_MS = 86_400_000;
/** What a time may be off: the server tells whole seconds. */
const GRAIN_MS = 6_000;

function token(userId, seconds) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg: "HS256" })}.${part({ user_id: userId, exp: Math.floor(Date.now() / 1000) + seconds })}`;
  return `${signed}.${createHmac("sha256", SECRET).update(signed).digest("base64url")}`;
}

/** The page's clock is off by `window.off` milliseconds. */
const off = (ms) => `<script>window.off = ${ms}; const { now } = Date; Date.now = () => now() + off;</script>`;
const counting = `{ getUserToken: () => { window.asked = (window.asked ?? 0) + 1; return new Promise(() => {}); } }`;

const one = (id, holds, { head, seconds = 600 }, run) => ({
  id,
  holds,
  async run(around) {
    const name = `clock-${id.replace(/\W/g, "")}`;
    const userToken = token(name, seconds);
    const it = await visitor(around, name, { head, functions: counting, config: { userId: name, userToken }, watched: "" });
    const page = await it.open();
    const told = await run({ ...around, it, page, name, userToken });
    around.assert.deepEqual(page.errors, []);
    await it.leave();
    return told;
  },
});

/** They happened between `start` and now. */
const happenedSince = (assert, start, found) => {
  const [first, last] = [start - GRAIN_MS, Date.now() + GRAIN_MS];
  const times = found.map(({ at }) => Date.parse(at));
  assert.ok(
    times.every((at) => at >= first && at <= last),
    `milliseconds after the start: ${times.map((at) => at - start)}, and it is ${Date.now() - start}`,
  );
};

const aDayOff =
  (ms) =>
  async ({ it, page, name, server, assert }) => {
    await it.track(page, name, 3);
    await it.track(page, name, 10, 3);
    await delivered(server, name, 13);
    // What was captured after the server had told the time, or waited until it had.
    const start = Date.now();
    await it.track(page, name, 10, 13);
    const found = await delivered(server, name, 23);
    happenedSince(assert, start, found.slice(13));
    assert.equal(await page.evaluate(() => window.asked ?? 0), 0, "a good token stays good");
    return `${ms > 0 ? "ahead" : "behind"}; the first were ${Math.round((Date.now() - Date.parse(found[0].at)) / 1000)} s ago`;
  };

const CASES = [
  one("H37 ahead", "a clock that is a day ahead does not end a token", { head: off(DAY_MS) }, aDayOff(DAY_MS)),
  one("H37 behind", "a clock that is a day behind neither", { head: off(-DAY_MS) }, aDayOff(-DAY_MS)),
  one(
    "H37 ended",
    "a token that has ended is not sent by a visitor whose clock is right",
    { head: "", seconds: -60 },
    async ({ it, page, userToken, until, assert }) => {
      await until(() => page.evaluate(() => window.asked === 1), "a new token is asked for");
      assert.ok(!it.line.requests.some(({ body }) => body.includes(userToken)), "the ended token is never sent");
    },
  ),
  one("E55", "a clock that is set two days ahead between capture and sending changes no time", { head: off(0) }, async ({ it, page, name, server, assert }) => {
    const start = Date.now();
    await it.track(page, name, 10);
    await delivered(server, name, 10);
    await it.track(page, name, 2, 10);
    await page.evaluate((ms) => (window.off = ms), 2 * DAY_MS);
    await delivered(server, name, 12);
    // The answer has told the time again.
    await it.track(page, name, 2, 12);
    happenedSince(assert, start, await delivered(server, name, 14));
  }),
  one(
    "E56",
    "a page that replaces Date by nothing breaks nothing and spins nothing",
    { head: `<script>Date.now = () => NaN;</script>` },
    async ({ it, page, name, server, assert }) => {
      await it.track(page, name, 10);
      await delivered(server, name, 10);
      const requests = it.line.requests.length;
      await new Promise((done) => setTimeout(done, 3_000));
      assert.equal(it.line.requests.length, requests, "no loop");
    },
  ),
];

export default {
  name: "H37 E55 E56: clocks that are days off, set or replaced end no token and move no event",
  options: { server: { env: { HALO_DEMO_IDENTITY_SECRET: SECRET } } },
  async run(around) {
    await together(CASES, around);
    await around.page.goto(around.host.serve("<!doctype html><link rel=icon href=data:,>"));
  },
};
