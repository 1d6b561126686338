// The question stands at the top of the view and its answer grows below it; who reads elsewhere stays there, is told of what
// came and gets to it with one press; who scrolls to the end follows it.

import { holdBack } from "../harness/chat.mjs";
import { IS_PLAIN } from "../harness/host.mjs";
import { startModel } from "../harness/model.mjs";
import { QUESTION } from "../harness/place.mjs";
import { fault, overLine } from "../harness/proxy.mjs";

const rest = (log) => log.evaluate((it) => it.scrollHeight - it.clientHeight - it.scrollTop);

/** Where the last question begins below the upper edge of the view, in CSS pixels. */
const below = async (chat) => (await chat.turns.last().boundingBox()).y - (await chat.transcript.boundingBox()).y;

/** Asked before that which asks and draws has come: the question stands at the top all the same. */
async function early({ page, host, server, chat, until, assert }) {
  const release = await holdBack(page, /halo_talk/);
  await page.setViewportSize({ width: 1000, height: 600 });
  await page.goto(host.shop(server, { load: "eager" }, { path: "/early" }));
  await chat.launcher.click();
  await chat.composer.fill(QUESTION);
  await chat.composer.press("Enter");
  assert.equal(await chat.turns.count(), 0);
  release();
  await chat.answered(1);
  await until(async () => Math.abs(await below(chat)) < 40, "the question stands at the top");
  await page.evaluate(() => HaloAgents.getInstance().reset());
}

/** An answer longer than the view, in as many steps as it has paragraphs. */
const LONG = Array.from({ length: 40 }, (_, n) => `Paragraph ${n}: ${"words that fill a line ".repeat(4)}`);

async function longAnswer({ page, host, server, chat, until, assert }) {
  const model = await startModel(server);
  try {
    await page.goto(host.shop(server, { load: "eager", agentId: model.agentId }, { path: "/long" }));
    await chat.open();
    await chat.ask("Something short first?");
    const { step, end } = model.playSlowly(LONG.map((paragraph) => `${paragraph}\n\n`));
    await chat.composer.fill("And now at length?");
    await chat.composer.press("Enter");
    step(2);
    await chat.says("Paragraph 1:");
    assert.ok((await below(chat)) < 40, "the question stands at the top");
    step(18);
    await chat.says("Paragraph 19:");
    assert.ok(Math.abs(await below(chat)) < 40, "and stays there while the answer grows below it");
    const button = chat.panel.getByRole("button", { name: "1 new message" });
    await button.waitFor();

    // Upwards in the midst of it, and back by keyboard.
    await chat.transcript.hover();
    await page.mouse.wheel(0, -2_000);
    await until(() => chat.transcript.evaluate((it) => it.scrollTop === 0), "the reader went up");
    step(5);
    await chat.says("Paragraph 24:");
    assert.equal(await chat.transcript.evaluate((it) => it.scrollTop), 0, "and was left there");
    await chat.composer.focus();
    await page.keyboard.press("Shift+Tab");
    for (let n = 0; n < 5 && !(await button.evaluate((it) => it.getRootNode().activeElement === it)); n += 1) await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Enter");
    await until(async () => Math.abs(await below(chat)) < 40, "to the first of what came");

    await chat.transcript.evaluate((it) => it.scrollTo(0, it.scrollHeight));
    await until(async () => (await button.count()) === 0, "at the end nothing is new");
    step(10);
    await chat.says("Paragraph 34:");
    await until(async () => (await rest(chat.transcript)) < 2, "who scrolled to the end follows it");
    end();
    await chat.answered(2);
  } finally {
    await model.stop();
  }
}

export default {
  name: "the question stands at the top, the end is followed by who is there, and one press away for who is not",
  async run({ page, host, server, chat, allow, until, assert }) {
    // The plain form is one file: asking comes with the panel.
    if (!IS_PLAIN) await early({ page, host, server, chat, until, assert });
    await overLine({ server, allow }, async (line) => {
      await page.goto(host.shop(server, { apiUrl: line.api, load: "eager" }));
      // Of a height at which the first answer does not fit whole.
      const wide = page.viewportSize();
      await page.setViewportSize({ ...wide, height: 600 });
      await chat.open();
      await chat.ask(QUESTION);
      // Suggestions went away above it.
      await until(async () => Math.abs(await below(chat)) < 40, "the very first question stands at the top");
      await page.setViewportSize(wide);
      await chat.ask("How do I style the panel?");
      await until(async () => Math.abs(await below(chat)) < 40, "the question stands at the top");

      line.plan(fault.delay(1_200));
      await chat.composer.fill("What is a session?");
      await chat.composer.press("Enter");
      await until(async () => (await chat.turns.count()) === 3, "the question is there");
      await page.waitForTimeout(100);
      await chat.transcript.evaluate((it) => it.scrollTo(0, 0));
      await chat.answered(3);
      assert.equal(await chat.transcript.evaluate((it) => it.scrollTop), 0, "the reader was not moved");
      const back = chat.panel.getByRole("button", { name: "1 new message" });
      await back.click();
      await until(async () => Math.abs(await below(chat)) < 40, "its turn is in view");
      if (await back.count()) await back.click();
      await until(async () => (await rest(chat.transcript)) < 50, "and then the end");
      await until(async () => (await back.count()) === 0, "nothing is new any more");

      await chat.transcript.focus();
      await page.keyboard.press("ArrowUp");
      const focused = () => page.evaluate(() => document.querySelector("halo-agents").shadowRoot.activeElement?.innerText.slice(0, 60));
      assert.match(await focused(), /What is a session/);
      await page.keyboard.press("ArrowUp");
      assert.match(await focused(), /style the panel/);
      await page.keyboard.press("ArrowDown");
      assert.match(await focused(), /What is a session/);
    });
    await longAnswer({ page, host, server, chat, until, assert });
  },
};
