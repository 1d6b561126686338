// Ten thousand events over two hundred page loads, over lines that cut, delay, refuse, mishear and fall silent at random:
// as many rows in the database as were captured, each id once. HALO_EVENTS_SEED repeats a run.

import { ADOPTED_MS, visitor } from "../harness/visit.mjs";
import { fault } from "../harness/proxy.mjs";

const VISITORS = 20;
const LOADS = 10;
const EVENTS = 50;
const TYPE = "one_of_many";
/** A burst of 100, then 10 a second: after two loads at once, one every five seconds. */
const LOAD_MS = 5_200;
/** Two hundred page loads; a busy machine has taken more than the usual five minutes for them. */
const ALL_MS = 900_000;
/** Every second request meets a fault. */
const FAULTY = 0.5;

/** mulberry32: the same numbers for the same seed. */
const chance = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let it = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  it = (it + Math.imul(it ^ (it >>> 7), 61 | it)) ^ it;
  return ((it ^ (it >>> 14)) >>> 0) / 4_294_967_296;
};
const one = (random, list) => list[Math.floor(random() * list.length)];
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

const faults = (random) => [
  fault.cut,
  fault.unheard,
  fault.delay(Math.floor(random() * 3_000)),
  fault.drip(9, 5),
  fault.status(one(random, [408, 500, 502, 503])),
  fault.status(429, { "retry-after": String(Math.floor(random() * 3)) }),
  fault.status(413),
  fault.portal,
  ...(random() < 0.15 ? [fault.silent, fault.unheardForEver] : []),
];

async function kill(page) {
  const session = await page.context().newCDPSession(page);
  const gone = new Promise((done) => page.once("crash", done));
  session.send("Page.crash").catch(() => {});
  await gone;
  await page.close();
}

/** Waits until a tab that is killed loses nothing: the last event is stored with all before it, or all are delivered. */
const saved = (around, it, page, last) =>
  around.until(async () => {
    const { depth } = await it.events(page);
    return depth === 0 || (await it.stored(page)).some(({ record }) => record.events.some(({ event }) => event.metadata?.n === last));
  }, `event ${last} is stored`);

/** One visitor's page loads; adds to `tally`. */
async function visit(around, number, seed, tally) {
  const random = chance(seed * 1_000 + number);
  const it = await visitor(around, `many-${number}`);
  it.line.next = () => (random() < FAULTY ? one(random, faults(random)) : fault.pass);
  const drop = (dropped) => {
    for (const [reason, count] of Object.entries(dropped)) tally.dropped[reason] = (tally.dropped[reason] ?? 0) + count;
  };
  let page = await it.context.newPage();
  await pause(number * 120);
  for (let load = 0; load < LOADS; load++) {
    const start = Date.now();
    await it.load(page);
    for (let part = 0; part < 5; part++) {
      await it.track(page, TYPE, EVENTS / 5, (number * LOADS + load) * EVENTS + (part * EVENTS) / 5);
      await pause(random() * 150);
    }
    tally.captured += EVENTS;
    tally.loads += 1;
    const end = random();
    // Some stay for a while, the others go in the midst of it.
    if (load > 0) await pause(Math.max(0, LOAD_MS - (Date.now() - start)) * (end < 0.5 ? 1 : 0.9));
    if (end < 0.15) {
      await saved(around, it, page, (number * LOADS + load + 1) * EVENTS - 1);
      drop((await it.events(page)).dropped);
      await kill(page);
      page = await it.context.newPage();
      tally.killed += 1;
    } else {
      drop((await it.events(page)).dropped);
      if (end < 0.4) {
        await page.close();
        page = await it.context.newPage();
      }
    }
  }
  it.line.next = () => fault.pass;
  await it.load(page);
  await around.until(
    async () => {
      const { depth, state } = await it.events(page);
      return depth === 0 && state === "ready" && (await it.stored(page)).length === 0;
    },
    `visitor ${number} has nothing left`,
    2 * ADOPTED_MS,
  );
  const last = await it.events(page);
  drop(last.dropped);
  tally.requests += it.line.requests.length;
  for (const { kind } of it.line.requests) tally.met[kind] = (tally.met[kind] ?? 0) + 1;
  await it.leave();
}

export default {
  name: "ten thousand events over two hundred page loads with random faults: as many rows as were captured, each once",
  options: { ms: ALL_MS, server: { env: { HALO_RATE_LIMITS: "false" } } },
  async run(around) {
    const { server, assert, page, host } = around;
    const seed = Number(process.env.HALO_EVENTS_SEED ?? Date.now() % 1_000_000);
    console.log(`        HALO_EVENTS_SEED=${seed}`);
    const tally = { loads: 0, captured: 0, killed: 0, requests: 0, dropped: {}, met: {} };
    const visits = [...Array(VISITORS).keys()].map((number) => visit(around, number, seed, tally));
    const ends = await Promise.allSettled(visits);
    const [{ count, ids, numbers }] = await server.ask(
      `SELECT COUNT(*) AS count, COUNT(DISTINCT id) AS ids, COUNT(DISTINCT json_extract(metadata, '$.n')) AS numbers FROM events WHERE event_type = '${TYPE}'`,
    );
    const dropped = Object.values(tally.dropped).reduce((all, some) => all + some, 0);
    console.log(`        ${tally.loads} page loads, ${tally.killed} tabs killed, ${tally.requests} requests, of which ${JSON.stringify(tally.met)}`);
    console.log(`        captured ${tally.captured}, rows ${count}, ids ${ids}, dropped with a reason ${dropped} ${JSON.stringify(tally.dropped)}`);
    const failed = ends.filter(({ status }) => status === "rejected").map(({ reason }) => reason);
    if (failed.length > 0) throw failed[0];
    assert.deepEqual([tally.loads, tally.captured], [VISITORS * LOADS, VISITORS * LOADS * EVENTS]);
    assert.deepEqual([ids, numbers], [count, count], "each once");
    assert.equal(count + dropped, tally.captured, "none is lost");
    await page.goto(host.serve("<!doctype html><link rel=icon href=data:,>"));
  },
};
