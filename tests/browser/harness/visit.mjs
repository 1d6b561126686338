// Visits for scenarios about events: a page whose widget records only what the page itself tells it, each visitor with a
// browser profile and a line to the server of their own, many at the same time.

import { page as html } from "./host.mjs";
import { DEMO } from "./place.mjs";
import { startLine } from "./proxy.mjs";
import { PATIENCE_MS, until } from "./chat.mjs";

/** Until a killed tab's events are adopted: 30 s, up to 5 more. */
export const ADOPTED_MS = 35_000 + PATIENCE_MS;

/** Runs in the page: what `debug()` says of the events, without a line on the console. */
const state = () => {
  const { log } = console;
  console.log = () => {};
  try {
    return globalThis.HaloAgents?.getInstance()?.debug()?.events;
  } finally {
    console.log = log;
  }
};

/** The snippet with functions of the page among the options: `functions` is the text of an object of them. */
const scripted = (line, config, functions) => `<script src="${line.door}"></script>
<script>window.HaloAgents.init(Object.assign(${JSON.stringify({ ...DEMO, apiUrl: line.api, ...config })}, ${functions}));</script>`;

/**
 * A visitor: a browser profile, a line that watches posts to `watched`, and a page of the site named like the visitor.
 * `config` are options, `functions` the text of an object of more options, `head` goes into the page.
 */
export async function visitor({ browser, host, server }, name, { config = {}, functions = "{}", head = "", watched = "/events" } = {}) {
  const line = await startLine(server, watched);
  const context = await browser.newContext();
  context.setDefaultTimeout(PATIENCE_MS);
  const address = host.serve(html(scripted(line, { load: "eager", tracking: false, ...config }, functions), head), { path: `/${name}` });
  const it = {
    name,
    line,
    context,
    address,
    /** Opens the page in a new tab, waits until it records, and does something in it. */
    async open({ act = true } = {}) {
      const page = await context.newPage();
      page.errors = [];
      page.on("pageerror", (error) => page.errors.push(String(error)));
      await it.load(page, { act });
      return page;
    },
    async load(page, { act = true } = {}) {
      await page.goto(address);
      await it.recording(page);
      if (act) await page.mouse.click(400, 300);
    },
    recording: (page) => until(() => it.events(page), `${name}: the widget records`, PATIENCE_MS),
    events: (page) => page.evaluate(state),
    /** Tells the widget of `count` events of the type, numbered on from `first`. */
    track: (page, type, count, first = 0) =>
      page.evaluate(
        ([type, count, first]) => {
          for (let n = first; n < first + count; n++) HaloAgents.getInstance().track(type, { n });
        },
        [type, count, first],
      ),
    /** What is stored in this profile for the site, as the widget wrote it. Asked from a page without the widget. */
    async stored(page) {
      return page.evaluate(() =>
        Object.entries(localStorage)
          .filter(([key]) => key.startsWith("halo:events:"))
          .map(([key, text]) => ({ key, record: JSON.parse(text) })),
      );
    },
    async beside() {
      const page = await context.newPage();
      await page.goto(host.serve(html("<p>Another page</p>"), { path: "/beside" }));
      return page;
    },
    async leave() {
      await context.close();
      await line.stop();
    },
  };
  return it;
}

/** How old an answer about the database may be, in milliseconds: many cases ask at the same time. */
const LEDGER_MS = 400;
const ledgers = new WeakMap();

/** All events in the server's database, as of just now. */
async function ledger(server) {
  let known = ledgers.get(server);
  if (!known || Date.now() - known.at > LEDGER_MS) {
    known = { at: Infinity, rows: server.ask("SELECT id, event_type, session_id, user_id, at, metadata FROM events ORDER BY rowid") };
    ledgers.set(server, known);
    known.rows.catch(() => {}).then(() => (known.at = Date.now()));
  }
  return known.rows;
}

/** Rows of a type in the server's database. */
export const rows = async (server, type) => (await ledger(server)).filter(({ event_type }) => event_type === type);

/** Waits until so many events of a type are stored, and fails when there are more, or one twice. */
export async function delivered(server, type, count, timeout = PATIENCE_MS) {
  const found = await until(
    async () => {
      const now = await rows(server, type);
      return now.length >= count && now;
    },
    `${count} ${type} are stored`,
    timeout,
  ).catch(async (error) => {
    throw new Error(`${error.message}; there are ${(await rows(server, type)).length}`);
  });
  const numbers = new Set(found.map(({ metadata }) => JSON.parse(metadata).n));
  if (found.length !== count || numbers.size !== count) throw new Error(`${type}: ${found.length} rows of ${numbers.size} events instead of ${count}`);
  return found;
}

/** Runs cases at the same time, each `{ id, holds, run }`, and says how each ended; fails if one did. */
export async function together(cases, surroundings) {
  const failures = [];
  await Promise.all(
    cases.map(async ({ id, holds, run }) => {
      const start = Date.now();
      const seconds = () => ((Date.now() - start) / 1000).toFixed(1);
      try {
        const told = await run(surroundings);
        console.log(`        ${id}: ${holds} (${seconds()} s${told ? `; ${told}` : ""})`);
      } catch (error) {
        failures.push(`${id}: ${holds} (${seconds()} s)\n${error.stack ?? error}`);
      }
    }),
  );
  if (failures.length > 0) throw new Error(failures.join("\n"));
}
