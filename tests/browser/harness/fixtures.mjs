// What each scenario is given by Playwright Test: a fresh server, a fresh customer's host and a fresh browser profile; and
// the two things that must hold at the end of each. A scenario that hangs is cleaned up after like any other.

import assert from "node:assert/strict";
import { inspect } from "node:util";

import { test as base } from "@playwright/test";

import { Chat, until } from "./chat.mjs";
import { startHost } from "./host.mjs";
import { startServer } from "./server.mjs";
import { follow } from "./trace.mjs";

/** An assertion with words of its own keeps what was met to itself. */
function explain(error) {
  if (!(error instanceof assert.AssertionError) || error.generatedMessage) return;
  const { message } = error;
  error.message = `${message}\nactual: ${inspect(error.actual, { depth: 8 })}\nexpected: ${inspect(error.expected, { depth: 8 })}`;
  error.stack = error.stack.replace(message, () => error.message);
}

/** A picture of the page as it failed, among what is kept of the scenario. */
async function picture(page, info) {
  const path = info.outputPath("page.png");
  await page
    .screenshot({ path })
    .then(() => info.attachments.push({ name: "picture", path, contentType: "image/png" }))
    // A page that is gone or hangs has none, and the failure itself is what counts.
    .catch(() => {});
}

export const test = base.extend({
  /** Options of a scenario: for its server, and of what its page leaves behind by itself. */
  serverOptions: [undefined, { option: true }],
  pageState: [undefined, { option: true }],

  server: async ({ serverOptions }, use) => {
    const server = await startServer(serverOptions);
    await use(server);
    await server.stop();
  },

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from it what a fixture needs
  host: async ({}, use) => {
    const host = await startHost();
    await use(host);
    await host.stop();
  },

  // In this order they are made, and in the other they end: a page leaves before its servers do.
  scenario: async ({ server, host, browser, context, page, pageState }, use, info) => {
    const trace = await follow(page);
    await use(async (run) => {
      try {
        await run({ page, context, browser, server, host, chat: new Chat(page), trace, allow: trace.allow, until, assert });
        trace.consoleIsEmpty();
        await trace.pageIsAsBefore(pageState);
        trace.consoleIsEmpty();
      } catch (error) {
        explain(error);
        await picture(page, info);
        throw error;
      }
    });
  },
});
