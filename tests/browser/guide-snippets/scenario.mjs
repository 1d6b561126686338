// Every snippet of the guides that belongs into a page is put into one, with nothing replaced but organisation and key, and
// opened: the chat opens and answers, or what the guide says of it is seen (`effects.mjs`). The console stays empty.

import { createHmac } from "node:crypto";

import { lead } from "../harness/addresses.mjs";
import { Chat, PATIENCE_MS } from "../harness/chat.mjs";
import { fencesOf, filled } from "../harness/fences.mjs";
import { page as html } from "../harness/host.mjs";
import { DEMO } from "../harness/place.mjs";
import { follow } from "../harness/trace.mjs";
import { EFFECTS } from "./effects.mjs";

/** Pages that are open at the same time: more than this gains nothing on two cores. */
const AT_ONCE = 3;
/** Some forty pages, three at a time; a busy machine has taken more than the usual five minutes for them. */
const ALL_MS = 900_000;
const DOOR = '<script src="https://chat.example.com/sdk/latest/haloagents.umd.js"></script>';

/** Whether a snippet gets the chat onto a page by itself. */
const starts = (code) => /HaloAgents\.init\(|HaloAgentsConfig|data-org-id/.test(code);

/** What a page is given for a snippet: as it stands for HTML, after the script for JavaScript. */
const placed = ({ language, code }) => (language === "js" ? `${DOOR}<script>${code}</script>` : code);

/** An organisation that demands proof, and tokens for its users. */
function proving(server) {
  const told = server.command("org", "add", "Proving");
  const orgId = told.match(/[0-9a-f-]{36}/)[0];
  const secret = server.command("secret", "add", orgId).match(/ha_secret_\w+/)[0];
  server.command("org", "verify", orgId, "on");
  const token = (userId, seconds) => {
    const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const now = Math.floor(Date.now() / 1000);
    const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part({ user_id: userId, iat: now - 600, exp: now + seconds })}`;
    return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
  };
  return { orgId, apiKey: told.match(/ab_live_\w+/)[0], token };
}

/** The first words of an answer, asked for as a visitor does. */
export async function converse(chat) {
  if (!(await chat.isOpen())) await chat.launcher.click();
  await chat.composer.waitFor();
  await chat.ask("What is this?");
  if (!/\w{4}/.test(await chat.turns.last().innerText())) throw new Error("the chat gave no answer");
}

async function perform(fence, around) {
  const { browser, host, server } = around;
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  context.setDefaultTimeout(PATIENCE_MS);
  try {
    await lead(context, server);
    const page = await context.newPage();
    const trace = await follow(page);
    const chat = new Chat(page);
    const it = { ...around, context, page, trace, chat, filled: (code) => filled(code, DEMO), fence: { ...fence, code: filled(fence.code, DEMO) } };
    // Each has a path of its own, so that none is mistaken for another.
    it.open = async (content, { path = `/line-${fence.page.replace(/\W/g, "-")}-${fence.line}`, headers, head } = {}) => {
      await page.goto(host.serve(headers ? content : html(content, head), { path, headers }));
    };
    const effect = EFFECTS[fence.id];
    if (!effect && !starts(fence.code)) throw new Error("nobody knows what it does: tests/browser/guide-snippets/effects.mjs needs a line for it");
    if (effect) await effect(it, placed(it.fence));
    else {
      await it.open(placed(it.fence));
      await converse(chat);
    }
    trace.consoleIsEmpty();
  } finally {
    await context.close();
  }
}

export default {
  name: "every snippet of the guides that belongs into a page does there what the guide says",
  options: { ms: ALL_MS },
  async run({ browser, host, server, page, until, assert }) {
    const fences = fencesOf("tests/browser/guide-snippets", EFFECTS);
    const around = { browser, host, server, until, assert, org: proving(server), fences, converse };
    const failures = [];
    const waiting = [...fences];
    const work = async () => {
      for (let fence = waiting.shift(); fence; fence = waiting.shift()) {
        await perform(fence, around).catch((error) => failures.push(`${fence.page}:${fence.line} (${fence.id}): ${error.stack ?? error}`));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    console.log(`        ${fences.length} snippets`);
    assert.equal(failures.length, 0, failures.join("\n"));
    await page.goto(host.serve(html("")));
  },
};
