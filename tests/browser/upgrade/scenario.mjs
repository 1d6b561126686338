// The server becomes another release behind the same /sdk/latest/ while a visitor has the former one at any stage, whether the
// server keeps that one's files or not: no word is lost. Who comes back pays for what has changed.

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Chat } from "../harness/chat.mjs";
import { page as html, snippet } from "../harness/host.mjs";
import { startServer } from "../harness/server.mjs";
import { nextRelease } from "./release.mjs";

const FIRST = "What is this?";
const SECOND = "Which languages does it speak?";

/** Where a visitor can be when the server changes: what happens before, and what after. */
const STAGES = {
  "door only": {
    config: { load: "interaction" },
    async after(chat) {
      await chat.open();
      await chat.ask(SECOND);
    },
  },
  loaded: {
    config: { load: "eager" },
    async before(chat) {
      await chat.page.locator("halo-agents[data-form]").waitFor({ state: "attached" });
    },
    async after(chat, { until }) {
      await chat.launcher.click();
      await chat.composer.waitFor();
      await chat.composer.fill(SECOND);
      // The newer widget can take the former one's place just before the key: who sees the words still in the field presses again.
      const presses = async () => (await chat.composer.inputValue()) === SECOND && (await chat.composer.press("Enter"));
      await until(async () => (await presses(), (await chat.text()).includes(SECOND)), "the question stands");
      await chat.answered(1);
    },
  },
  opened: {
    async before(chat) {
      await chat.open();
      await chat.ask(FIRST);
      await chat.composer.fill("Which languages ");
    },
    async after(chat) {
      await chat.composer.pressSequentially("does it speak?");
      await chat.composer.press("Enter");
      await chat.answered(2);
    },
  },
  "in mid-answer": {
    async before(chat) {
      await chat.open();
      await chat.composer.fill(SECOND);
      await chat.composer.press("Enter");
    },
    async after(chat, { until }) {
      await until(async () => (await chat.turns.count()) === 1, "the turn stands");
      await chat.send.waitFor();
    },
  },
};

async function upgrade({ browser, host, until, assert }, next, stage, isKept) {
  const { config = {}, before, after } = STAGES[stage];
  const former = await startServer();
  const { port } = new URL(former.base);
  const context = await browser.newContext();
  let newer;
  try {
    const page = await context.newPage();
    const errors = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.goto(host.serve(html(snippet(former, config)), { path: `/${stage.replace(/ /g, "-")}` }));
    const chat = new Chat(page);
    await chat.launcher.waitFor();
    await before?.(chat);
    await former.kill();
    const data = isKept ? former.data : mkdtempSync(join(tmpdir(), "halo-scenario-"));
    newer = await startServer({ sdk: next, port, data });
    await after(chat, { until });
    assert.ok((await chat.text()).includes(SECOND), `${stage}: the question stands`);
    assert.ok((await chat.turns.last().innerText()).length > SECOND.length, `${stage}: it is answered`);
    assert.deepEqual(errors, [], stage);

    // The next page load has the newest release whole, from the very first file on.
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.reload();
    await chat.launcher.waitFor();
    const text = async () => (await chat.panel.isVisible()) || chat.open();
    await text();
    await until(async () => (await chat.text()).includes(SECOND), `${stage}: the conversation is kept`);
    const { build } = await (await fetch(`${newer.base}/sdk/latest/manifest.json`)).json();
    const files = asked.filter((url) => url.startsWith(`${newer.base}/sdk/`) && !url.includes("/latest/"));
    assert.ok(files.length > 0 && files.every((url) => url.includes(`/sdk/${build}/`)), files.join(" "));
  } finally {
    await context.close();
    await (newer ?? former).stop();
  }
}

/** Bytes of the widget's files that came over the network in a visit that opens the chat. */
async function visit(page, address) {
  const session = await page.context().newCDPSession(page);
  const urls = new Map();
  let bytes = 0;
  session.on("Network.requestWillBeSent", ({ requestId, request }) => urls.set(requestId, request.url));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (new URL(urls.get(requestId) ?? address).pathname.startsWith("/sdk/")) bytes += encodedDataLength;
  });
  await session.send("Network.enable");
  await page.goto(address);
  const chat = new Chat(page);
  await chat.open();
  await chat.ask(FIRST);
  await session.detach();
  return bytes;
}

async function returning({ browser, host, until, assert }, next) {
  const former = await startServer();
  const { port } = new URL(former.base);
  const context = await browser.newContext();
  let newer;
  try {
    const page = await context.newPage();
    const address = host.serve(html(snippet(former)), { path: "/returning" });
    const whole = await visit(page, address);
    await page.goto("about:blank");
    await former.kill();
    newer = await startServer({ sdk: next, port, data: former.data });
    await until(() => newer.lines.some((line) => /compressed with former releases/.test(line)), "the releases are compared");
    const changed = await visit(page, address);
    console.log(`        a first visit costs ${whole} bytes, the first after an upgrade ${changed}`);
    assert.ok(changed < whole * 0.15, `${changed} of ${whole} bytes`);
  } finally {
    await context.close();
    await (newer ?? former).stop();
  }
}

export default {
  name: "an upgrade of the server loses no word of a visitor at any stage, and costs who comes back what has changed",
  options: { ms: 400_000 },
  async run(scenario) {
    const next = nextRelease();
    await returning(scenario, next);
    for (const stage of Object.keys(STAGES)) {
      for (const isKept of [true, false]) await upgrade(scenario, next, stage, isKept);
    }
    // All was done by visitors of their own.
    await scenario.page.goto(scenario.host.serve(html("")));
  },
};
