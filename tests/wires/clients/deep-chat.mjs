// deep-chat, a chat of others in a page: its `stream: { readable: true }` shows whatever comes as the text of an answer, so it
// is given the text without records. It runs in the browser, with the key of the demo's pages.

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

import { chromium } from "playwright-core";

import { until } from "../../browser/harness/chat.mjs";
import { LAUNCH } from "../../browser/scenarios.mjs";
import { client } from "../harness/client.mjs";
import { WIRES } from "../harness/place.mjs";
import { TEXT } from "../harness/said.mjs";
import { QUESTION } from "../harness/world.mjs";

const PAGE = '<!doctype html><title>deep-chat</title><script type="module" src="/deepChat.bundle.js"></script><deep-chat id="chat"></deep-chat>';

/** A page of a site that has deep-chat on it. */
async function startSite() {
  const bundle = readFileSync(join(WIRES, "node_modules/deep-chat/dist/deepChat.bundle.js"));
  const site = createServer((asked, answered) => {
    const isScript = asked.url.endsWith(".js");
    answered.writeHead(200, { "content-type": isScript ? "text/javascript" : "text/html" }).end(isScript ? bundle : PAGE);
  });
  site.listen(0, "127.0.0.1");
  await once(site, "listening");
  return { url: `http://127.0.0.1:${site.address().port}/`, close: () => site.close() };
}

/** What stands in the chat as the answer to a question, once no more comes. */
async function answerOf(page, { url, headers, agent, question }) {
  await page.evaluate(
    ([url, headers, agent]) => {
      const chat = document.querySelector("#chat");
      chat.connect = { url, headers, stream: { readable: true } };
      chat.requestInterceptor = (request) => ({ ...request, body: { message: request.body.messages.at(-1).text, agent_id: agent } });
      chat.onMessage = ({ message, isHistory }) => {
        if (!isHistory && message.role === "ai") globalThis.answered = message.text;
      };
    },
    [url, headers, agent],
  );
  await page.evaluate((text) => document.querySelector("#chat").submitUserMessage({ text }), question);
  return until(() => page.evaluate(() => globalThis.answered), "deep-chat has an answer");
}

/** Opens the page, asks, and answers what deep-chat has for an answer. */
async function ask({ talk, world }, question) {
  const site = await startSite();
  const browser = await chromium.launch(LAUNCH);
  try {
    const page = await browser.newPage();
    await page.goto(site.url);
    await page.waitForFunction(() => document.querySelector("#chat").submitUserMessage);
    const headers = { authorization: `Bearer ${world.apiKey}` };
    const agent = question === QUESTION ? talk.agent : undefined;
    return await answerOf(page, { url: talk.url("/chat/stream?records=0"), headers, agent, question });
  } finally {
    await browser.close();
    site.close();
  }
}

export const DEEP_CHAT = client({
  id: "deep-chat",
  npm: "deep-chat",
  note: "its `readable` stream, with `records=0`",
  missing: () => (LAUNCH.executablePath ? undefined : "needs Chromium"),
  tries: {
    "the text, exactly": async (made) => assert.equal(await ask(made, QUESTION), TEXT),
    "text alone beside an action": async (made) => {
      const text = await ask(made, "I want to talk to a person");
      assert.ok(text.trim() && !text.includes("\u001e"), JSON.stringify(text));
    },
  },
});
