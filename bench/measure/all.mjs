// All measurements of all peers, in rounds, so that what else the machine does meets everybody. Lengths that cannot end
// within the cap are not tried.

import { beforeIntent, slowly, wanted } from "./loading.mjs";
import { demo } from "./demo.mjs";
import { medians } from "./median.mjs";
import { CAP_MS, stream } from "./streaming.mjs";

/** Tokens a second of a quick model, and lengths at that pace. */
export const PACE = 1_000;
export const PACED_LENGTHS = [4_000, 8_000];
/** What took longer is measured once: a matter of minutes needs no median. */
export const LONG_MS = 15_000;
/** The first visit with a fresh browser finds cold files and caches of the system. */
const WARM_TOKENS = 200;

/** Streams of growing lengths until one cannot end within the cap, if its cost is at least linear. */
async function streams({ open, base, tell }, peer, lengths, pace, known) {
  const done = [];
  for (const tokens of lengths) {
    const earlier = known.find((record) => record.tokens === tokens);
    const last = done.at(-1);
    const hopeless = last && (last.capped || (last.task * tokens) / last.tokens > CAP_MS);
    if (hopeless) done.push({ tokens, capped: true, untried: true });
    else if (earlier?.capped || earlier?.task > LONG_MS) done.push({ ...earlier, again: true });
    else {
      const failed = (error) => (tell(`${peer.name}, ${tokens} tokens: ${error}`), { tokens, capped: true, failed: true });
      done.push(await open((browser) => stream(browser, base, peer, tokens, pace).catch(failed)));
    }
  }
  return done;
}

async function round(bench, peer, lengths, known) {
  const { open, base } = bench;
  const url = (variant) => `${base}/page/${peer.id}/${variant}`;
  const result = await open(async (browser) => {
    await stream(browser, base, peer, WARM_TOKENS);
    return {
      readme: await beforeIntent(browser, url("readme")),
      wanted: await wanted(browser, url("lazy"), peer),
      slow: await slowly(browser, url("lazy"), peer),
    };
  });
  const full = await streams(bench, peer, lengths, 0, known?.full ?? []);
  const fits = PACED_LENGTHS.filter((tokens) => !full.some((record) => record.tokens === tokens && (record.capped || record.task > LONG_MS)));
  const halfway = full.find((record) => record.tokens === PACED_LENGTHS[0]);
  const keepsUp = halfway && !halfway.capped && halfway.task < LONG_MS;
  return { ...result, full, paced: keepsUp ? await streams(bench, peer, fits, PACE, known?.paced ?? []) : [] };
}

/** Of one length over all rounds. */
function overall(rounds, of) {
  return (rounds[0][of] ?? []).map((first, n) => {
    const records = rounds.map((round) => round[of][n]).filter((record) => record && !record.again);
    const ended = records.filter((record) => !record.capped);
    return ended.length > 0 ? { ...medians(ended), runs: ended.length } : first;
  });
}

/** The demo's loads with Lighthouse's score beside them. */
async function judged(loads, judge) {
  return { without: { ...loads.without, lighthouse: await judge("/demo/without") }, with: { ...loads.with, lighthouse: await judge("/demo/with") } };
}

/** Lends one browser to all who ask in turn, and starts another after a tab that hangs. */
function lender(launch) {
  let browser;
  return {
    async open(work) {
      browser ??= await launch();
      const result = await work(browser);
      if (result.capped) await this.close();
      return result;
    },
    async close() {
      await browser?.close();
      browser = undefined;
    },
  };
}

/**
 * `launch` starts a browser; each peer gets a new one each round. `judge` asks Lighthouse about an address. `tell` is told
 * what is under way.
 */
export async function measureAll({ launch, judge, base, peers, lengths, runs, tell }) {
  const lent = lender(launch);
  const open = (work) => lent.open(work);
  const found = new Map(peers.map((peer) => [peer.id, []]));
  const none = [];
  const demos = [];
  for (let run = 0; run < runs; run += 1) {
    tell(`round ${run + 1}: the page alone`);
    none.push(await open((browser) => beforeIntent(browser, `${base}/page/none`)));
    tell(`round ${run + 1}: the demo page`);
    demos.push(await judged(await open((browser) => demo(browser, base)), (url) => judge(base + url)));
    await lent.close();
    for (const peer of peers) {
      tell(`round ${run + 1}: ${peer.name}`);
      const rounds = found.get(peer.id);
      rounds.push(await round({ open, base, tell }, peer, lengths, rounds[0]));
      await lent.close();
    }
  }
  const whole = (rounds) => ({
    ...medians(rounds.map(({ readme, wanted, slow }) => ({ readme, wanted, slow }))),
    full: overall(rounds, "full"),
    paced: overall(rounds, "paced"),
  });
  return {
    none: medians(none),
    demo: medians(demos),
    peers: peers.map(({ id, name, version, mounted, colors }) => ({ id, name, version, mounted, colors, ...whole(found.get(id)) })),
  };
}
