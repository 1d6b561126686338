// Who reads further up stays there, is told of what came, and gets back with one press.

import { QUESTION } from "../harness/place.mjs";
import { fault, overLine } from "../harness/proxy.mjs";

const rest = (log) => log.evaluate((it) => it.scrollHeight - it.clientHeight - it.scrollTop);

export default {
  name: "the end is followed by who is there, and one press away for who is not",
  async run({ page, host, server, chat, allow, until, assert }) {
    await overLine({ server, allow }, async (line) => {
      await page.goto(host.shop(server, { apiUrl: line.api, load: "eager" }));
      await chat.open();
      await chat.ask(QUESTION);
      await chat.ask("How do I style the panel?");
      await until(async () => (await rest(chat.transcript)) < 2, "the end is in view");

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
      await until(async () => (await rest(chat.transcript)) < 50, "the end is in view again");
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
  },
};
