// Two tabs of one site: one conversation, asked once.

import { Chat } from "../harness/chat.mjs";
import { QUESTION } from "../harness/place.mjs";
import { fault, overLine } from "../harness/proxy.mjs";

export default {
  name: "two tabs show one conversation without asking the server twice",
  async run({ page, context, host, server, chat, allow, until, assert }) {
    await overLine({ server, allow }, async (line) => {
      const address = host.shop(server, { apiUrl: line.api, load: "eager" });
      const other = await context.newPage();
      const beside = new Chat(other);
      await page.goto(address);
      await other.goto(address);
      await beside.open();
      await chat.open();

      line.plan(fault.drip(200, 50));
      await chat.composer.fill(QUESTION);
      await chat.composer.press("Enter");
      await beside.says(QUESTION);
      await chat.answered(1);
      await beside.answered(1);
      const shown = await chat.turns.last().innerText();
      await until(async () => (await beside.turns.last().innerText()).length >= shown.length - 20, "the answer is there, too");
      assert.equal(line.requests.length, 1, "one of them asked");

      await beside.ask("And what is a session?");
      await chat.answered(2);
      const body = JSON.parse(line.requests[1].body);
      assert.equal(body.conversation_history.length, 2);
      assert.equal(body.session_id, JSON.parse(line.requests[0].body).session_id);

      await beside.panel.getByRole("button", { name: "More" }).click();
      await beside.panel.getByRole("button", { name: "New conversation" }).click();
      await until(async () => (await chat.turns.count()) === 0, "the new conversation begins in both");
      await other.close();
    });
  },
};
