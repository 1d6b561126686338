// E01, E02, E04, E11, E13, E16, E33, E52, E53, E58, E62, E63: what the queue does with answers that are late, wrong,
// cut or missing, in a real browser, over a line that does this to it. Every event is in the database once.

import { delivered, together, visitor } from "../harness/visit.mjs";
import { fault } from "../harness/proxy.mjs";

/** The policy's numbers, in milliseconds. */
/** By how much a busy machine may delay the first request on its way. */
const HEARD_LATER_MS = 3_000;
const [TIMEOUT_MS, FIRST_BACKOFF_MS, BACKOFF_SHARE] = [10_000, 1_000, 0.5];
/** What a timer may be early against another process's clock. */
const GRAIN_MS = 50;

const gaps = (line) => line.requests.slice(1).map(({ at }, index) => at - line.requests[index].at);
const numbers = ({ body }) => JSON.parse(body).events.map(({ metadata }) => metadata.n);

/** One visitor, one type of event, this plan for the line. */
const one = (id, holds, plan, check) => ({
  id,
  holds,
  async run(around) {
    const { assert } = around;
    const it = await visitor(around, id.replace(/\W/g, ""));
    const page = await it.open();
    it.line.plan(...plan);
    const told = await check({ ...around, it, page, line: it.line, type: id });
    assert.deepEqual(page.errors, [], "nothing was thrown into the page");
    await it.leave();
    return told;
  },
});

const CASES = [
  one("E01", "ten events take one request, without a retry count", [fault.pass], async ({ it, page, line, type, server, assert }) => {
    await it.track(page, type, 10);
    await delivered(server, type, 10);
    assert.equal(line.requests.length, 1);
  }),
  one(
    "E02",
    "two 500s are retried after growing waits",
    [fault.status(500), fault.status(500), fault.pass],
    async ({ it, page, line, type, server, assert }) => {
      await it.track(page, type, 10);
      await delivered(server, type, 10);
      const [first, second] = gaps(line);
      assert.equal(line.requests.length, 3);
      assert.ok(first >= FIRST_BACKOFF_MS * BACKOFF_SHARE - GRAIN_MS, `first wait ${first}`);
      assert.ok(second >= 2 * FIRST_BACKOFF_MS * BACKOFF_SHARE - GRAIN_MS, `second wait ${second}`);
      return `waits ${first} and ${second} ms`;
    },
  ),
  one("E03", "a 501 is dropped after one request, and counted", [fault.status(501)], async ({ it, page, line, type, until, assert }) => {
    await it.track(page, type, 10);
    const { dropped } = await until(async () => {
      const events = await it.events(page);
      return events.depth === 0 && events;
    }, "the queue is empty");
    assert.deepEqual([line.requests.length, dropped], [1, { unsupported: 10 }]);
  }),
  one(
    "E04 E13 E16",
    "Retry-After is kept, twice, and then everything goes in order",
    [fault.status(429, { "retry-after": "2" }), fault.status(429, { "retry-after": "1" }), fault.pass],
    async ({ it, page, line, type, server, assert }) => {
      await it.track(page, type, 10);
      await new Promise((done) => setTimeout(done, 700));
      await it.track(page, type, 10, 10);
      await delivered(server, type, 20);
      const [first, second] = gaps(line);
      assert.ok(first >= 2_000 - GRAIN_MS && second >= 1_000 - GRAIN_MS, `waits ${first} and ${second}`);
      assert.deepEqual(line.requests.slice(2).flatMap(numbers), [...Array(20).keys()]);
      return `waits ${first} and ${second} ms`;
    },
  ),
  one("E11", "a connection that is cut is tried again", [fault.cut, fault.pass], async ({ it, page, line, type, server, assert }) => {
    await it.track(page, type, 10);
    await delivered(server, type, 10);
    assert.equal(line.requests.length >= 2, true);
  }),
  one(
    "E20",
    "on a slow and dripping line no event is in two requests",
    [fault.delay(1_500), fault.drip(7, 20), fault.pass],
    async ({ it, page, line, type, server, assert }) => {
      for (let n = 0; n < 30; n += 5) {
        await it.track(page, type, 5, n);
        await new Promise((done) => setTimeout(done, 300));
      }
      await delivered(server, type, 30);
      assert.deepEqual(line.requests.flatMap(numbers), [...Array(30).keys()]);
      return `${line.requests.length} requests`;
    },
  ),
  one(
    "E33 E58",
    "three tries without any answer, then silence until the network is back, then a flush at once",
    [fault.cut],
    async ({ it, page, line, type, server, until, assert }) => {
      await it.track(page, type, 10);
      const resting = async () => (await it.events(page)).state === "resting";
      await until(resting, "the queue rests");
      const tries = line.requests.length;
      // Chromium repeats a request by itself when a connection it kept was cut.
      await it.context.setOffline(true);
      line.plan(fault.pass);
      await it.context.setOffline(false);
      const start = Date.now();
      await delivered(server, type, 10);
      assert.ok(tries >= 3 && tries <= 6, `${tries} tries`);
      return `${tries} requests on the line, delivered ${Date.now() - start} ms after the network came back`;
    },
  ),
  one(
    "E53",
    "of a loop of a thousand a hundred and ten a second are taken, the others counted, with one warning",
    [fault.pass],
    async ({ it, page, type, server, until, assert }) => {
      const warnings = [];
      page.on("console", (message) => message.type() === "warning" && warnings.push(message.text()));
      const start = performance.now();
      await it.track(page, type, 1_000);
      // The loop has the burst, and ten more for each second that it took.
      const most = 100 + Math.ceil((performance.now() - start) / 100);
      let now;
      const events = await until(async () => {
        now = await it.events(page);
        return now.depth === 0 && warnings.length > 0 && now;
      }, "the queue is empty and has warned").catch((error) => {
        throw new Error(`${error.message}: ${JSON.stringify(now)} ${warnings}`);
      });
      const taken = 1_000 - events.dropped.rate_limited;
      assert.ok(taken >= 100 && taken <= most, `${taken} were taken, and at most ${most} may be`);
      assert.equal(warnings.filter((text) => /events were dropped/.test(text)).length, 1);
      await delivered(server, type, taken);
      return `${taken} taken`;
    },
  ),
  one("E62", "a captive portal's page is no acknowledgement", [fault.portal, fault.pass], async ({ it, page, line, type, server, assert }) => {
    await it.track(page, type, 10);
    await delivered(server, type, 10);
    assert.deepEqual([line.requests.length, (await it.events(page)).lastError], [2, "not acknowledged by the API"]);
  }),
  one(
    "E63",
    "what is never answered is given up after ten seconds, and stored once though the server had it",
    [fault.unheardForEver, fault.pass],
    async ({ it, page, line, type, server, assert }) => {
      await it.track(page, type, 10);
      await delivered(server, type, 10);
      await new Promise((done) => setTimeout(done, TIMEOUT_MS + 2_500));
      const [wait] = gaps(line);
      assert.equal(line.requests.length, 2);
      // The line hears of the first request later than the page began to wait for it.
      assert.ok(wait >= TIMEOUT_MS - HEARD_LATER_MS, `the second request came after ${wait} ms`);
      await delivered(server, type, 10);
      return `second request after ${wait} ms, and still one row each`;
    },
  ),
];

export default {
  name: "E01 E02 E03 E04 E11 E13 E16 E20 E33 E53 E58 E62 E63: answers that are late, wrong, cut or missing cost no event",
  async run(around) {
    await together(CASES, around);
    await around.page.goto(around.host.serve("<!doctype html><link rel=icon href=data:,>"));
  },
};
