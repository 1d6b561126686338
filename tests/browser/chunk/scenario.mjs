// The part of the module that reads Markdown comes late, fails, or is another's: answers stand as they were written, the
// conversation goes on, and once it has come everything is drawn with it.

import { holdBack } from "../harness/chat.mjs";
import { QUESTION } from "../harness/place.mjs";

const CHUNK = /\/halo_markdown\.wasm/;

/** What was not drawn as Markdown is marked so. */
const asWritten = (chat) => chat.transcript.locator(".plain");

async function late({ page, host, server, chat, assert }) {
  const release = await holdBack(page, CHUNK);
  await page.goto(host.shop(server, {}, { path: "/late" }));
  await chat.open();
  await chat.ask(QUESTION);
  const answer = chat.turns.last();
  const written = await answer.innerText();
  assert.match(written, /\]\(http/, "the link is still Markdown");
  assert.equal(await answer.getByRole("link").count(), 0);

  release();
  await answer.getByRole("link").first().waitFor();
  const drawn = await answer.innerText();
  assert.doesNotMatch(drawn, /\]\(http/);
  assert.ok(drawn.length <= written.length, `drawn twice: ${drawn}`);
  assert.equal(await asWritten(chat).count(), 0);
  await page.unroute(CHUNK);
}

async function failing({ page, host, server, chat, allow, assert }) {
  const ways = [(route) => route.abort(), (route) => route.fulfill({ status: 503 }), (route) => route.fulfill({ body: "<html>", contentType: "text/html" })];
  let failures = 0;
  allow(/ERR_FAILED|503|integrity|digest|halo_markdown\.wasm did not load/);
  await page.route(CHUNK, (route) => (failures < ways.length ? ways[failures++](route) : route.continue()));
  await page.goto(host.shop(server, {}, { path: "/failing" }));
  await chat.open();
  await chat.ask(QUESTION);
  await chat.says(/\]\(http/);
  await chat.turns.last().getByRole("link").first().waitFor();
  assert.equal(failures, ways.length, "it was tried again after each failure");
  await chat.ask("And what else?");
  assert.equal(await chat.turns.count(), 3, "two, and the one of the page before");
  assert.equal(await asWritten(chat).count(), 0);
  await page.unroute(CHUNK);
}

export default {
  name: "an answer stands as it was written until Markdown has come, late or after failures",
  options: { form: "WebAssembly" },
  async run(scenario) {
    await late(scenario);
    await failing(scenario);
  },
};
