// Runs one scenario: a fresh server, a fresh customer's host and a fresh browser profile, and the two things that must
// hold at the end of each.

import assert from "node:assert/strict";

import { Chat, until } from "./chat.mjs";
import { startHost } from "./host.mjs";
import { startServer } from "./server.mjs";
import { follow } from "./trace.mjs";

/** A scenario that takes longer hangs, unless its options say otherwise. */
const SCENARIO_MS = 120_000;
/** Playwright's own waiting, per action. */
const ACTION_MS = 10_000;

async function perform(scenario, browser) {
  const { context: contextOptions, server: serverOptions, page: pageState } = scenario.options ?? {};
  const server = await startServer(serverOptions);
  const host = await startHost();
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...contextOptions });
  context.setDefaultTimeout(ACTION_MS);
  try {
    const page = await context.newPage();
    const trace = await follow(page);
    await scenario.run({ page, context, browser, server, host, chat: new Chat(page), trace, allow: trace.allow, until, assert });
    trace.consoleIsEmpty();
    await trace.pageIsAsBefore(pageState);
    trace.consoleIsEmpty();
  } catch (error) {
    if (process.env.HALO_SHOTS) {
      const name = scenario.name.replace(/\W+/g, "-");
      await context.pages()[0]?.screenshot({ path: `${process.env.HALO_SHOTS}/${name}.png` }).catch(() => {});
    }
    throw error;
  } finally {
    await context.close();
    await host.stop();
    await server.stop();
  }
}

/** Runs it; the error, or nothing. */
export async function attempt(scenario, browser) {
  let timer;
  const most = scenario.options?.ms ?? SCENARIO_MS;
  const tooLong = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(`did not end within ${most} ms`)), most);
  });
  try {
    await Promise.race([perform(scenario, browser), tooLong]);
    return undefined;
  } catch (error) {
    return error;
  } finally {
    clearTimeout(timer);
  }
}
